"""The addresses of the pages of the bibliography."""

from django.urls import path

from comity.knowledge.bibliography.views import WorkFile, WorkList, WorkPage


app_name = "bibliography"
urlpatterns = [
    path("", WorkList.as_view(), name="list"),
    path("works.<slug:form>", WorkFile.as_view(), name="file"),
    path("<uuid:pk>/", WorkPage.as_view(), name="page"),
]
