"""The addresses of networks, of who stands in them, and of what they do."""

from django.urls import path

from comity.operations.networks.views import alerting, counting, describing, public, staffing, working


app_name = "networks"
urlpatterns = [
    path("", public.listing, name="list"),
    path("states/", public.states, name="states"),
    path("states.csv", public.states_csv, name="states-csv"),
    path("new/", describing.new, name="new"),
    path("desk/", working.desk, name="desk"),
    path("cases/", working.cases, name="cases"),
    path("cases/new/", working.ask, name="ask"),
    path("cases/<uuid:key>/", working.case, name="case"),
    path("cases/<uuid:key>/<slug:verb>/", working.act, name="act"),
    path("alerts/", alerting.listing, name="alerts"),
    path("alerts/new/", alerting.new, name="alert-new"),
    path("alerts/<uuid:key>/", alerting.page, name="alert"),
    path("alerts/<uuid:key>/<slug:verb>/", alerting.act, name="alert-act"),
    path("points/<uuid:key>/", staffing.point, name="point"),
    path("points/<uuid:key>/<slug:verb>/", staffing.act, name="point-act"),
    path("<slug:code>/", public.page, name="page"),
    path("<slug:code>/edit/", describing.edit, name="edit"),
    path("<slug:code>/seats/<slug:verb>/", describing.seats, name="seats"),
    path("<slug:code>/people/", staffing.people, name="people"),
    path("<slug:code>/appoint/", staffing.appoint, name="appoint"),
    path("<slug:code>/figures/", counting.figures, name="figures"),
]
