"""The addresses that records of every kind share."""

from django.urls import path

from comity.engines.records.views import (
    attaching,
    citing,
    collecting,
    drafting,
    editing,
    importing,
    parting,
    stepping,
    upkeep,
)


app_name = "records"
urlpatterns = [
    path("import/", importing.page, name="import"),
    path("import/<str:kind>.<str:form>", importing.template_file, name="template"),
    path("collections/", collecting.begin, name="collections"),
    path("collections/edit/<slug:key>/", collecting.edit, name="collection-edit"),
    path("collections/<slug:key>/", collecting.shared, name="collection"),
    path("collections/<slug:key>/export.<slug:form>", collecting.download, name="collection-download"),
    path("<uuid:key>/collect/", collecting.collect, name="collect"),
    path("new/", editing.databases, name="databases"),
    path("drafts/", drafting.drafts, name="drafts"),
    path("upkeep/", upkeep.page, name="upkeep"),
    path("dates/", editing.date, name="date"),
    path("look-up/", editing.look_up, name="look-up"),
    path("<slug:kind>/new/", editing.new, name="new"),
    path("<uuid:key>/edit/", editing.edit, name="edit"),
    path("<uuid:key>/edit/parts/<str:part>/", parting.edit, name="part"),
    path("<uuid:key>/attachments/", attaching.page, name="attachments"),
    path("<uuid:key>/attachments/<int:number>/remove/", attaching.remove, name="detach"),
    path("<uuid:key>/submit/", stepping.submit, name="submit"),
    path("<uuid:key>/publish/", stepping.publish, name="publish"),
    path("<uuid:key>/confirm/", stepping.confirm, name="confirm"),
    path("<uuid:key>/withdraw/", stepping.withdraw, name="withdraw"),
    path("<uuid:key>/history/", stepping.history, name="history"),
    path("<uuid:key>/cite/", citing.cite, name="cite"),
    path("<uuid:key>/cite.<slug:form>", citing.download, name="cite-download"),
]
