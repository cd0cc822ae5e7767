"""The addresses of the pages of the sealed exchange; what their script asks of the host is in ``machines``."""

from django.urls import path

from comity.engines.exchange.views import pages


app_name = "exchange"
urlpatterns = [
    path("", pages.listing, name="list"),
    path("new/", pages.new, name="new"),
    path("keys/", pages.keys, name="keys"),
    path("check/", pages.check, name="check"),
    path("search/", pages.search, name="search"),
    path("<uuid:key>/", pages.thread, name="thread"),
]
