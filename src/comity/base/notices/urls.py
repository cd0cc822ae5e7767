"""The addresses of the pages about notices and messages."""

from django.urls import path

from comity.base.notices.views import calendar, choosing, inbox, staff


app_name = "notices"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("read/", inbox.read_all, name="read-all"),
    path("<uuid:key>/", inbox.change, name="change"),
    path("settings/", choosing.settings, name="settings"),
    path("settings/calendar/", choosing.make_calendar, name="calendar-make"),
    path("settings/calendar/end/", choosing.end_calendar, name="calendar-end"),
    path("calendar/<slug:token>.ics", calendar.feed, name="calendar"),
    path("messages/", staff.page, name="page"),
    path("messages/<uuid:key>/retry/", staff.retry, name="retry"),
    path("messages/paused/<uuid:key>/resume/", staff.resume, name="resume"),
]
