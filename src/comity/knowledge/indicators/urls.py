"""The addresses of the pages about indicators."""

from django.urls import path

from comity.knowledge.indicators.views import catalogue, figures, page, staff


app_name = "indicators"
urlpatterns = [
    path("", catalogue.listing, name="list"),
    path("import/", staff.bring_in, name="import"),
    path("<slug:code>/figures/new/", figures.add, name="figure-new"),
    path("<slug:code>/figures/<int:key>/", figures.correct, name="figure"),
    path("<slug:code>/", page.page, name="page"),
]
