"""The addresses of networks, of who stands in them, and of what they do."""

from django.urls import path

from comity.operations.networks.views import alerting, counting, describing, ending, meeting, public, staffing, working


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
    path("<slug:code>/end/", ending.end, name="end"),
    path("<slug:code>/resume/", ending.resume, name="resume"),
    path("<slug:code>/seats/<slug:verb>/", describing.seats, name="seats"),
    path("<slug:code>/people/", staffing.people, name="people"),
    path("<slug:code>/appoint/", staffing.appoint, name="appoint"),
    path("<slug:code>/figures/", counting.figures, name="figures"),
    path("<slug:code>/meetings/", meeting.listing, name="meetings"),
    path("<slug:code>/meetings/new/", meeting.new, name="meeting-new"),
    path("<slug:code>/meetings/news/", meeting.want, name="meeting-news"),
    path("<slug:code>/meetings/<uuid:key>/", meeting.page, name="meeting"),
    path("<slug:code>/meetings/<uuid:key>/edit/", meeting.edit, name="meeting-edit"),
    path("<slug:code>/meetings/<uuid:key>/documents/", meeting.add, name="meeting-add"),
    path("<slug:code>/meetings/<uuid:key>/<slug:verb>/", meeting.act, name="meeting-act"),
]
