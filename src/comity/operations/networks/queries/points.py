"""Who stands for which authority in which network: for members of the network and staff, and nobody else."""

import uuid
from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone

from comity.base.access.enums import Permission
from comity.base.access.roles import ROLES
from comity.base.people.models import Membership, Organisation, User
from comity.operations.networks import rules
from comity.operations.networks.models import ContactPoint, Network


SEALING = [name for name, held in ROLES.items() if Permission.SEALED_EXCHANGE in held and name != "service"]
MANAGING = [name for name, held in ROLES.items() if Permission.NETWORK_MANAGE in held and name != "service"]


def points_visible_to(person: User | None) -> QuerySet[ContactPoint]:
    """The contact points that somebody may know of.

    A member of a network those who stand in it now; whoever appoints for an authority those who stand for it; staff
    all, and those who did once.
    """
    rows = ContactPoint.objects.select_related("person", "organisation", "network", "stand_in__person")
    if person is None:
        return rows.none()
    if rules.may_manage(person):
        return rows
    among = {one.network_id for one in rules.posts_of(person)}
    own = Organisation.objects.filter(rules.appointed_for(person)).values("pk")
    return rows.filter(
        Q(network__in=among) | Q(organisation__in=own), pk__in=rules.standing().values("pk"), person__is_active=True
    )


def point_of(person: User | None, key: uuid.UUID) -> ContactPoint | None:
    """One contact point, if the person may know of it."""
    return points_visible_to(person).filter(pk=key).first()


def staff_of(network: Network, person: User | None) -> list[ContactPoint]:
    """The contact points of a network that somebody may know of, those that stand now first, by State."""
    rows = points_visible_to(person).filter(network=network).order_by("place", "appointed_on", "person_id", "pk")
    return sorted(rows, key=lambda one: one.ended_on is not None)


def contact_points_for(person: User | None, place: str, language: str = "") -> list[ContactPoint]:
    """Whom of a State somebody could turn to in their own networks; those first who are there and speak a language.

    Nobody of a network that has ended.
    """
    today = timezone.now().date()
    rows = points_visible_to(person).filter(place=place, pk__in=rules.standing().values("pk"), person__is_active=True)
    rows = rows.filter(network__ended_on__isnull=True)

    def order(one: ContactPoint) -> tuple[bool, bool]:
        is_away = one.away_until_on is not None and one.away_until_on >= today
        return is_away, bool(language) and language not in one.languages

    return sorted(rows.order_by("network__short", "appointed_on", "person_id", "pk"), key=order)


def first_free(place: str, networks: Sequence[str]) -> ContactPoint | None:
    """Who of a State takes up a new case: in the networks in order, who is there the longest and not away; one query.

    Of somebody who is away, whoever stands in.
    """
    today = timezone.now().date()
    rows = rules.standing(today).filter(place=place, network__in=networks, person__is_active=True)
    several = list(rows.select_related("stand_in", "person").order_by("appointed_on", "person_id", "pk"))
    several.sort(key=lambda one: networks.index(one.network_id))
    for one in several:
        if one.away_until_on is None or one.away_until_on < today:
            return one
        if any(one.stand_in_id == other.pk for other in several):
            return one.stand_in
    return several[0] if several else None


def reached_through(point: ContactPoint) -> list[User]:
    """Who is told of what concerns a contact point: the person, and whoever stands in for them today."""
    today = timezone.now().date()
    found = [point.person]
    if point.stand_in is not None and point.away_until_on is not None and point.away_until_on >= today:
        found.append(point.stand_in.person)
    return found


def people_of(network: str, places: Iterable[str]) -> list[User]:
    """Who stands for some States in a network now; one query."""
    rows = rules.standing().filter(network=network, place__in=list(places))
    return list(User.objects.filter(pk__in=rows.values("person"), is_active=True).order_by("pk"))


def managers() -> list[User]:
    """The staff who look after networks; one query."""
    held = Membership.objects.active().filter(role__in=MANAGING)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))


def appointable(person: User, network: Network) -> list[Membership]:
    """Who could be appointed by somebody: members of authorities for whom they appoint, of States that take part.

    By authority and name, each person of an authority once; one query.
    """
    places = network.members.filter(Q(left_on__isnull=True) | Q(left_on__gt=timezone.now().date())).values("place")
    offices = Organisation.objects.filter(rules.appointed_for(person), place__in=places, closed_at__isnull=True)
    rows = Membership.objects.active().filter(
        organisation__in=offices.values("pk"), role__in=SEALING, user__is_active=True
    )
    found: dict[tuple[int, int], Membership] = {}
    for one in rows.select_related("user", "organisation").order_by("organisation__name", "user__last_name", "pk"):
        found.setdefault((one.organisation_id, one.user_id), one)
    return list(found.values())
