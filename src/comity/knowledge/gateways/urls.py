"""The addresses of the pages about hot topics."""

from django.urls import path

from comity.knowledge.gateways.views import composing, showing, writing


app_name = "gateways"
urlpatterns = [
    path("", showing.HotTopicList.as_view(), name="list"),
    path("compose/", composing.listing, name="composer"),
    path("compose/portals/<slug:code>/", writing.front, name="front"),
    path("compose/new/", composing.new, name="new"),
    path("<uuid:pk>/", showing.HotTopicPage.as_view(), name="page"),
    path("<uuid:pk>/edit/", composing.edit, name="edit"),
]
