"""Every address of the portal."""

from django.urls import URLPattern, URLResolver


urlpatterns: list[URLPattern | URLResolver] = []
