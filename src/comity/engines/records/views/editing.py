"""Where a record of any kind is written: the form, what would change, and the keeping of it."""

import json
import uuid
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.access.enums import Permission
from comity.base.access.roles import may
from comity.base.people.models import User
from comity.base.people.queries import places_of
from comity.engines.records import queries, rules
from comity.engines.records.enums import State
from comity.engines.records.forms.columns import LANGUAGES, PLACES, RECORDS, capitalised, list_name
from comity.engines.records.forms.differences import told_row
from comity.engines.records.forms.editing import Editor
from comity.engines.records.forms.typed import OWN, SHOWN_ROWS, is_too_much, languages_sent, understood
from comity.engines.records.models import Detail, Record
from comity.engines.records.registry import Group, detail_models, hook, proposing
from comity.engines.records.registry.fields import languages
from comity.engines.records.registry.outline import place_names
from comity.engines.records.views.previewing import previewed
from comity.engines.records.views.reading import line, readable_by_key, reader, reading_language
from comity.engines.records.views.taking import take_files
from comity.kernel.errors import NotPermitted, Overtaken, Refused
from comity.kernel.languages import INTERFACE, own_name
from comity.ui.components import Crumb
from comity.ui.templatetags.addresses import in_language


UNPROCESSABLE: Final = 422
CONFLICT: Final = 409
# What a button of the form asks for; the first keep what was typed.
KEEPING: Final = frozenset({"save", "publish", "submit"})
LONGEST_CRUMB: Final = 60
# So many rows of a group stand open; of more, each is folded to one line.
OPEN_ROWS: Final = 2


@dataclass(frozen=True, slots=True)
class Step:
    """A button by which what was typed is kept."""

    name: str
    label: str


def editor_of_records(request: HttpRequest) -> User:
    """Who writes: a person who is signed in."""
    person = reader(request)
    assert person is not None, "only who is signed in comes here"
    return person


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new record of a kind."""
    model = detail_models().get(kind)
    if model is None:
        raise Http404
    person = editor_of_records(request)
    if (ways := proposing.ways()) is not None and proposes(person):
        return redirect(reverse(ways.new, args=[kind]))
    check_may_open(person, model)
    return answered(request, model, None, person)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A record that is there."""
    record = readable_by_key(request, key)
    person = editor_of_records(request)
    if (ways := proposing.ways()) is not None and may_propose_change(person, record):
        return redirect(reverse(ways.change, args=[key]))
    rules.check_may_revise(person, record)
    model = detail_models()[record.kind]
    return answered(request, model, queries.for_editing(model, record.pk), person)


@never_cache
@login_required
@require_safe
def databases(request: HttpRequest) -> HttpResponse:
    """Every kind of record that this person may begin."""
    person = editor_of_records(request)
    rules.check_may_draft(person)
    several = [
        (capitalised(str(model._meta.verbose_name_plural)), reverse("records:new", args=[kind]))
        for kind, model in detail_models().items()
        if may_open(person, model)
    ]
    content = {"databases": sorted(several), "may_import": may(person, Permission.RECORD_PUBLISH)}
    return render(request, "records/new.html", content)


def proposes(person: User) -> bool:
    """Whether what this person writes is proposed: whoever drafts records and does not publish them."""
    return may(person, Permission.RECORD_DRAFT) and not may(person, Permission.RECORD_PUBLISH)


def may_propose_change(person: User, record: Record) -> bool:
    """Whether this person is led to a proposal from a public record that they may not change themselves."""
    if proposing.ways() is None or record.state != State.PUBLISHED or detail_models()[record.kind].has_own_tables:
        return False
    if not proposes(person) or record.place_id not in {None, *places_of(person, Permission.RECORD_DRAFT)}:
        return False
    try:
        rules.check_may_revise(person, record)
    except Refused:
        return True
    return False


def check_may_open(person: User, model: type[Detail]) -> None:
    """Raise NotPermitted unless the person may begin a record of a kind; a kind may have a stricter rule."""
    rules.check_may_draft(person)
    own = hook(model, "rules", "check_may_open")
    if own is not None:
        own(person)


def may_open(person: User, model: type[Detail]) -> bool:
    """Whether the person may begin a record of a kind."""
    try:
        check_may_open(person, model)
    except NotPermitted:
        return False
    return True


def answered(request: HttpRequest, model: type[Detail], stored: Detail | None, person: User) -> HttpResponse:
    """The form, or what its buttons ask for."""
    if request.method != "POST":
        return shown(request, Editor.opened(model, stored, by=person))
    take_files(request, model)
    spoken = languages_sent(request.POST)
    asked, _colon, what = request.POST.get("do", "").partition(":")
    if asked == "language":
        spoken = (*spoken, *languages_sent(_more(request)))
    editor = Editor.returned(model, stored, request.POST, spoken, by=person)
    if asked not in KEEPING and asked != "preview":
        arrange(editor, asked, what)
        if asked == "file":
            editor.look()
        return shown(request, editor)
    if editor.catch_up():
        return shown(request, editor, status=CONFLICT)
    editor.read()
    if not editor.is_sound:
        return shown(request, editor, status=UNPROCESSABLE)
    if asked == "preview":
        return previewed(request, editor, steps_for(editor, person))
    return kept(request, editor, asked)


