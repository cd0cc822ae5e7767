"""The addresses of the pages about laws."""

from django.urls import path

from comity.knowledge.legislation.views import catalogue, comparison, law, staff


app_name = "legislation"
urlpatterns = [
    path("", catalogue.catalogue, name="list"),
    path("<str:place>/<slug:slug>/", law.page, name="page"),
    path("<str:place>/<slug:slug>/compare/", comparison.page, name="compare"),
    path("<str:place>/<slug:slug>/<str:eid>/", law.provision, name="provision"),
    path("<str:place>/<slug:slug>/<str:eid>/annotations/", staff.annotate, name="annotate"),
]
