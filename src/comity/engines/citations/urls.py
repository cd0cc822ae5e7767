"""The addresses of the pages about citations."""

from django.urls import path

from comity.engines.citations.views import received


app_name = "citations"
urlpatterns = [path("<uuid:key>/", received.page, name="received")]
