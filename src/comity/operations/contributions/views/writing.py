"""Where a proposal is written: the form of the records themselves, with what others said of it beside the fields."""

import uuid
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.access.roles import Grant
from comity.base.files import actions as files
from comity.base.files.store import AT_ONCE
from comity.base.people.actions import ensure_service
from comity.base.people.models import User
from comity.engines.procedures.rules import steps_for
from comity.engines.records import queries as record_queries
from comity.engines.records.enums import Wording
from comity.engines.records.forms.columns import capitalised
from comity.engines.records.forms.editing import Editor
from comity.engines.records.forms.parts import PartEditor, part_editor
from comity.engines.records.forms.typed import Typed, languages_sent
from comity.engines.records.forms.typed import sent as typed_sent
from comity.engines.records.models import Detail, Record
from comity.engines.records.registry import detail_models
from comity.engines.records.views.editing import Step, arrange, editor_of_records, form_content
from comity.engines.records.views.parting import part_content
from comity.engines.records.views.previewing import previewed
from comity.engines.records.views.taking import take_files
from comity.kernel.errors import NotPermitted, Refused
from comity.kernel.languages import INTERFACE, own_name
from comity.operations.contributions import actions, queries, rules
from comity.operations.contributions.enums import Way
from comity.operations.contributions.forms import (
    EvidenceForm,
    LinkForm,
    TranslationForm,
    editor_of,
    remarks,
    written_in,
)
from comity.operations.contributions.models import Proposal
from comity.operations.contributions.shapes import Written
from comity.ui.components import Crumb


UNPROCESSABLE: Final = 422
CONFLICT: Final = 409
HANDING_IN: Final = ("hand_in_verified", "hand_in")


@never_cache
@login_required
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Every way to propose something."""
    person = editor_of_records(request)
    rules.office_of(person)
    several = sorted(
        (capitalised(str(model._meta.verbose_name_plural)), reverse("contributions:new", args=[kind]))
        for kind, model in detail_models().items()
        if may_begin(person, model)
    )
    own = urlencode([("place", code) for code in queries.places_for(person)])
    content = {"databases": several, "own": own, "crumbs": crumbs(_("Propose"))}
    return render(request, "contributions/begin.html", content)


def may_begin(person: User, model: type[Detail]) -> bool:
    """Whether the person may propose a record of a kind."""
    try:
        rules.check_may_propose(person, model)
    except Refused:
        return False
    return True


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new record of a kind."""
    model = detail_models().get(kind)
    if model is None:
        raise Http404
    person = editor_of_records(request)
    office = rules.check_may_propose(person, model)
    return begun(request, model, None, person, office)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A change of a public record."""
    record, model, person, office = changed(request, key)
    return begun(request, model, record_queries.for_editing(model, record.pk), person, office)


def changed(request: HttpRequest, key: uuid.UUID) -> tuple[Record, type[Detail], User, Grant]:
    """The public record that somebody wants changed, its kind, who, and for which organisation."""
    person = editor_of_records(request)
    record = queries.record_of(person, key)
    if record is None:
        raise Http404
    model = detail_models()[record.kind]
    return record, model, person, rules.check_may_propose(person, model, record)


def begun(
    request: HttpRequest, model: type[Detail], stored: Detail | None, person: User, office: Grant
) -> HttpResponse:
    """The empty form, or what its buttons ask for."""
    if request.method != "POST":
        editor = Editor.opened(model, stored, by=person)
        if stored is None and office.place:
            editor.typed.texts["place"] = office.place
        return shown(request, editor, None, person)

    def kept(written: Written) -> Proposal:
        record = stored.record if stored is not None else None
        return actions.propose(written, kind=model.kind, office=office, by=person, record=record)

    editor = sent(request, model, stored, person)
    return answered(request, editor, None, person, kept)


def sent(request: HttpRequest, model: type[Detail], stored: Detail | None, person: User) -> Editor:
    """The form as it was sent."""
    take_files(request, model)
    spoken = languages_sent(request.POST)
    if request.POST.get("do") == "language":
        data = request.POST.copy()
        data["languages"] = request.POST.get("language-more", "")
        spoken = (*spoken, *languages_sent(data))
    return Editor.returned(model, stored, request.POST, spoken, by=person)


def sent_of(request: HttpRequest, proposal: Proposal, person: User) -> Editor:
    """The form of a proposal as it was sent, over what is public now."""
    model = detail_models()[proposal.kind]
    key = proposal.record_id if proposal.is_change else None
    stored = record_queries.for_editing(model, key) if key is not None else None
    if not proposal.part:
        return sent(request, model, stored, person)
    editor = part_editor(stored, proposal.part, Typed(), by=person)
    assert editor is not None, "it was one when it was proposed"
    editor.typed = typed_sent(request.POST, editor.outline)
    return editor


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A proposal that is there, to be corrected by whoever has to act."""
    person = editor_of_records(request)
    proposal = queries.one(person, key)
    if proposal is None:
        raise Http404
    rules.check_may_work_on(person, proposal)
    model = detail_models()[proposal.kind]
    if request.method != "POST":
        if proposal.is_written:
            editor = editor_of(proposal, by=person)
            editor.catch_up()
            # What is not finished yet may be incomplete.
            editor.wrong.clear()
        else:
            editor = Editor.opened(model, None, by=person)
            editor.typed.texts |= {"place": proposal.procedure.place_id or "", "title:en": proposal.title}
        return shown(request, editor, proposal, person)
    version = request.POST.get("version", "")

    def kept(written: Written) -> Proposal:
        number = int(version) if version.isascii() and version.isdigit() else 0
        return actions.amend(proposal, written, by=person, version=number)

    return answered(request, sent_of(request, proposal, person), proposal, person, kept)


