"""The addresses of the desk, the files and the figures."""

from django.urls import path

from comity.operations.casework.views import acting, counting, desk, filing, reading


app_name = "casework"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("desk.csv", desk.table, name="desk-csv"),
    path("desk.ics", desk.calendar, name="desk-ics"),
    path("new/", filing.new, name="new"),
    path("figures/", counting.figures, name="figures"),
    path("figures/show/", counting.show, name="show"),
    path("<uuid:key>/", reading.page, name="page"),
    path("<uuid:key>/change/", filing.change, name="change"),
    path("<uuid:key>/<slug:verb>/", acting.act, name="act"),
]
