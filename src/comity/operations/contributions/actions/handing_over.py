"""What becomes of the proposals of somebody who leaves, and of an organisation that is joined to another."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comity.base.audit.actions import Actor, note
from comity.base.notices.actions import notify, settle
from comity.base.people.models import Organisation, User
from comity.base.people.registry import Handover
from comity.operations.contributions.actions.telling import FILE_WAITS, WAITS
from comity.operations.contributions.enums import Part
from comity.operations.contributions.flow import FLOW
from comity.operations.contributions.models import Proposal


def proposals_of(person: User, organisation: Organisation) -> int:
    """How many unfinished proposals somebody has for an organisation."""
    return len(_unfinished(person, organisation))


@transaction.atomic
def pass_on_proposals(person: User, successor: User, organisation: Organisation, *, by: Actor) -> int:
    """Let the unfinished proposals of one person be another's; how many."""
    several = _unfinished(person, organisation)
    for one in several:
        one.author = successor
        one.save(update_fields=["author"])
        note("contribution.hand_over", one.procedure, by=by, before=person.pk, successor=successor.pk)
        _ask(one, person, successor, by=by)
    return len(several)


def _ask(proposal: Proposal, person: User, successor: User, *, by: Actor) -> None:
    """What was asked of the one is asked of the other."""
    state, address = proposal.procedure.state, f"/contributions/{proposal.pk}/"
    if FLOW.owners[state] != Part.AUTHOR or state == FLOW.initial:
        return
    if proposal.batch is None:
        settle(WAITS, about=f"proposal:{proposal.pk}", by=by, people=[person])
        notify(successor, WAITS, about=f"proposal:{proposal.pk}", address=address, by=by)
        return
    about = f"file:{proposal.batch}:{state}"
    settle(FILE_WAITS, about=about, by=by, people=[person])
    address = f"/contributions/files/{proposal.batch}/"
    notify(successor, FILE_WAITS, about=about, address=address, by=by, is_gathered=True)


@transaction.atomic
def pass_to_successor(organisation: Organisation, successor: Organisation, *, by: Actor) -> int:
    """Let every proposal of one organisation, finished ones too, be that of the one that takes its place; how many."""
    several = list(Proposal.objects.filter(organisation=organisation).select_related("procedure").order_by("pk"))
    for one in several:
        one.organisation = successor
        one.save(update_fields=["organisation"])
        told: dict[str, Any] = {"before": organisation.pk, "after": successor.pk}
        note("contribution.pass_on", one.procedure, by=by, **told)
    return len(several)


def _unfinished(person: User, organisation: Organisation) -> list[Proposal]:
    found = Proposal.objects.filter(author=person, organisation=organisation)
    return list(found.filter(procedure__state__in=list(FLOW.owners)).select_related("procedure").order_by("pk"))


HANDOVER = Handover(
    _("contributions"),
    proposals_of,
    lambda person, successor, organisation, by: pass_on_proposals(person, successor, organisation, by=by),
)
