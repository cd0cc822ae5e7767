"""The addresses of search, which stay right for as long as what is searched for."""

from django.urls import path

from comity.engines.search import feeds
from comity.engines.search.views import downloads, page, suggestions


app_name = "search"
urlpatterns = [
    path("", page.show, name="page"),
    path("suggest/", suggestions.show, name="suggest"),
    path("feed.atom", feeds.show, name="feed"),
    path("export.<str:form>", downloads.show, name="export"),
]
