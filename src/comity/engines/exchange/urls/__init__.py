"""The addresses of the pages of the sealed exchange; what their script asks of the host is in ``machines``."""

from django.urls import path

from comity.engines.exchange.views import correspondents, installations, pages


app_name = "exchange"
urlpatterns = [
    path("", pages.listing, name="list"),
    path("new/", pages.new, name="new"),
    path("keys/", pages.keys, name="keys"),
    path("check/", pages.check, name="check"),
    path("carry/", installations.carry, name="carry"),
    path("key-maker/", correspondents.key_maker, name="key-maker"),
    path("correspondents/", correspondents.page, name="correspondents"),
    path("correspondents/<int:pk>/part/", correspondents.part, name="part-from"),
    path("messages/<uuid:key>/", correspondents.carry, name="correspondence"),
    path("messages/<uuid:key>/page/", correspondents.carried, name="carried-page"),
    path("messages/<uuid:key>/message/", correspondents.message, name="carried-message"),
    path("messages/<uuid:key>/files/<uuid:file>/", correspondents.sealed, name="carried-file"),
    path("installations/", installations.page, name="installations"),
    path("installations/card/", installations.card, name="card"),
    path("installations/again/<uuid:key>/", installations.again, name="again"),
    path("installations/<slug:name>/", installations.installation, name="installation"),
    path("installations/<slug:name>/key/", installations.new_key, name="new-key"),
    path("installations/<slug:name>/change/", installations.change, name="change-installation"),
    path("<uuid:key>/carry/<slug:name>/", installations.carried, name="carried"),
    path("search/", pages.search, name="search"),
    path("<uuid:key>/", pages.thread, name="thread"),
]
