"""Where a record goes a step: handed in, published, withdrawn, confirmed; and what became of it until now."""

import uuid
from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from comity.base.access.enums import Permission
from comity.base.audit.actions import seen
from comity.base.people.models import User
from comity.engines.records import actions, queries, rules
from comity.engines.records.forms import ReasonForm
from comity.engines.records.models import Detail, Record
from comity.engines.records.shapes import differences, flattened
from comity.engines.records.views.reading import line, reader
from comity.kernel.errors import NotPermitted
from comity.ui.components import Crumb
from comity.ui.templatetags.addresses import in_language


UNPROCESSABLE: Final = 422
# So many fields of a revision are told; a law of a thousand words more is in the record itself.
LONGEST_VALUE: Final = 2000


def known(request: HttpRequest, key: uuid.UUID) -> tuple[Record, User]:
    """The record, also when it is withdrawn, and who asks.

    Raises:
        Http404: there is none of which this person may know.
    """
    person = reader(request)
    assert person is not None, "only who is signed in comes here"
    record = queries.known_to(person).filter(pk=key).first()
    if record is None:
        raise Http404
    return record, person


def back(record: Record) -> HttpResponse:
    """To the page of the record."""
    detail: Detail = getattr(record, record.kind)
    return redirect(in_language(detail.address))


def step(act: Callable[[Record, User], Any], said: Callable[[], str]) -> Callable[..., HttpResponse]:
    """A page that takes one step with a record by a button, and leads back to it."""

    @never_cache
    @login_required
    @require_POST
    def taken(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
        record, person = known(request, key)
        act(record, person)
        messages.success(request, said())
        return back(record)

    return taken


submit = step(
    lambda record, person: actions.submit(record, by=person),
    lambda: _("Handed in. An editor reads it before it is published."),
)
publish = step(
    lambda record, person: actions.publish(record, by=person),
    lambda: _("Published. Everybody can read it now."),
)
confirm = step(
    lambda record, person: actions.confirm(record, by=person),
    lambda: _("Confirmed. The page shows today’s date from now on."),
)


@never_cache
@login_required
@require_POST
def withdraw(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take a record out of public view; readers are shown why."""
    record, person = known(request, key)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        rules.check_may_withdraw(person, record)
        text = line(record)["text"]
        content = {"form": form, "title": text, "crumbs": crumbs(record, _("Withdraw"))}
        return render(request, "records/withdraw.html", content, status=UNPROCESSABLE)
    actions.withdraw(record, by=person, reason=form.cleaned_data["reason"])
    messages.success(request, _("Withdrawn. Its address says so from now on, and why."))
    return back(record)


@never_cache
@login_required
@require_safe
def history(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What was public of a record, newest first, each with what it changed."""
    record, person = known(request, key)
    if not rules.permits_with(person, Permission.RECORD_PUBLISH, record):
        raise NotPermitted(_("Only editors may see what was public before."))
    seen("record.read", record, by=person, record_id=record.pk, state=record.state, how="history")
    content = {
        "revisions": told(queries.history_for(person, record)),
        "title": line(record)["text"],
        "crumbs": crumbs(record, _("History")),
    }
    return render(request, "records/history.html", content)


def crumbs(record: Record, here: str) -> tuple[Crumb, ...]:
    """The way to a page about a record."""
    text = line(record)["text"]
    detail: Detail = getattr(record, record.kind)
    title = text.title if text else str(record.pk)
    return Crumb(title, in_language(detail.address), text.language if text else ""), Crumb(here)


def part_changes(part: dict[str, Any] | None) -> list[tuple[str, str, str]]:
    """What a revision changed of one part that was written by itself: field, before, after."""
    if not part:
        return []
    before, after = part["before"], part["after"]
    return [
        (f"{part['name']} · {name}", before.get(name, ""), after.get(name, ""))
        for name in dict.fromkeys([*before, *after])
        if before.get(name, "") != after.get(name, "")
    ]


def told(revisions: list[Any]) -> list[dict[str, Any]]:
    """Each revision with the fields in which it differs from the one before; the first with all that it says."""
    found = []
    for one, before in zip(revisions, [*revisions[1:], None], strict=False):
        if before is None:
            changes = [(name, "", value) for name, value in flattened(one.content).items() if value]
        else:
            changed = differences(before.content, one.content, one.content)
            changes = [(each.field, each.before, each.now) for each in changed]
        changes += part_changes(one.content.get("part"))
        shortened = [(name, was[:LONGEST_VALUE], now[:LONGEST_VALUE]) for name, was, now in changes]
        found.append({"revision": one, "changes": shortened})
    return found
