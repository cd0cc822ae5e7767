"""Addresses that records of every kind share."""

from django.urls import path

from comity.engines.records.views import citing


app_name = "records"
urlpatterns = [
    path("<uuid:key>/cite/", citing.cite, name="cite"),
    path("<uuid:key>/cite.<slug:form>", citing.download, name="cite-download"),
]
