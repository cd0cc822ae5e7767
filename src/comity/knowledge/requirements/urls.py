"""The addresses of the pages about what States ask of requests."""

from django.urls import path

from comity.knowledge.requirements.views import RequirementList, RequirementPage


app_name = "requirements"
urlpatterns = [
    path("", RequirementList.as_view(), name="list"),
    path("<uuid:pk>/", RequirementPage.as_view(), name="page"),
]
