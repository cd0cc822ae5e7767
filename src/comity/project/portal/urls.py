"""The addresses of the pages about everything."""

from django.urls import path

from comity.project.portal import beside, views


urlpatterns = [
    path("", views.home, name="home"),
    path("places/", views.place_list, name="places"),
    path("places/<str:code>/", views.place_page, name="place"),
    path("databases/", views.database_list, name="databases"),
    path("beside/", beside.page, name="beside"),
    path("topics/", views.topic_list, name="topics"),
    path("topics/<slug:code>/", views.topic_page, name="topic"),
    path("about/", views.about, name="about"),
    path("about/data/", views.data, name="data"),
    path("about/interfaces/", views.interfaces, name="interfaces"),
    path("about/accessibility/", views.accessibility, name="accessibility"),
]
