"""The addresses of files and of the pages about them."""

from django.urls import path

from comity.base.files import views


app_name = "files"
urlpatterns = [
    path("", views.page, name="page"),
    path("<uuid:key>/", views.download, name="download"),
    path("<uuid:key>/state/", views.one, name="one"),
    path("<uuid:key>/retry/", views.retry, name="retry"),
    path("<uuid:key>/withdraw/", views.withdraw, name="withdraw"),
]