def answered(  # noqa: PLR0911 -- each answer where it is known
    request: HttpRequest, editor: Editor, proposal: Proposal | None, person: User, keep: Any
) -> HttpResponse:
    """What the buttons of the form ask for; what was typed is kept whatever is wrong with it, but not handed in."""
    asked, _colon, what = request.POST.get("do", "").partition(":")
    if asked not in {"save", "preview", *HANDING_IN}:
        arrange(editor, asked, what)
        if asked == "file":
            editor.look()
        return shown(request, editor, proposal, person)
    evidence = EvidenceForm(request.POST)
    if editor.catch_up():
        return shown(request, editor, proposal, person, status=CONFLICT)
    editor.read()
    if not evidence.is_valid() or (asked != "save" and not editor.is_sound):
        return shown(request, editor, proposal, person, status=UNPROCESSABLE)
    if asked == "preview":
        return previewed(request, editor, steps_of(proposal, person), by=ensure_service())
    written = written_in(editor, evidence.cleaned_data)
    if not written.title:
        editor.wrong["", 0, "title:en"] = _("Give it a title, so that it can be found again.")
        return shown(request, editor, proposal, person, status=UNPROCESSABLE)
    try:
        with transaction.atomic():
            held = keep(written)
            if asked in HANDING_IN:
                held = actions.go(held, asked, by=person)
    except NotPermitted as refused:
        editor.wrong["", 0, "" if isinstance(editor, PartEditor) else "place"] = str(refused)
        return shown(request, editor, proposal, person, status=UNPROCESSABLE)
    except Refused as refused:
        editor.wrong["", 0, ""] = str(refused)
        return shown(request, editor, proposal, person, status=CONFLICT)
    done = {
        "hand_in": _("Handed in. The State’s focal point verifies it before the Secretariat reads it."),
        "hand_in_verified": _(
            "Handed in and verified for the State. The Secretariat reads it before it is published."
        ),
    }
    messages.success(request, done.get(asked, _("Kept. Nothing of it is public.")))
    return redirect("contributions:page", key=held.pk)


def steps_of(proposal: Proposal | None, person: User) -> list[Step]:
    """The buttons by which what was typed is kept; the first is the usual one."""
    keeping = Step("save", _("Keep as a draft") if proposal is None else _("Keep the changes"))
    if proposal is not None:
        several = [one for one in steps_for(person.grants, proposal) if one.name in HANDING_IN]
        found = [Step(one.name, str(one.label)) for one in rules.offered(several)]
    elif rules.verifies(person):
        found = [Step("hand_in_verified", _("Hand in, verified for the State"))]
    else:
        found = [Step("hand_in", _("Hand in"))]
    return [*found, keeping]


