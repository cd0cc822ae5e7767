"""Where staff change a draft, release a version, and begin the next."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.base.people.models import User
from comity.engines.questionnaires import actions, rules
from comity.engines.questionnaires.enums import Kind
from comity.engines.questionnaires.forms import (
    EditionForm,
    QuestionForm,
    SectionForm,
    WholeForm,
    WordsForm,
    choice_lines,
    filled,
    in_xpath,
)
from comity.engines.questionnaires.grammar import editing, reading, writing, xpath
from comity.engines.questionnaires.grammar.faults import Faulty
from comity.engines.questionnaires.models import Version
from comity.engines.questionnaires.registry import definition_of
from comity.engines.questionnaires.views.asking import found, language, writer
from comity.engines.questionnaires.views.reading import address, crumbs, document, head
from comity.engines.questionnaires.views.shown import parts
from comity.kernel.errors import NotPermitted, Overtaken, Refused
from comity.kernel.languages import INTERFACE


UNPROCESSABLE: Final = 422
CONFLICT: Final = 409
Made = Callable[[dict[str, Any]], dict[str, Any]]


def languages_of(form: WordsForm) -> list[tuple[str, str, list[Any]]]:
    """The fields of each language, the reader's own first."""
    return [
        (code, name, [form[f"{field}_{code}"] for field in form.words])
        for code, name in sorted(INTERFACE.items(), key=lambda one: one[0] != language())
    ]


def draft_of(request: HttpRequest, code: str, edition: str) -> tuple[User, Version]:
    """Who asks, and the draft that an address names.

    Raises:
        NotPermitted: they write no questionnaires.
        NotNow: it is no draft any more.
    """
    person = writer(request)
    version = found(request, code, edition)
    rules.check_is_draft(version)
    return person, version


@never_cache
@login_required
@require_safe
def edit(request: HttpRequest, code: str, edition: str) -> HttpResponse:
    """Everything that a draft asks, with buttons."""
    _person, version = draft_of(request, code, edition)
    definition = definition_of(version)
    content = head(request, version, definition) | {
        "parts": parts(definition, language()),
        "crumbs": crumbs(version, _("Change it")),
    }
    return render(request, "questionnaires/edit.html", content)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def whole(request: HttpRequest, code: str, edition: str) -> HttpResponse:
    """Title, source, edition and languages of a draft."""
    person, version = draft_of(request, code, edition)
    plain = writing.document(definition_of(version))
    if request.method != "POST":
        initial = {**plain, **filled(tuple(WholeForm.words), plain), "seen": version.revision}
        return _form(request, version, WholeForm(initial=initial), _("Title and source"))
    form = WholeForm(request.POST)
    return _sent(
        request, version, form, _("Title and source"), person, lambda now: editing.with_whole(now, form.members(now))
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, code: str, edition: str, part: str = "") -> HttpResponse:
    """The words of a section, or a new one."""
    person, version = draft_of(request, code, edition)
    definition = definition_of(version)
    names = xpath.names_of(definition)
    known = {one.code: one for one in definition.sections}
    if part and part not in known:
        raise Http404
    plain = writing.section(known[part]) if part else {}
    title = _("Section %(code)s") % {"code": part} if part else _("New section")
    if request.method != "POST":
        initial = {**plain, **filled(tuple(SectionForm.words), plain), "seen": version.revision}
        initial["relevant"] = in_xpath(known[part].relevant, definition) if part else ""
        return _form(request, version, SectionForm(initial=initial), title)
    form = SectionForm(request.POST)

    def made(now: dict[str, Any]) -> dict[str, Any]:
        return editing.with_section(now, form.members(plain, names), code=part)

    return _sent(request, version, form, title, person, made)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, code: str, edition: str, asked: str = "", part: str = "") -> HttpResponse:
    """A question of a draft, or a new one at the end of a section."""
    person, version = draft_of(request, code, edition)
    definition = definition_of(version)
    names = xpath.names_of(definition)
    one = definition.questions.get(asked)
    if one is None and part not in {each.code for each in definition.sections}:
        raise Http404
    plain = writing.question(one) if one else {}
    title = _("Question %(code)s") % {"code": asked} if one else _("New question")
    if request.method != "POST":
        initial = {**plain, **filled(("text", "guidance"), plain), **choice_lines(plain.get("choices", ()))}
        initial["relevant"] = in_xpath(one.relevant, definition) if one else ""
        initial["required"] = plain.get("required") is True
        initial |= plain.get("files") or {}
        worked_out = one.calculation if one else None
        initial["calculation"] = xpath.amount(worked_out, definition) if worked_out is not None else ""
        form = QuestionForm(initial={**initial, "seen": version.revision})
        return _form(request, version, form, title, table=asked if one and one.kind is Kind.TABLE else "")
    form = QuestionForm(request.POST)

    def made(now: dict[str, Any]) -> dict[str, Any]:
        return editing.with_question(now, form.members(plain, names), code=asked, section=part)

    return _sent(request, version, form, title, person, made, is_new_table=not plain.get("columns"))


