"""The addresses of the questions and of the sheets of States."""

from django.urls import path

from comity.operations.guidance.views import asking, sheets


app_name = "guidance"
urlpatterns = [
    path("", asking.ask, name="ask"),
    path("states/<str:code>/", sheets.sheet, name="sheet"),
]
