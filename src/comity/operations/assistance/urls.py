"""The addresses of the finder and of the request writer."""

from django.urls import path

from comity.operations.assistance.views import coverage, finding, writing


app_name = "assistance"
urlpatterns = [
    path("", finding.find, name="find"),
    path("coverage/", coverage.page, name="coverage"),
    path("writer/", writing.write, name="write"),
    path("writer/program.js", writing.script, name="writer-script"),
    path("writer/facts.json", writing.facts, name="writer-facts"),
    path("writer/offline/", writing.offline, name="writer-offline"),
]
