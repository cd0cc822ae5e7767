"""The address at which machines ask how the system is: without a language."""

from django.urls import path

from comity.base.administration.views import desk


urlpatterns = [path("health.json", desk.health_data, name="health-data")]