def _more(request: HttpRequest) -> Any:
    """What was typed beside the button that adds a language."""
    data = request.POST.copy()
    data["languages"] = request.POST.get("language-more", "")
    return data


def arrange(editor: Editor, asked: str, what: str) -> None:
    """Add or take away a row; anything else, such as coming back from the preview, only shows the form again."""
    name, _colon, index = what.partition(":")
    number = int(index) if index.isascii() and index.isdigit() and len(index) < 5 else None  # noqa: PLR2004 -- none has so many
    if asked == "add":
        editor.add_row(name)
    elif asked == "remove" and number is not None:
        editor.remove_row(name, number)
    elif asked == "turn" and number is not None:
        editor.typed.turn_to(name, number)


def kept(request: HttpRequest, editor: Editor, asked: str) -> HttpResponse:
    """Keep what was typed, go the step that was asked for, and lead to the record."""
    try:
        record = editor.keep(by=editor.by, then=asked)
    except Overtaken:
        # Between looking and keeping: the form is compared once more with what is there now.
        again = queries.for_editing(editor.outline.model, editor.stored.pk) if editor.stored else None
        editor = Editor.returned(editor.outline.model, again, request.POST, editor.outline.languages, by=editor.by)
        editor.catch_up()
        return shown(request, editor, status=CONFLICT)
    except NotPermitted:
        raise
    except Refused as refused:
        editor.wrong["", 0, ""] = str(refused)
        return shown(request, editor, status=UNPROCESSABLE)
    except (ValidationError, IntegrityError) as fault:
        told = fault.messages if isinstance(fault, ValidationError) else []
        said = _("Another record has a value that only one may have, or two values contradict.")
        editor.wrong["", 0, ""] = " ".join(told) or said
        return shown(request, editor, status=UNPROCESSABLE)
    detail: Detail = getattr(record, record.kind)
    done = {
        State.PUBLISHED: _("Kept. This is what everybody reads now."),
        State.IN_REVIEW: _("Kept and handed in. An editor reads it before it is published."),
    }
    messages.success(request, done.get(State(record.state), _("Kept as a draft. Only you and the editors see it.")))
    return redirect(in_language(detail.address))


def steps_for(editor: Editor, person: User) -> list[Step]:
    """The buttons by which this person may keep what was typed; the first is the usual one."""
    state = editor.stored.record.state if editor.stored else State.DRAFT
    if state == State.PUBLISHED:
        return [Step("save", _("Publish these changes"))]
    permission = Permission.RECORD_PUBLISH
    if rules.permits_with(person, permission, editor.stored.record) if editor.stored else may(person, permission):
        return [Step("publish", _("Save and publish")), Step("save", _("Save, not yet public"))]
    if state == State.IN_REVIEW:
        return [Step("save", _("Save"))]
    return [Step("save", _("Save as a draft")), Step("submit", _("Save and hand in for review"))]


def shown(request: HttpRequest, editor: Editor, *, status: int = 200) -> HttpResponse:
    """The page with the form."""
    content = form_content(editor) | {"steps": steps_for(editor, editor.by)}
    return render(request, "records/edit.html", content, status=status)


def form_content(editor: Editor) -> dict[str, Any]:
    """What the page with the form shows, but for the buttons that keep it."""
    outline, model = editor.outline, editor.outline.model
    name = str(model._meta.verbose_name)
    stored = editor.stored
    heading = _("Edit: %(name)s") % {"name": name} if stored else _("New: %(name)s") % {"name": name}
    texts = [
        {
            "code": code,
            "name": own_name(code),
            "form": editor.form_of(columns),
            "is_open": code in INTERFACE or any(editor.typed.texts.get(one.name) for one in columns),
        }
        # The reader's own language first: on a telephone each language is a screen long.
        for code, columns in sorted(outline.texts.items(), key=lambda one: one[0] != reading_language())
    ]
    sections = [
        {"section": one, "form": editor.form_of([c for c in one.columns if not (stored and c.name in outline.fixed)])}
        for one in outline.sections
    ]
    groups = [
        {
            "group": one,
            "label": capitalised(str(one.label)),
            "is_kept": bool(stored) and is_too_much(editor.typed.rows[one.name]),
            "number": len(editor.typed.rows[one.name]),
            "wrong": editor.wrong.get((one.name, 0, ""), "") if not editor.typed.rows[one.name] else "",
            "remarks": editor.remarks.get((one.name, -1, ""), []),
            "rows": [row_shown(editor, one, index) for index in editor.typed.window(one.name)],
            "carried": editor.typed.carried(one.name),
            "pages": pages_of(editor, one.name),
        }
        for one in outline.groups
    ]
    elsewhere = hook(model, "registry", "elsewhere")
    return {
        "heading": heading,
        "editor": editor,
        "record_title": line(stored.record)["text"] if stored else None,
        "crumbs": crumbs(model, stored, heading),
        "texts": texts,
        "is_part": False,
        "takes_files": stored is None and any(one.accepts for one in outline.columns.values()),
        "sections": sections,
        "groups": groups,
        "faults": faults(editor),
        "seen": seen(editor),
        "languages": " ".join(editor.typed.languages),
        "elsewhere": elsewhere(stored) if elsewhere and stored else (),
        "suggestions": suggestions(editor),
        "attachments": reverse("records:attachments", args=[stored.record_id]) if stored else "",
        "is_kept_open": bool(editor.clashes or editor.taken_over),
        "records": RECORDS,
    }


