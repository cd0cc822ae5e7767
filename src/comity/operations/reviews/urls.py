"""The addresses of the pages about reviews."""

from django.urls import path
from django.views.generic import RedirectView

from comity.operations.reviews.views import showing, working


app_name = "reviews"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="reviews:draws"), name="reviews"),
    path("draws/", showing.listing, name="draws"),
    path("draws/new/", working.new, name="draw-new"),
    path("draws/<uuid:key>/", showing.page, name="draw"),
    path("draws/<uuid:key>/parties/", showing.parties, name="draw-parties"),
    path("draws/<uuid:key>/rules/", working.edit, name="draw-edit"),
    path("draws/<uuid:key>/correct/", working.correct, name="draw-correct"),
    path("draws/<uuid:key>/commit/", working.commit, name="draw-commit"),
    path("draws/<uuid:key>/draw/", working.draw, name="draw-draw"),
    path("draws/<uuid:key>/publish/", working.publish, name="draw-publish"),
    path("draws/<uuid:key>/give-up/", working.abandon, name="draw-abandon"),
    path("draws/<uuid:key>/ask/", working.ask, name="draw-ask"),
    path("draws/<uuid:key>/transcript.json", showing.transcript, name="draw-transcript"),
    path("draws/<uuid:key>/commitment-<int:number>.json", showing.commitment, name="draw-commitment"),
    path("draws/<uuid:key>/comity-draw-<slug:sha256>.py", showing.program, name="draw-program"),
]
