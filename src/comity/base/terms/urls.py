"""The addresses of the pages about vocabularies."""

from django.urls import path

from comity.base.terms import views


app_name = "terms"
urlpatterns = [
    path("", views.schemes, name="schemes"),
    path("<slug:code>/", views.scheme, name="scheme"),
    path("<slug:code>/new/", views.new, name="new"),
    path("term/<str:key>/", views.term, name="term"),
    path("term/<str:key>/step/", views.step, name="step"),
]
