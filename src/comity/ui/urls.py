"""The addresses of the design system itself."""

from django.urls import path

from comity.ui import views


app_name = "ui"
urlpatterns = [
    path("theme/", views.choose_theme, name="theme"),
    path("guide/", views.guide, name="guide"),
]
