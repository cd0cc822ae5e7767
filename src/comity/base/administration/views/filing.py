"""A note verbale as it came, put to its record as a file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.base.administration import actions, queries
from comity.base.administration.forms import NoteFileForm
from comity.base.files import actions as files
from comity.base.files.store import AT_ONCE
from comity.base.people import queries as people
from comity.base.people import rules
from comity.base.people.views.asking import person_of, shown_lately
from comity.kernel.errors import NotPermitted, Refused
from comity.ui.components import Crumb


UNPROCESSABLE = 422


@shown_lately
def note_files(request: HttpRequest, key: int) -> HttpResponse:
    """The files of a note verbale, and a form to add one; for the Secretariat alone."""
    person = person_of(request)
    rules.check_may_register(person)
    one = get_object_or_404(people.notes(person), pk=key)
    form = NoteFileForm(request.POST, request.FILES) if request.method == "POST" else NoteFileForm()
    content = {
        "note": one,
        "papers": queries.papers_of(one),
        "form": form,
        "refusal": "",
        "crumbs": (
            Crumb(_("Notes verbales"), reverse("people:notes")),
            Crumb(one.number, reverse("people:note", args=[one.pk])),
            Crumb(_("The note as it came")),
        ),
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "administration/note_files.html", content, status=UNPROCESSABLE if form.errors else 200)
    given = form.cleaned_data["file"]
    try:
        # The bytes first, outside any transaction: nobody waits while they are looked through.
        actions.attach_note(one, files.lay(given.chunks(AT_ONCE), given.name or ""), by=person)
    except NotPermitted:
        raise
    except Refused as no:
        return render(request, "administration/note_files.html", content | {"refusal": str(no)}, status=UNPROCESSABLE)
    messages.success(request, _("It was taken, and is scanned and cleaned now. The Secretariat reads it after that."))
    return redirect("people:note", one.pk)
