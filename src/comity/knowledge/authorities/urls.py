"""The addresses of the directory of authorities."""

from django.urls import path

from comity.knowledge.authorities.views import directory, downloads, finding, staff


app_name = "authorities"
urlpatterns = [
    path("", directory.catalogue, name="list"),
    path("find/", finding.find, name="find"),
    path("import/", staff.read_in, name="import"),
    path("import/template.<str:form>", downloads.template, name="template"),
    path("authorities.<str:form>", downloads.several, name="export"),
    path("states/<str:code>/", directory.state, name="state"),
    path("<uuid:pk>/", directory.page, name="page"),
    path("<uuid:pk>/confirm/", staff.confirm, name="confirm"),
    path("<uuid:pk>/authority.<str:form>", downloads.one, name="file"),
]
