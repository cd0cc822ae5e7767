"""Which public records of a State nobody has confirmed for long, for who keeps the records of that State."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from comity.base.access.enums import Permission, Scope
from comity.base.access.roles import ROLES, SCOPES, Grant
from comity.base.people.models import User
from comity.base.terms.models import Concept
from comity.engines.records.enums import State
from comity.engines.records.models import Record, Topic
from comity.engines.records.registry.kinds import detail_models, hook


def months() -> int:
    """After how many months without a confirmation a record is old; 0 when nobody is to be reminded."""
    return int(settings.RECORDS_CONFIRMED_WITHIN)


def is_keeper(person: User | None) -> bool:
    """Whether the person keeps records of some State."""
    return person is not None and any(_kinds_of(grant) for grant in person.grants)


def old_for(person: User, today: dt.date, grants: list[Grant] | None = None) -> QuerySet[Record]:
    """The public records of the person's own State that they may confirm and nobody has for long, the oldest first.

    What was never confirmed counts from the day on which it was published. Who answers for every State has none: it
    is the States' own part that is asked here.

    Args:
        person: who keeps them.
        today: at Greenwich.
        grants: what the person holds, if it is known; else it is asked for.
    """
    held = person.grants if grants is None else grants
    allowed = Q(pk__in=[])
    concepts = _concepts(held)
    for grant in held:
        kinds = _kinds_of(grant)
        if not kinds:
            continue
        within = Q(place=grant.place, kind__in=kinds)
        if grant.subjects:
            topics = Topic.objects.filter(record=OuterRef("pk"))
            own = Q(pk__in=[])
            for scheme, codes in concepts.items():
                own |= Q(scheme=scheme, term__in=[code for key, code in codes if key in grant.subjects])
            # What is about no subject is every keeper's.
            within &= Q(Exists(topics.filter(own))) | ~Q(Exists(topics))
        allowed |= within
    then = _months_before(today, months())
    known = Record.objects.filter(allowed, state=State.PUBLISHED)
    known = known.annotate(known_on=Coalesce("confirmed_on", TruncDate("published_at")))
    return known.filter(known_on__lte=then).order_by("known_on", "kind", "pk")


def _kinds_of(grant: Grant) -> list[str]:
    """Which kinds of record whoever holds a role may confirm for its own State; none for other roles."""
    if SCOPES.get(grant.role) is not Scope.OWN_PLACE or grant.place is None:
        return []
    held = ROLES[grant.role]
    found = []
    for kind, model in detail_models().items():
        own: Callable[..., Any] | None = hook(model, "rules", "CONFIRMED_BY")
        if (own or Permission.RECORD_DRAFT) in held:
            found.append(kind)
    return found


def _concepts(grants: list[Grant]) -> dict[str, list[tuple[Any, str]]]:
    """The terms to which roles are limited, by the scheme under which records name them; no query without one."""
    wanted = frozenset().union(*(grant.subjects for grant in grants)) if grants else frozenset()
    found: dict[str, list[tuple[Any, str]]] = defaultdict(list)
    if wanted:
        rows = Concept.objects.filter(pk__in=list(wanted)).values_list("pk", "scheme_id", "code")
        for key, scheme, code in rows:
            found[str(scheme)].append((key, code))
    return found


def _months_before(day: dt.date, number: int) -> dt.date:
    """The same day some months before, or the last of that month."""
    whole = day.year * 12 + day.month - 1 - number
    year, month = divmod(whole, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
