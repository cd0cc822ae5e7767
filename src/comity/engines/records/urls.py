"""The addresses that records of every kind share."""

from django.urls import path

from comity.engines.records.views import citing, importing


app_name = "records"
urlpatterns = [
    path("import/", importing.page, name="import"),
    path("import/<str:kind>.<str:form>", importing.template_file, name="template"),
    path("<uuid:key>/cite/", citing.cite, name="cite"),
    path("<uuid:key>/cite.<slug:form>", citing.download, name="cite-download"),
]
