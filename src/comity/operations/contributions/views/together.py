"""Several at once: steps of proposals, each for itself, with what became of it."""

from typing import Final

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from comity.base.people.models import User
from comity.engines.records.views.editing import editor_of_records
from comity.kernel.errors import Refused, Unreadable
from comity.operations.contributions import queries, rules
from comity.operations.contributions.flow import FLOW
from comity.operations.contributions.models import Proposal
from comity.operations.contributions.shapes import Result
from comity.operations.contributions.views.deciding import published, stepped
from comity.operations.contributions.views.writing import crumbs


# As many as a page shows; more are sent in several goes.
MOST: Final = 100
TOGETHER: Final = ("hand_in_verified", "hand_in", "verify", "publish", "withdraw")


@never_cache
@login_required
@require_POST
def steps(request: HttpRequest) -> HttpResponse:
    """Take the same step with several proposals: with each wholly or not at all, whatever becomes of the others."""
    person = editor_of_records(request)
    name = request.POST.get("step", "")
    if name not in TOGETHER:
        raise Unreadable(_("Choose what is to be done with those that are ticked."))
    keys = rules.keys_of(request.POST.getlist("pk"))[:MOST]
    several = queries.for_listing(queries.visible_to(person)).filter(pk__in=keys)
    results = [outcome(one, name, person) for one in several]
    content = {
        "heading": FLOW.step(name).label,
        "results": results,
        "done": sum(not one.refusal for one in results),
        "crumbs": crumbs(_("Several at once")),
    }
    return render(request, "contributions/results.html", content)


def outcome(proposal: Proposal, name: str, person: User) -> Result:
    """What became of one."""
    refusal = ""
    try:
        if name == "publish":
            published(proposal, by=person, version=proposal.version)
        else:
            stepped(proposal, name, by=person)
    except Refused as refused:
        refusal = str(refused)
    except ValidationError as fault:
        refusal = " ".join(fault.messages)
    except IntegrityError:
        refusal = _("Another record has a value that only one may have, or two values contradict.")
    return Result(proposal.title, reverse("contributions:page", args=[proposal.pk]), refusal)
