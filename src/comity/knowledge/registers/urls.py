"""The addresses of the pages about open registers."""

from django.urls import path

from comity.knowledge.registers.views import RegisterList, RegisterPage


app_name = "registers"
urlpatterns = [
    path("", RegisterList.as_view(), name="list"),
    path("<uuid:pk>/", RegisterPage.as_view(), name="page"),
]
