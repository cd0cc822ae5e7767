"""Needs and offers of technical assistance, each as far as somebody sees it, and what no offer meets."""

import datetime as dt
import uuid
from collections import Counter
from typing import Final

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from comity.base.access.enums import Permission
from comity.base.access.roles import ROLES, may
from comity.base.people.models import Membership, User
from comity.base.places import queries as places
from comity.base.places.enums import Group
from comity.kernel.small_numbers import Protected, protected
from comity.operations.reviews.enums import Approach, Bid
from comity.operations.reviews.models import Need, Offer, Showing, Word
from comity.operations.reviews.registry import sisters
from comity.operations.reviews.rules import acting, matching
from comity.operations.reviews.rules import needs as rules


ANSWERING: Final = frozenset(name for name, held in ROLES.items() if Permission.REVIEW_TAKE_PART in held) - {"service"}
MET: Final = (Approach.OFFERED, Approach.AGREED)
# A State that belongs to no regional group, and a need on no article.
NONE: Final = "-"


def own(person: User | None) -> QuerySet[Need]:
    """The needs of the States for which somebody states them."""
    return _whole(Need.objects.filter(place__in=rules.states_for(person)))


def shown_to(person: User | None) -> QuerySet[Showing]:
    """What States have shown to the organisations for which somebody answers; what was taken back is not among it."""
    found = Showing.objects.filter(organisation__in=rules.offers_for(person)).exclude(state=Approach.ENDED)
    return found.select_related("need", "organisation", "offer").order_by("-at", "pk")


def need(person: User | None, key: uuid.UUID) -> Need | None:
    """One need, for its State or for whom that has shown it."""
    shown = Showing.objects.filter(need=OuterRef("pk"), organisation__in=rules.offers_for(person))
    mine = Q(place__in=rules.states_for(person)) | Q(Exists(shown.exclude(state=Approach.ENDED)))
    return _whole(Need.objects.filter(mine, pk=key)).first()


def _whole(rows: QuerySet[Need]) -> QuerySet[Need]:
    words = Prefetch("words", Word.objects.select_related("by").order_by("pk"))
    showings = Showing.objects.select_related("organisation", "offer").prefetch_related(words).order_by("pk")
    return rows.select_related("recommendation").prefetch_related(Prefetch("showings", showings)).order_by("-at", "pk")


def showings_of(one: Need, person: User) -> list[Showing]:
    """With whom it stands how: for its State all, for a provider its own alone; the need was loaded."""
    several = list(one.showings.all())
    if one.place_id in rules.states_for(person):
        return several
    mine = rules.offers_for(person)
    return [each for each in several if each.organisation_id in mine and each.state != Approach.ENDED]


def offers(person: User | None, today: dt.date | None = None) -> QuerySet[Offer]:
    """What is offered now, for whoever may need or offer something, and for who leads reviews.

    What waits for the Secretariat, or was not accepted, only ``own_offers`` and ``pending`` show.
    """
    if not (may(person, Permission.REVIEW_TAKE_PART) or acting.may_conduct(person)):
        return Offer.objects.none()
    today = today or timezone.now().date()
    held = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    found = Offer.objects.filter(held, withdrawn_at__isnull=True, standing=Bid.OPEN)
    return found.select_related("organisation").order_by("title", "pk")


def pending(person: User | None) -> QuerySet[Offer]:
    """The offers that wait for the Secretariat, for who leads reviews; the oldest first."""
    if not acting.may_conduct(person):
        return Offer.objects.none()
    found = Offer.objects.filter(withdrawn_at__isnull=True, standing=Bid.PENDING)
    return found.select_related("organisation").order_by("at", "pk")


def own_offers(person: User | None) -> QuerySet[Offer]:
    """What the organisations offer for which somebody says so, also what is over."""
    found = Offer.objects.filter(organisation__in=rules.offers_for(person), withdrawn_at__isnull=True)
    return found.select_related("organisation").order_by("title", "pk")


def matches(one: Need, person: User, today: dt.date | None = None) -> list[matching.Match]:
    """The offers that fit a need, for its State; one query."""
    today = today or timezone.now().date()
    regions = places.regions_of(one.place_id)
    return matching.matches(one, offers(person, today), regions=regions, sisters=sisters(), today=today)


def people_of(organisation: int) -> list[User]:
    """Who answers for an organisation; one query."""
    held = Membership.objects.active().filter(organisation=organisation, role__in=ANSWERING).values("user")
    return list(User.objects.filter(pk__in=held, is_active=True, is_service=False).order_by("pk"))


# ---------------------------------------------------------------- coverage


def unmet() -> QuerySet[Need]:
    """The open needs for which nobody has offered help."""
    live = Showing.objects.filter(need=OuterRef("pk"), state__in=MET)
    return Need.objects.filter(~Exists(live), closed_at__isnull=True)


def coverage() -> tuple[Protected, list[str], list[str]]:
    """How many needs no offer meets, by article and regional group, small numbers protected; one query.

    Who counts reads no need: whose it is and what it says stays with its State.
    """
    rows = unmet().order_by().values_list("article", "place__group")
    counts = Counter((article or NONE, group or NONE) for article, group in rows)
    articles = sorted({article for article, _group in counts})
    groups = [*Group.values, *([NONE] if any(group == NONE for _article, group in counts) else [])]
    return protected(counts, articles, groups), articles, groups
