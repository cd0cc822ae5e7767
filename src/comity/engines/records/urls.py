"""The addresses that records of every kind share."""

from django.urls import path

from comity.engines.records.views import citing, collecting, importing


app_name = "records"
urlpatterns = [
    path("import/", importing.page, name="import"),
    path("import/<str:kind>.<str:form>", importing.template_file, name="template"),
    path("collections/", collecting.begin, name="collections"),
    path("collections/edit/<slug:key>/", collecting.edit, name="collection-edit"),
    path("collections/<slug:key>/", collecting.shared, name="collection"),
    path("collections/<slug:key>/export.<slug:form>", collecting.download, name="collection-download"),
    path("<uuid:key>/collect/", collecting.collect, name="collect"),
    path("<uuid:key>/cite/", citing.cite, name="cite"),
    path("<uuid:key>/cite.<slug:form>", citing.download, name="cite-download"),
]
