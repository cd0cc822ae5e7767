"""Which cases of networks somebody may know of: here, and nowhere else, it is decided."""

import uuid
from typing import Any

from django.db.models import Q, QuerySet

from comity.base.people.models import User
from comity.engines.exchange import queries as exchange
from comity.engines.exchange.models import Thread
from comity.operations.casework import queries as casework
from comity.operations.networks import rules
from comity.operations.networks.models import ContactPoint, Help, KeptFile


# So many of one's own files are offered to choose from.
OFFERED = 50


def visible_to(person: User | None, posts: list[ContactPoint] | None = None) -> QuerySet[Help]:
    """The cases of one's State in the networks in which one stands for it; for staff all of them.

    Args:
        person: who asks.
        posts: what ``rules.posts_of`` says of them, where that was asked already.
    """
    if person is None:
        return Help.objects.none()
    if rules.may_manage(person):
        return Help.objects.all()
    held = rules.posts_of(person) if posts is None else posts
    if not held:
        return Help.objects.none()
    own = Q(pk__in=[])
    for one in held:
        own |= Q(networks=one.network_id) & (Q(requesting=one.place_id) | Q(requested=one.place_id))
    return Help.objects.filter(pk__in=Help.objects.filter(own).order_by().values("pk"))


def for_listing(cases: QuerySet[Help]) -> QuerySet[Help]:
    """Cases with all that a list says of them; two queries more."""
    return cases.select_related("asker__person", "helper__person").prefetch_related("networks", "milestones")


def case_of(person: User | None, key: uuid.UUID) -> Help | None:
    """One case with all that its page says, if the person may know of it."""
    rows = visible_to(person).select_related(
        "asker__person", "asker__organisation", "helper__person", "helper__organisation"
    )
    return rows.prefetch_related("networks", "crime_types", "milestones__by").filter(pk=key).first()


def threads_of(person: User, case: Help) -> list[Thread]:
    """The sealed conversations of a case that the person may open; one query besides what they hold."""
    return list(exchange.threads_visible_to(person).filter(procedure=case.pk).order_by("opened_at", "pk"))


def files_of(person: User, case: Help) -> list[Any]:
    """The files that authorities keep of the request of a case, as far as the person may know of them; two queries."""
    keys = KeptFile.objects.filter(help=case).values_list("file", flat=True)
    return list(casework.visible_to(person).filter(pk__in=list(keys)).order_by("sent_on", "pk"))


def files_to_keep(person: User, case: Help) -> list[Any]:
    """One's own files on requests between the two States of a case that could be put to it; the latest ones."""
    states = {case.requesting_id, case.requested_id}
    rows = casework.visible_to(person).filter(organisation__place__in=states, other_place__in=states)
    kept = KeptFile.objects.filter(help=case).values_list("file", flat=True)
    return list(rows.exclude(pk__in=list(kept)).order_by("-sent_on", "pk")[:OFFERED])


def counterparts(case: Help) -> list[ContactPoint]:
    """The contact points of both States in the networks that help, by State; one query.

    Only for who may know of the case: of another network they learn who stands in it for the two States, since the
    networks have agreed to help each other in it.
    """
    rows = rules.standing().filter(
        network__in=case.networks.all(), place__in=[case.requesting_id, case.requested_id], person__is_active=True
    )
    return list(rows.select_related("person", "organisation", "network").order_by("place", "network__short", "pk"))
