"""Several at once: steps of proposals, each for itself or all or none, with what became of each."""

from collections.abc import Sequence
from typing import Final

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from comity.base.people.models import User
from comity.engines.records.views.editing import editor_of_records
from comity.kernel.errors import NotNow, Refused, Unreadable
from comity.operations.contributions import queries, rules
from comity.operations.contributions.flow import FLOW
from comity.operations.contributions.models import Proposal
from comity.operations.contributions.shapes import Result
from comity.operations.contributions.views.deciding import number, published, stepped
from comity.operations.contributions.views.writing import crumbs


# As many as a page shows; more are sent in several goes.
MOST: Final = 100
TOGETHER: Final = (
    "hand_in_verified",
    "hand_in",
    "verify",
    "send_back",
    "publish",
    "return",
    "decline",
    "withdraw",
)


@never_cache
@login_required
@require_POST
def steps(request: HttpRequest) -> HttpResponse:
    """Take the same step with several proposals, those that are ticked or all that the page showed."""
    person = editor_of_records(request)
    name, reason = request.POST.get("step", ""), request.POST.get("reason", "").strip()
    if name not in TOGETHER:
        raise Unreadable(_("Choose what is to be done with those that are ticked."))
    if FLOW.step(name).is_reasoned and not reason:
        raise Unreadable(_("Say why: without a reason this step is not taken."))
    chosen = dict(read_as(one) for one in request.POST.getlist("shown" if "all" in request.POST else "pk")[:MOST])
    found = list(queries.several(person, rules.keys_of(chosen)))
    take = all_or_none if "whole" in request.POST else each
    results = take([(one, chosen[str(one.pk)]) for one in found], name, person, reason)
    content = {
        "heading": FLOW.step(name).label,
        "results": results,
        "batch": None,
        "done": sum(not one.refusal for one in results),
        "crumbs": crumbs(_("Several at once")),
    }
    return render(request, "contributions/results.html", content)


def read_as(sent: str) -> tuple[str, int]:
    """The key of a proposal and the version in which it was listed, as the page sends them; 0 for none."""
    key, _colon, version = sent.partition(":")
    return key.lower(), number(version)


def each(several: Sequence[tuple[Proposal, int]], name: str, person: User, reason: str) -> list[Result]:
    """Take a step with each wholly or not at all, whatever becomes of the others."""
    return [outcome(one, version, name, person, reason) for one, version in several]


def all_or_none(several: Sequence[tuple[Proposal, int]], name: str, person: User, reason: str) -> list[Result]:
    """Take a step with all of them, or, when one of them is refused it, with none."""
    with transaction.atomic():
        results = each(several, name, person, reason)
        if not any(one.refusal for one in results):
            return results
        transaction.set_rollback(True)
    undone = _("It could be done, but not with all of them, and you asked for all or none.")
    return [Result(one.title, one.address, one.refusal or undone) for one in results]


def outcome(proposal: Proposal, version: int, name: str, person: User, reason: str) -> Result:
    """What became of one."""
    refusal = ""
    try:
        if not version:
            raise NotNow(_("It was changed after you opened it. Read it again, then decide."))
        if name == "publish":
            published(proposal, by=person, version=version)
        else:
            stepped(proposal, name, by=person, reason=reason, version=str(version))
    except Refused as refused:
        refusal = str(refused)
    except ValidationError as fault:
        refusal = " ".join(fault.messages)
    except IntegrityError:
        refusal = _("Another record has a value that only one may have, or two values contradict.")
    return Result(proposal.title, reverse("contributions:page", args=[proposal.pk]), refusal)
