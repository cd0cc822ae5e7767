"""What becomes of the drafts of somebody who leaves."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comity.base.audit.actions import Actor, note
from comity.base.people.models import Organisation, User
from comity.base.people.registry import Handover
from comity.engines.records.enums import State
from comity.engines.records.models import Record


def drafts_of(person: User, organisation: Organisation) -> int:
    """How many drafts somebody has for the State of an organisation; all for one that belongs to no State."""
    return len(_drafts(person, organisation))


@transaction.atomic
def pass_on_drafts(person: User, successor: User, organisation: Organisation, *, by: Actor) -> int:
    """Let the drafts of one person be another's; how many."""
    drafts = _drafts(person, organisation)
    for draft in drafts:
        draft.created_by = successor
        draft.save(update_fields=["created_by"])
        note("record.hand_over", draft, by=by, record_id=draft.pk, before=person.pk, successor=successor.pk)
    return len(drafts)


def _drafts(person: User, organisation: Organisation) -> list[Record]:
    found = Record.objects.filter(created_by=person).exclude(state__in=[State.PUBLISHED, State.WITHDRAWN])
    if organisation.place_id:
        found = found.filter(place=organisation.place_id)
    return list(found.order_by("pk"))


HANDOVER = Handover(
    _("drafts"),
    drafts_of,
    lambda person, successor, organisation, by: pass_on_drafts(person, successor, organisation, by=by),
)
