"""What whoever takes part does with a proposal: a step, a comment, settling one."""

import uuid
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from comity.base.files import actions as files
from comity.base.files.store import AT_ONCE
from comity.base.people.models import User
from comity.engines.records.forms.editing import Editor
from comity.engines.records.models import Record
from comity.kernel.errors import NotNow, NotPermitted, Overtaken, Refused, Unreadable
from comity.operations.contributions import actions, rules
from comity.operations.contributions.flow import FLOW
from comity.operations.contributions.forms import CommentForm, ExhibitForm, editor_of, read, rows_of
from comity.operations.contributions.models import Proposal
from comity.operations.contributions.views.reading import answered, known


CONFLICT: Final = 409
UNPROCESSABLE: Final = 422


@never_cache
@login_required
@require_POST
def step(request: HttpRequest, key: uuid.UUID, step: str) -> HttpResponse:
    """Take a step; what refuses it is said on the page of the proposal."""
    proposal, person = known(request, key)
    try:
        taken = FLOW.step(step)
    except Unreadable as unknown:
        raise Http404 from unknown
    try:
        if step == "publish":
            version, as_of = number(request.POST.get("version", "")), request.POST.get("as_of", "")
            published(proposal, by=person, version=version, as_of=as_of)
        else:
            stepped(
                proposal,
                step,
                by=person,
                reason=request.POST.get("reason", ""),
                version=request.POST.get("version", ""),
            )
    except NotPermitted:
        raise
    except Refused as refused:
        return answered(request, proposal, person, status=CONFLICT, refusal=str(refused))
    except (ValidationError, IntegrityError) as fault:
        said = " ".join(fault.messages) if isinstance(fault, ValidationError) else ""
        refusal = said or _("Another record has a value that only one may have, or two values contradict.")
        return answered(request, proposal, person, status=UNPROCESSABLE, refusal=refusal)
    messages.success(request, _("Done: %(step)s.") % {"step": taken.label})
    return redirect("contributions:page", key=proposal.pk)


def stepped(proposal: Proposal, step: str, *, by: User, reason: str = "", version: str = "") -> None:
    """Take a step that is not the last; what is handed in or verified can be read.

    Raises:
        NotNow: something in it is wrong or missing.
    """
    if step in {"hand_in", "hand_in_verified", "verify"} and proposal.is_written:
        editor = editor_of(proposal, by=by)
        read(editor)
        if not editor.is_sound:
            label, sentence = next(
                (editor.label(name or f"+{group}"), said) for (group, _row, name), said in editor.wrong.items()
            )
            raise NotNow(
                _("Something is to be mended first. %(field)s: %(fault)s") % {"field": label, "fault": sentence}
            )
    actions.go(proposal, step, by=by, reason=reason[:4000], version=number(version) if version else None)


def published(proposal: Proposal, *, by: User, version: int, as_of: str = "") -> Record:
    """Make a record of a proposal as it was read beside what is public.

    Raises:
        NotNow: it cannot be read, or changed meanwhile.
    """
    if not proposal.is_written:
        raise NotNow(_("It is only a link and a text. Write the record first."))
    editor = editor_of(proposal, by=by)
    read(editor)
    if not editor.is_sound:
        raise NotNow(_("Something in it is wrong. Open the form, or return it."))
    if as_of and as_of != editor.as_of:
        raise Overtaken(_("What is public was changed after you opened this. Read it again, then decide."))
    return actions.publish(proposal, lambda: editor.keep(by=by, then="publish"), by=by, version=version)


def number(text: str) -> int:
    """A number that was sent; 0 for none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0  # noqa: PLR2004 -- no version is longer


@never_cache
@login_required
@require_POST
def comment(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Say something of a field or row, or answer what somebody said."""
    proposal, person = known(request, key)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return answered(
            request, proposal, person, status=UNPROCESSABLE, refusal=_("The comment is empty or too long.")
        )
    try:
        said = spoken(proposal, form, person)
    except NotPermitted:
        raise
    except Refused as refused:
        return answered(request, proposal, person, status=CONFLICT, refusal=str(refused))
    page = redirect("contributions:page", key=proposal.pk)
    page["Location"] += f"#comment-{said}"
    return page


def spoken(proposal: Proposal, form: CommentForm, person: User) -> int:
    """Keep what was said; the key of the comment that it belongs to."""
    text, first = form.cleaned_data["text"], form.cleaned_data["answers"]
    if first:
        found = proposal.comments.filter(pk=first, answers__isnull=True).first()
        if found is None:
            raise Http404
        found.proposal = proposal
        actions.answer(found, text, by=person)
        return found.pk
    where = form.cleaned_data["where"]
    if not where:
        return actions.comment(proposal, ("", 0, ""), text, by=person).pk
    places = rows_of(read_editor(proposal, person)) if proposal.is_written else {}
    if where not in places:
        raise NotNow(_("This field is not proposed any more. Read the page again."))
    group, row, column = where.split("|")
    return actions.comment(proposal, (group, int(row), column), text, by=person, quoted=places[where]).pk


def read_editor(proposal: Proposal, person: User) -> Editor:
    """The editor of a proposal, read."""
    editor = editor_of(proposal, by=person)
    read(editor)
    return editor


@never_cache
@login_required
@require_POST
def exhibit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Put a file to a proposal that shows that it is so."""
    proposal, person = known(request, key)
    form = ExhibitForm(request.POST, request.FILES)
    if not form.is_valid():
        said = " ".join(str(sentence) for several in form.errors.values() for sentence in several)
        return answered(request, proposal, person, status=UNPROCESSABLE, refusal=said)
    given = form.cleaned_data["file"]
    try:
        rules.check_may_comment(person, proposal)
        # The bytes first, outside any transaction: nobody waits while they are looked through.
        actions.exhibit(proposal, files.lay(given.chunks(AT_ONCE), given.name or ""), by=person)
    except NotPermitted:
        raise
    except Refused as refused:
        return answered(request, proposal, person, status=CONFLICT, refusal=str(refused))
    messages.success(request, _("It was taken, and is scanned and cleaned now. Readers see it after that."))
    return redirect("contributions:page", key=proposal.pk)


@never_cache
@login_required
@require_POST
def settle(request: HttpRequest, key: uuid.UUID, number: int) -> HttpResponse:
    """Say that a comment is settled."""
    proposal, person = known(request, key)
    found = proposal.comments.filter(pk=number, answers__isnull=True).first()
    if found is None:
        raise Http404
    try:
        actions.settle(found, by=person)
    except NotPermitted:
        raise
    except Refused as refused:
        return answered(request, proposal, person, status=CONFLICT, refusal=str(refused))
    return redirect("contributions:page", key=proposal.pk)