def shown(
    request: HttpRequest, editor: Editor, proposal: Proposal | None, person: User, *, status: int = 200
) -> HttpResponse:
    """The page with the form, and what others said beside its fields."""
    comments = queries.comments_of(proposal) if proposal is not None else []
    editor.remarks = remarks(comments, editor.typed)
    if request.method == "POST":
        evidence = EvidenceForm(request.POST)
    else:
        held = {"evidence": proposal.evidence, "evidence_url": proposal.evidence_url} if proposal else {}
        evidence = EvidenceForm(initial=held)
    version = request.POST.get("version", "") or (str(proposal.version) if proposal else "")
    content = (part_content(editor) if isinstance(editor, PartEditor) else form_content(editor)) | {
        "steps": steps_of(proposal, person),
        "proposal": proposal,
        "version": version,
        "evidence": evidence,
        "whole": editor.remarks.get(("", 0, ""), []),
        "reason": reason_of(proposal),
        "attachments": "",
        "elsewhere": (),
        "others": queries.against(proposal, person.grants) if proposal else [],
    }
    name = str(editor.parts.label if isinstance(editor, PartEditor) else editor.outline.model._meta.verbose_name)
    heading = (_("Propose: %(name)s") if editor.is_new else _("Propose a change: %(name)s")) % {"name": name}
    content["heading"] = heading
    content["crumbs"] = crumbs(heading)
    return render(request, "contributions/form.html", content, status=status)


def reason_of(proposal: Proposal | None) -> str:
    """Why it was returned, while it is with its author."""
    if proposal is None or proposal.procedure.state != "returned":
        return ""
    last = proposal.procedure.moves.order_by("at", "pk").last()
    return last.reason if last is not None else ""


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def translate(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The texts of a public record in one more language, or better ones in a language that it has."""
    record, model, person, office = changed(request, key)
    stored = record_queries.for_editing(model, record.pk)
    into = request.POST.get("into", request.GET.get("into", "")).lower()
    if into not in INTERFACE:
        into = ""
    editor = Editor.opened(model, stored, by=person)
    texts, wordings = editor.typed.texts, [(one.value, one.label) for one in Wording]
    begun = {name: texts.get(f"{name}:{into}", "") for name in ("title", "summary", "wording")}
    begun["wording"] = begun["wording"] or Wording.UNOFFICIAL.value
    form = TranslationForm(request.POST or None, wordings=wordings, initial=begun)
    if request.method == "POST" and into and form.is_valid():
        for name in ("title", "summary", "wording"):
            texts[f"{name}:{into}"] = form.cleaned_data[name]
        editor.read()
        if editor.is_sound:
            written = replace(written_in(editor, {}), title=form.cleaned_data["title"], language=into)
            with transaction.atomic():
                proposal = actions.propose(
                    written,
                    kind=model.kind,
                    office=office,
                    by=person,
                    record=record,
                    way=Way.TRANSLATION,
                    into=into,
                )
                actions.go(proposal, "hand_in_verified" if rules.verifies(person) else "hand_in", by=person)
            messages.success(request, _("Handed in."))
            return redirect("contributions:page", key=proposal.pk)
        for (_group, _row, name), sentence in editor.wrong.items():
            part, _colon, language = name.partition(":")
            form.add_error(part if language == into and part in form.fields else None, sentence)
    sources = [
        {"code": one.language, "name": own_name(one.language), "title": one.title, "summary": one.summary}
        for one in record.texts.order_by("pk")
        if one.language != into
    ]
    content = {
        "form": form,
        "into": into,
        "into_name": own_name(into) if into else "",
        "languages": [(code, own_name(code)) for code in INTERFACE],
        "sources": sources,
        "crumbs": crumbs(_("Translate")),
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "contributions/translate.html", content, status=status)


def crumbs(*here: str) -> tuple[Crumb, ...]:
    """The way to a page of contributions."""
    return Crumb(_("Contributions"), reverse("contributions:dashboard")), *(Crumb(one) for one in here)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest) -> HttpResponse:
    """Only a link and a few words, which the State or an editor makes into a record."""
    person = editor_of_records(request)
    office = rules.office_of(person)
    form = LinkForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        written = Written(title=given["title"], evidence=given["evidence"], evidence_url=given["evidence_url"])
        try:
            # The bytes first, outside any transaction: nobody waits while they are looked through.
            laid = files.lay(given["file"].chunks(AT_ONCE), given["file"].name or "") if given["file"] else None
            with transaction.atomic():
                proposal = actions.propose(written, kind=given["kind"], office=office, by=person, way=Way.LINK)
                if laid is not None:
                    actions.exhibit(proposal, laid, by=person)
                actions.go(proposal, "hand_in", by=person)
        except NotPermitted:
            raise
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, _("Handed in. Whoever takes it up makes a record of it."))
            return redirect("contributions:page", key=proposal.pk)
    status = UNPROCESSABLE if form.is_bound else 200
    content = {"form": form, "crumbs": crumbs(_("By link and text"))}
    return render(request, "contributions/link.html", content, status=status)
