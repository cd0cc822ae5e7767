"""The addresses of the pages about everything."""

from django.urls import path
from django.views.generic import RedirectView

from comity.project.portal import beside, front_page, gateways, missing_pages, views


urlpatterns = [
    path("", views.home, name="home"),
    path("administration/home/", front_page.edit, name="home-edit"),
    path("places/", views.place_list, name="places"),
    path("places/missing/", missing_pages.table, name="missing"),
    path("places/missing.csv", missing_pages.as_csv, name="missing-csv"),
    path("places/<str:code>/", views.place_page, name="place"),
    path("places/<str:code>/missing/", missing_pages.of_place, name="place-missing"),
    path("portals/", gateways.listing, name="portals"),
    path("portals/<slug:code>/", gateways.page, name="portal"),
    path("drug-control/", RedirectView.as_view(pattern_name="portal"), {"code": "drugs"}, name="drug-control"),
    path("databases/", views.database_list, name="databases"),
    path("beside/", beside.page, name="beside"),
    path("topics/", views.topic_list, name="topics"),
    path("topics/<slug:code>/", views.topic_page, name="topic"),
    path("about/", views.about, name="about"),
    path("about/data/", views.data, name="data"),
    path("about/interfaces/", views.interfaces, name="interfaces"),
    path("about/accessibility/", views.accessibility, name="accessibility"),
]
