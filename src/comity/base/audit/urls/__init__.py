"""The addresses of the pages of the log; those for programs are in ``machines``, without a language."""

from django.urls import path

from comity.base.audit.views import pages


app_name = "audit"
urlpatterns = [
    path("", pages.page, name="page"),
    path("export.<slug:form>", pages.export, name="export"),
    path("events/<int:number>/", pages.event, name="event"),
    path("events/<int:number>/proof.json", pages.proof, name="proof"),
]
