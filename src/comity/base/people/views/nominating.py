"""Notes verbales, as the Secretariat records them, and the comparison of what the note and the person say."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.base.people import actions, queries, registry, rules
from comity.base.people.actions.nominating import FIELDS
from comity.base.people.enums import Stage
from comity.base.people.forms import ROLE_NAMES, NomineeForm, NoteForm, ReasonForm
from comity.base.people.models import Nomination
from comity.base.people.views.asking import person_of, refusal_page, root_of, shown_lately, signed
from comity.base.places.models import Place
from comity.base.places.queries import names
from comity.kernel.errors import Refused


@signed
def notes(request: HttpRequest) -> HttpResponse:
    """Every note verbale recorded, with whom it names and where they stand."""
    person = person_of(request)
    rules.check_may_register(person)
    named = names(get_language() or "en")
    rows = [(one, named.get(one.place_id, one.place_id)) for one in queries.notes(person)]
    return render(request, "people/notes.html", {"notes": rows})


@shown_lately
def note_new(request: HttpRequest) -> HttpResponse:
    """Record a note verbale."""
    person = person_of(request)
    rules.check_may_register(person)
    form = NoteForm(request.POST or None)
    content = {"form": form, "refusal": "", "heading": _("Record a note"), "button": _("Record it")}
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/short_form.html", content, status=422 if form.errors else 200)
    place = get_object_or_404(Place, pk=form.cleaned_data["place"])
    try:
        made = actions.record_note(
            form.cleaned_data["number"], dated=form.cleaned_data["dated"], place=place, by=person
        )
    except Refused as no:
        return refusal_page(request, "people/short_form.html", content, no)
    return redirect("people:note", made.pk)


@shown_lately
def note(request: HttpRequest, key: int) -> HttpResponse:
    """A note: whom it names, and a form to add another."""
    person = person_of(request)
    one = get_object_or_404(queries.notes(person), pk=key)
    form = NomineeForm(request.POST or None, place=one.place)
    papers, papers_page = registry.papers_of(one)
    content: dict[str, Any] = {
        "note": one,
        "papers": papers,
        "papers_page": papers_page,
        "place_name": names(get_language() or "en").get(one.place_id, one.place_id),
        "nominations": [(row, ROLE_NAMES[row.invitation.role]) for row in one.nominations.all()],
        "form": form,
        "link": "",
        "refusal": "",
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/note.html", content, status=422 if form.errors else 200)
    given = dict(form.cleaned_data)
    try:
        _made, link = actions.nominate(
            one,
            named={field: given.pop(field) for field in FIELDS},
            root=root_of(request),
            by=person,
            **given,
        )
    except Refused as no:
        return refusal_page(request, "people/note.html", content, no)
    if link:
        return render(request, "people/note.html", content | {"link": link, "form": NomineeForm(place=one.place)})
    return redirect("people:note", one.pk)


@shown_lately
def nomination(request: HttpRequest, key: str) -> HttpResponse:
    """What the note says of a person beside what the person states; approve, return, or end."""
    person = person_of(request)
    rules.check_may_register(person)
    visible = Nomination.objects.filter(note__in=queries.notes(person))
    one = get_object_or_404(
        visible.select_related("note__place", "invitation__organisation", "invitation__person"), pk=key
    )
    words = {
        "title": _("Title"),
        "given_name": _("Given name"),
        "family_name": _("Family name"),
        "post": _("Position"),
    }
    rows = [(words[field], getattr(one, field), str(one.stated.get(field, ""))) for field in FIELDS]
    papers, papers_page = registry.papers_of(one.note)
    content: dict[str, Any] = {
        "nomination": one,
        "papers": papers,
        "papers_page": papers_page,
        "role": ROLE_NAMES[one.invitation.role],
        "rows": [(*row, row[1].casefold() != row[2].casefold()) for row in rows],
        "form": ReasonForm(),
        "may_approve": one.stage == Stage.COMPLETED,
        "may_end": one.stage in {Stage.NAMED, Stage.COMPLETED, Stage.RETURNED},
        "refusal": "",
    }
    if request.method != "POST":
        return render(request, "people/nomination.html", content)
    do, reason = request.POST.get("do", ""), request.POST.get("reason", "")
    try:
        if do == "approve":
            actions.approve(one, by=person)
        elif do == "return":
            actions.send_back(one, reason, by=person)
        else:
            actions.decline(one, reason, by=person)
    except Refused as no:
        return refusal_page(request, "people/nomination.html", content | {"form": ReasonForm({"reason": reason})}, no)
    return redirect("people:note", one.note_id)
