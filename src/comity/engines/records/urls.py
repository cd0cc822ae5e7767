"""The addresses of what staff do to records of any kind."""

from django.urls import path

from comity.engines.records.views import importing


app_name = "records"
urlpatterns = [
    path("import/", importing.page, name="import"),
    path("import/<str:kind>.<str:form>", importing.template_file, name="template"),
]
