"""The addresses of the pages of the library."""

from django.urls import path

from comity.knowledge.library.views import ResourceList, ResourcePage


app_name = "library"
urlpatterns = [
    path("", ResourceList.as_view(), name="list"),
    path("<uuid:pk>/", ResourcePage.as_view(), name="page"),
]
