"""The addresses of search, which stay right for as long as what is searched for."""

from django.urls import path

from comity.engines.search import feeds
from comity.engines.search.views import downloads, following, managing, page, suggestions


app_name = "search"
urlpatterns = [
    path("", page.show, name="page"),
    path("suggest/", suggestions.show, name="suggest"),
    path("feed.atom", feeds.show, name="feed"),
    path("export.<str:form>", downloads.show, name="export"),
    path("follow/", following.page, name="follow"),
    path("follow/written/", following.written, name="written"),
    path("alerts/", managing.page, name="alerts"),
    path("alerts/written/", managing.written, name="alerts-written"),
    path("alerts/confirm/<str:token>/", following.confirm, name="confirm"),
    path("alerts/end/<str:token>/", following.end, name="end"),
    path("alerts/<str:token>/", managing.mine, name="manage"),
]
