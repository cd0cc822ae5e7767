"""The addresses of the pages about messages."""

from django.urls import path

from comity.base.notices import views


app_name = "notices"
urlpatterns = [
    path("", views.page, name="page"),
    path("<uuid:key>/retry/", views.retry, name="retry"),
    path("paused/<uuid:key>/resume/", views.resume, name="resume"),
]
