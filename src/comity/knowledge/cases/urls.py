"""The addresses of the pages about cases."""

from django.urls import path

from comity.knowledge.cases.views import catalogue, page


app_name = "cases"
urlpatterns = [
    path("", catalogue.catalogue, name="list"),
    path("<str:identifier>/", page.page, name="page"),
]
