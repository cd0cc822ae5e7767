"""The addresses of the pages about published results of reviews."""

from django.urls import path

from comity.knowledge.published_reviews.views import PublishedReviewAnswers, PublishedReviewList, PublishedReviewPage


app_name = "published_reviews"
urlpatterns = [
    path("", PublishedReviewList.as_view(), name="list"),
    path("<uuid:pk>/", PublishedReviewPage.as_view(), name="page"),
    path("<uuid:pk>/answers/<int:number>/", PublishedReviewAnswers.as_view(), name="answers"),
]
