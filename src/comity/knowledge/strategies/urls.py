"""The addresses of the pages about strategies."""

from django.urls import path

from comity.knowledge.strategies.views import StrategyList, StrategyPage


app_name = "strategies"
urlpatterns = [
    path("", StrategyList.as_view(), name="list"),
    path("<uuid:pk>/", StrategyPage.as_view(), name="page"),
]
