"""Which networks there are and which States take part: everybody may know this."""

import datetime as dt

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from comity.operations.networks.models import Member, Network


def taking_part(day: dt.date | None = None) -> Q:
    """What holds of a State that takes part on a day."""
    on = day or timezone.now().date()
    return Q(left_on__isnull=True) | Q(left_on__gt=on)


def networks() -> QuerySet[Network]:
    """Every network, those that have ended too, with how many States take part now, as ``states``; one query."""
    now = timezone.now().date()
    is_there = Q(members__left_on__isnull=True) | Q(members__left_on__gt=now)
    return Network.objects.annotate(states=Count("members__place", filter=is_there, distinct=True)).order_by("short")


def current_networks() -> QuerySet[Network]:
    """The networks that have not ended, with how many States take part; one query."""
    return networks().filter(ended_on__isnull=True)


def network_of(code: str) -> Network | None:
    """A network by its code; one query."""
    return networks().filter(pk=code).first()


def members_of(network: Network) -> tuple[list[Member], list[Member]]:
    """The States that take part in a network, and those that did once, by code; one query."""
    today = timezone.now().date()
    rows = list(Member.objects.filter(network=network).order_by("place", "left_on"))
    present = [one for one in rows if one.left_on is None or one.left_on > today]
    return present, [one for one in rows if one not in present]


def places_in(network: str) -> list[str]:
    """The codes of the States that take part in a network now; one query."""
    return sorted(Member.objects.filter(taking_part(), network=network).values_list("place", flat=True).distinct())


def networks_of(place: str) -> list[Network]:
    """The networks in which a State takes part now, none that has ended; one query."""
    return list(Network.objects.filter(Exists(_seat_of(place)), ended_on__isnull=True).order_by("short"))


def networks_between(a: str, b: str) -> list[Network]:
    """The networks in which both of two States take part now, by the codes of their places; one query.

    None that has ended: nobody is led to it for help.
    """
    both = Network.objects.filter(Exists(_seat_of(a)), Exists(_seat_of(b)), ended_on__isnull=True)
    return list(both.order_by("short"))


def _seat_of(place: str) -> QuerySet[Member]:
    return Member.objects.filter(taking_part(), network=OuterRef("pk"), place=place)


def table() -> dict[str, dict[str, Member]]:
    """Who takes part in which network now, none that has ended: by place, then by network; one query."""
    found: dict[str, dict[str, Member]] = {}
    seats = Member.objects.filter(taking_part(), network__ended_on__isnull=True)
    for one in seats.order_by("place", "network", "pk"):
        found.setdefault(one.place_id, {})[one.network_id] = one
    return found