def pages_of(editor: Editor, name: str) -> list[tuple[int, str, bool]]:
    """Of a group with many rows, its pages: the first row, which rows they are, whether they have fields now."""
    count, window = len(editor.typed.rows[name]), editor.typed.window(name)
    if len(window) == count:
        return []
    return [
        (start, f"{start + 1}–{min(start + SHOWN_ROWS, count)}", start == window.start)
        for start in range(0, count, SHOWN_ROWS)
    ]


def row_shown(editor: Editor, group: Group, index: int) -> dict[str, Any]:
    """A row as the page shows it: of many, only those stand open that are empty or have something wrong."""
    row = editor.typed.rows[group.name][index]
    told = told_row(group, row, editor.titles)
    is_wrong = any(place[:2] == (group.name, index) for place in editor.wrong)
    few = len(editor.typed.rows[group.name]) <= OPEN_ROWS
    remarks = editor.remarks.get((group.name, index, ""), [])
    return {
        "form": editor.row_form(group, index, row),
        "index": index,
        "number": index + 1,
        "own": row.get(OWN, ""),
        "told": told,
        "remarks": remarks,
        "is_open": few or is_wrong or not told or bool(remarks),
    }


def crumbs(model: type[Detail], stored: Detail | None, here: str) -> tuple[Crumb, ...]:
    """The way to the form: the list, the record, here."""
    listed = capitalised(str(model._meta.verbose_name_plural))
    found = [Crumb(listed, reverse(f"{model._meta.app_label}:list"))]
    if stored is not None and (text := line(stored.record)["text"]):
        title = text.title if len(text.title) <= LONGEST_CRUMB else f"{text.title[: LONGEST_CRUMB - 1]}…"
        found.append(Crumb(title, in_language(stored.address), text.language))
    return (*found, Crumb(here))


def faults(editor: Editor) -> list[tuple[str, str, str]]:
    """What is wrong, for the summary above the form: the id of the field, what it is called, the sentence."""
    found = []
    for (group, index, name), sentence in editor.wrong.items():
        if not group:
            label = editor.label(name) if name else ""
            found.append((f"id_f-{name}" if name else "", label, sentence))
            continue
        rows = next(one for one in editor.outline.groups if one.name == group)
        column = next((one for one in rows.columns if one.name == name), None)
        has_row = index in editor.typed.window(group)
        label = capitalised(str(rows.label)) + (f" {index + 1}" if index < len(editor.typed.rows[group]) else "")
        label += f", {capitalised(str(column.label))}" if column else ""
        anchor = (
            f"id_r-{group}-{index}-{name}"
            if column and has_row
            else f"row-{group}-{index}"
            if has_row
            else f"group-{group}"
        )
        found.append((anchor, label, sentence))
    return found


def seen(editor: Editor) -> str:
    """What the person has before them, as the form carries it."""
    return json.dumps(editor.typed.seen, separators=(",", ":"))


def suggestions(editor: Editor) -> list[tuple[str, list[tuple[str, str]]]]:
    """The lists that the browser suggests from while somebody types, each once: id, values with their names."""
    lists = {PLACES: [(label, code) for code, label in place_names()], LANGUAGES: list(languages())}
    columns = [*editor.outline.columns.values(), *(one for group in editor.outline.groups for one in group.columns)]
    for one in columns:
        if one.choices and one.sort == "choice":
            lists.setdefault(list_name(one), [(value, str(label)) for value, label in one.choices])
    return list(lists.items())


@never_cache
@login_required
@require_safe
def date(request: HttpRequest) -> HttpResponse:
    """How a date that is being typed is understood, in a sentence; empty when it is not."""
    text = request.GET.get("q", "")[:100]
    return HttpResponse(understood(text), content_type="text/plain; charset=utf-8")


@never_cache
@login_required
@require_safe
def look_up(request: HttpRequest) -> HttpResponse:
    """Records whose title has some words, as suggestions for an input."""
    person = editor_of_records(request)
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    found = queries.named_by(words, person) if len(words) > 2 else []  # noqa: PLR2004 -- two letters find everything
    return render(request, "records/suggested.html", {"found": found})
