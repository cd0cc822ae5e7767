"""The addresses of the desk; the one for machines is in ``machines``, without a language."""

from django.urls import path

from comity.base.administration.views import announcing, desk, filing, writing


app_name = "administration"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("health/", desk.health, name="health"),
    path("notices/", announcing.listing, name="announcements"),
    path("notices/new/", announcing.edit, name="announcement-new"),
    path("notices/put-away/", announcing.put_away, name="put-away"),
    path("notices/<uuid:key>/", announcing.edit, name="announcement"),
    path("notes/<int:key>/", filing.note_files, name="note-files"),
    path("identity/", writing.identity, name="identity"),
]
