"""What waits today: for a contact point in their networks, and for the Secretariat where nobody has something."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from comity.base.access.enums import Permission
from comity.base.access.registry import Line, Part
from comity.base.people.models import User
from comity.operations.networks import rules
from comity.operations.networks.models import Alert, ContactPoint, Delivery, Help, Member, Network
from comity.operations.networks.queries.alerts import alerts_for_listing, alerts_visible_to, waiting_alerts
from comity.operations.networks.queries.cases import for_listing, visible_to
from comity.operations.networks.queries.communities import taking_part
from comity.operations.networks.registry import STALLED


# So many of each kind stand on the desk; the list of cases has the rest.
SHOWN = 30
# A case that was handed over stands among the handovers for so long, until something is done in it.
LATELY = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for somebody.

    Attributes:
        posts: as what they stand in networks.
        alerts: that wait to be acknowledged.
        handed: cases that came to them from another, and in which they have done nothing yet.
        cases: their open ones.
        unassigned: open cases of theirs to see, of which nobody has a side.
        stalled: open ones in which nothing was done for long.
        uncovered: for staff, each network with the States that take part and have no contact point.
        unheard: for staff, alerts that a State has not acknowledged.
    """

    posts: list[ContactPoint]
    alerts: list[Alert]
    handed: list[Help]
    cases: list[Help]
    unassigned: list[Help]
    stalled: list[Help]
    uncovered: list[tuple[Network, list[str]]] = field(default_factory=list)
    unheard: list[Alert] = field(default_factory=list)


def nobody() -> Q:
    """What holds of a case of which a side has nobody who could act."""
    return (
        Q(asker__isnull=True)
        | Q(helper__isnull=True)
        | Q(asker__person__is_active=False)
        | Q(helper__person__is_active=False)
    )


def desk_of(person: User, now: dt.datetime) -> Desk:
    """The desk of somebody; the same number of queries however much there is."""
    posts, is_staff = rules.posts_of(person), rules.may_manage(person)
    keys = [one.pk for one in posts]
    open_ = for_listing(visible_to(person, posts).filter(closed_on__isnull=True)).order_by("touched_at", "pk")
    mine = Q(asker__in=keys) | Q(helper__in=keys)
    since = now - dt.timedelta(days=STALLED)
    own = list(open_.filter(mine)[:SHOWN]) if keys else []
    handed = [
        one
        for one in own
        if one.passed_at is not None and one.passed_at > now - LATELY and one.touched_at <= one.passed_at
    ]
    stalled = open_.filter(touched_at__lt=since)
    return Desk(
        posts=posts,
        alerts=list(alerts_for_listing(waiting_alerts(posts))[:SHOWN]) if posts else [],
        handed=handed,
        cases=[one for one in own if one not in handed],
        unassigned=list(open_.filter(nobody())[:SHOWN]),
        stalled=list((stalled if is_staff else stalled.filter(mine))[:SHOWN]) if is_staff or keys else [],
        uncovered=uncovered() if is_staff else [],
        unheard=unheard(person, now) if is_staff else [],
    )


def uncovered() -> list[tuple[Network, list[str]]]:
    """The States that take part in a network in which somebody stands for others, and that nobody stands for.

    None of a network that has ended; by network, one query.
    """
    standing = rules.standing().filter(person__is_active=True)
    among = standing.filter(network=OuterRef("network"))
    rows = Member.objects.filter(taking_part(), Exists(among), network__ended_on__isnull=True)
    rows = rows.exclude(Exists(among.filter(place=OuterRef("place"))))
    found: dict[str, tuple[Network, list[str]]] = {}
    for one in rows.select_related("network").order_by("network__short", "network", "place"):
        found.setdefault(one.network_id, (one.network, []))[1].append(one.place_id)
    return list(found.values())


def unheard(person: User, now: dt.datetime) -> list[Alert]:
    """Alerts of more than three days that a State has not acknowledged."""
    silent = Delivery.objects.filter(alert=OuterRef("pk"), acknowledged_at__isnull=True)
    rows = alerts_visible_to(person).filter(
        Exists(silent), ended_at__isnull=True, sent_at__lt=now - dt.timedelta(days=3)
    )
    return list(alerts_for_listing(rows)[:SHOWN])


def told() -> Iterator[Line | Part]:
    """What waits for staff in networks, and the way to them."""
    yield Line(
        "networks.unassigned",
        _("cases of networks of which nobody has a side"),
        lambda person: Help.objects.filter(nobody(), closed_on__isnull=True).count(),
        Permission.NETWORK_MANAGE,
        "networks:desk",
        is_urgent=True,
    )
    yield Part(
        _("Networks"),
        _("Which networks there are, which States take part, who stands for them, and what stalls."),
        Permission.NETWORK_MANAGE,
        "networks:list",
    )