def _sent(  # noqa: PLR0913, PLR0917 -- what a form is answered with
    request: HttpRequest,
    version: Version,
    form: WordsForm,
    title: str,
    person: User,
    made: Made,
    *,
    is_new_table: bool = False,
) -> HttpResponse:
    """Keep what was sent, or show it again with what is wrong."""
    if not form.is_valid():
        return _form(request, version, form, title, status=UNPROCESSABLE)
    status = UNPROCESSABLE
    try:
        fresh = reading.definition(made(writing.document(definition_of(version))))
        kept = actions.revise(version, fresh, by=person, seen=form.cleaned_data["seen"])
    except NotPermitted:
        raise
    except Faulty as faulty:
        for fault in faulty.faults:
            form.add_error(None, str(fault))
    except Overtaken as no:
        status = CONFLICT
        form.add_error(None, str(no))
    except Refused as refused:
        form.add_error(None, str(refused))
    else:
        if is_new_table and form.cleaned_data.get("kind") == Kind.TABLE:
            messages.success(request, _("It is kept, with one column of text. Write the columns and rows of it here."))
            return redirect(_table_address(kept, form.cleaned_data["code"]))
        messages.success(request, _("It is kept."))
        return redirect(address(kept, "edit"))
    return _form(request, version, form, title, status=status)


def _table_address(version: Version, asked: str) -> str:
    return reverse("questionnaires:table", args=[version.questionnaire.code, version.edition, asked])


def _form(  # noqa: PLR0913 -- what the page is made of
    request: HttpRequest, version: Version, form: WordsForm, title: str, *, status: int = 200, table: str = ""
) -> HttpResponse:
    content = {
        "table": _table_address(version, table) if table else "",
        "form": form,
        "heading": title,
        "languages": languages_of(form),
        "back": address(version, "edit"),
        "crumbs": (*crumbs(version, _("Change it"))[:-1], _crumb(version), *crumbs(None, title)[1:]),
    }
    return render(request, "questionnaires/form.html", content, status=status)


def _crumb(version: Version) -> Any:
    return replace(crumbs(version, _("Change it"))[-1], address=address(version, "edit"))


@login_required
@require_POST
def arrange(request: HttpRequest, code: str, edition: str) -> HttpResponse:
    """Move or remove a question or section of a draft."""
    person, version = draft_of(request, code, edition)
    kind, _colon, named = request.POST.get("what", "").partition(":")
    do, seen = request.POST.get("do", ""), request.POST.get("seen", "")
    if kind not in {"question", "section"} or do not in {"up", "down", "remove"} or not seen.isdecimal():
        raise Http404
    plain = writing.document(definition_of(version))
    try:
        if do == "remove":
            fresh = editing.without(plain, kind, named)
        else:
            fresh = editing.moved(plain, kind, named, -1 if do == "up" else 1)
        actions.revise(version, reading.definition(fresh), by=person, seen=int(seen))
    except NotPermitted:
        raise
    except Refused as refused:
        # A condition may stand in the way: it asks for what comes before.
        messages.error(request, str(refused))
    return redirect(f"{address(version, 'edit')}#{kind[0]}-{named}")


@login_required
@require_POST
def step(request: HttpRequest, code: str, edition: str, step: str) -> HttpResponse:
    """Release, take back, close or remove a version, or begin the next edition from it."""
    person = writer(request)
    version = found(request, code, edition)
    reason, seen = request.POST.get("reason", ""), request.POST.get("seen", "")
    if step == "copy":
        return _copied(request, version, person)
    try:
        if step == "release":
            actions.release(version, by=person, seen=int(seen) if seen.isdecimal() else 0)
            messages.success(request, _("It is released: everybody can read it, and it can be answered."))
        elif step == "take-back":
            actions.take_back(version, by=person, reason=reason)
            messages.success(request, _("It is a draft again."))
        elif step == "close":
            actions.close(version, by=person, reason=reason)
            messages.success(request, _("It is closed: nobody begins to answer it any more."))
        elif step == "remove":
            actions.remove(version, by=person)
            messages.success(request, _("The draft is removed."))
            return redirect("questionnaires:list")
        else:
            raise Http404
    except NotPermitted:
        raise
    except Refused as refused:
        return _refused(request, version, str(refused))
    return redirect(address(version))


def _refused(request: HttpRequest, version: Version, sentence: str) -> HttpResponse:
    """The page of the version as it still is, with why nothing was done."""
    messages.error(request, sentence)
    return document(request, version, status=UNPROCESSABLE)


def _copied(request: HttpRequest, version: Version, person: User) -> HttpResponse:
    form = EditionForm(request.POST)
    if not form.is_valid():
        return _refused(request, version, _("Say which edition the new one is."))
    document = {**writing.document(definition_of(version)), "edition": form.cleaned_data["edition"]}
    try:
        fresh = actions.draft(reading.definition(document), by=person)
    except NotPermitted:
        raise
    except Refused as refused:
        return _refused(request, version, str(refused))
    return redirect(reverse("questionnaires:edit", args=[fresh.questionnaire.code, fresh.edition]))
