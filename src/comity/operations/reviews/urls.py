"""The addresses of the pages about reviews."""

from django.urls import path

from comity.operations.reviews.views import (
    following,
    leading,
    naming,
    public,
    reviewing,
    showing,
    speaking,
    together,
    working,
)


app_name = "reviews"
urlpatterns = [
    path("", public.overview, name="reviews"),
    path("desk/", leading.desk, name="desk"),
    path("desk/figures/", leading.figures, name="figures"),
    path("desk/follow-up/", leading.follow_up, name="desk-follow-up"),
    path("cycles/new/", leading.new, name="cycle-new"),
    path("cycles/<uuid:key>/open/", leading.begin, name="cycle-open"),
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
    path("<uuid:key>/", public.review, name="review"),
    path("<uuid:key>/work/", reviewing.work, name="work"),
    path("<uuid:key>/step/<slug:step>/", reviewing.step, name="step"),
    path("<uuid:key>/ready/", reviewing.mark, name="mark"),
    path("<uuid:key>/postpone/", reviewing.postpone, name="postpone"),
    path("<uuid:key>/people/", naming.people, name="people"),
    path("<uuid:key>/arrangements/", naming.arrangements, name="arrangements"),
    path("<uuid:key>/answers/", speaking.answers, name="answers"),
    path("<uuid:key>/feedback/", speaking.feedback, name="feedback"),
    path("<uuid:key>/meetings/", speaking.meetings, name="meetings"),
    path("<uuid:key>/observations/", together.observations, name="observations"),
    path("<uuid:key>/summary/", together.summary, name="summary"),
    path("<uuid:key>/consent/", together.consent, name="consent"),
    path("<uuid:key>/follow-up/", following.follow_up, name="follow-up"),
    path("<uuid:key>/follow-up/<int:one>/", following.recommendation, name="recommendation"),
]
