"""Keep the records of a list that ships with the project, without undoing what people have done to them since."""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.audit.models import Event
from comity.base.people.models import User
from comity.engines.records.actions.keeping import put, withdraw
from comity.engines.records.enums import Outcome, State
from comity.engines.records.models import Detail, Record, Revision
from comity.engines.records.shapes import Card, identity


LISTED: Final = "record.follow_list"


def put_facts(found: Iterable[tuple[Detail, Card]], *, by: User) -> Counter[Outcome]:
    """Put in each record of a list of one kind, and withdraw those that are no longer in it.

    What a person has published anew or withdrawn stays as that person left it, whatever the list says.

    Returns:
        How many came to what.
    """
    several = list(found)
    if not several:
        return Counter()
    kind = several[0][0].kind
    names = [card.name for _detail, card in several]
    left = taken_over([identity(kind, name) for name in names], by=by)
    outcomes = Counter(
        put(detail, card, by=by) if identity(kind, card.name) not in left else Outcome.UNCHANGED
        for detail, card in several
    )
    follow_list(kind, names, by=by)
    return outcomes


def taken_over(keys: Sequence[uuid.UUID], *, by: User) -> set[uuid.UUID]:
    """Those of some records that somebody else has published since, or that are withdrawn; two queries."""
    others = Revision.objects.filter(record__in=keys).exclude(by=by).order_by().values_list("record", flat=True)
    gone = Record.objects.filter(pk__in=keys, state=State.WITHDRAWN).values_list("pk", flat=True)
    return {*others, *gone}


@transaction.atomic
def follow_list(kind: str, names: Iterable[str], *, by: User) -> int:
    """Withdraw the records of a kind that a list had when it was last followed and has no more.

    Only what came with the list and was never touched by a person: the rest is somebody's by now. One query when the
    list is the same.

    Returns:
        How many were withdrawn.
    """
    wanted = sorted(set(names))
    last = Event.objects.filter(verb=LISTED, details__list=kind).order_by("-pk").first()
    before: list[str] = last.details["names"] if last is not None else []
    if before == wanted:
        return 0
    gone = [identity(kind, name) for name in before if name not in set(wanted)]
    kept = taken_over(gone, by=by)
    several = list(Record.objects.filter(pk__in=set(gone) - kept, kind=kind, state=State.PUBLISHED).order_by("pk"))
    for record in several:
        withdraw(record, by=by, reason=_("It is no longer in the list that comes with Comity."))
    note(LISTED, None, by=by, list=kind, names=wanted)
    return len(several)
