"""The addresses of the finder."""

from django.urls import path

from comity.operations.assistance.views import coverage, finding


app_name = "assistance"
urlpatterns = [
    path("", finding.find, name="find"),
    path("coverage/", coverage.page, name="coverage"),
]
