"""Meetings of the working group and dialogues: as they are announced, who comes, and how many of whom."""

import uuid
from collections import Counter

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from comity.base.people.crypto import token_hash
from comity.base.people.models import User
from comity.kernel.small_numbers import protected_list
from comity.operations.reviews.enums import Admission
from comity.operations.reviews.models import AgendaDocument, AgendaItem, Decision, Gathering, Officer, Registration
from comity.operations.reviews.rules import acting
from comity.operations.reviews.rules import assemblies as rules
from comity.operations.reviews.rules.needs import states_for


def visible_to(person: User | None) -> QuerySet[Gathering]:
    """The meetings that somebody sees: those that are announced, and for who leads or presides also the others."""
    if acting.may_conduct(person):
        return Gathering.objects.all()
    seen = Q(announced_at__isnull=False)
    if person is not None:
        seen |= Q(Exists(Officer.objects.filter(gathering=OuterRef("pk"), person=person)))
    return Gathering.objects.filter(seen)


def one(person: User | None, key: uuid.UUID) -> Gathering | None:
    """One meeting with its agenda, if somebody sees it; four queries."""
    documents = Prefetch("documents", AgendaDocument.objects.order_by("pk"))
    items = Prefetch("items", AgendaItem.objects.prefetch_related(documents).order_by("number", "pk"))
    return visible_to(person).select_related("after").prefetch_related(items).filter(pk=key).first()


def bureau(gathering: Gathering) -> list[Officer]:
    """Who presides; one query."""
    return list(gathering.bureau.select_related("person").order_by("pk"))


def registrations(gathering: Gathering, person: User | None) -> list[Registration]:
    """The registrations that somebody sees: all for who admits, those of one's State for others."""
    rows = Registration.objects.filter(gathering=gathering)
    if not rules.may_admit(person, gathering):
        rows = rows.filter(place__in=states_for(person))
    decisions = Prefetch("decisions", Decision.objects.select_related("by").order_by("pk"))
    return list(rows.prefetch_related(decisions).order_by("name", "pk"))


def by_token(key: uuid.UUID, token: str) -> Registration | None:
    """The registration of who holds its address; None for any other."""
    if not token:
        return None
    found = Registration.objects.filter(gathering=key, token_hash=token_hash(token)).select_related("gathering")
    return found.prefetch_related("decisions").first()


def counted(several: list[Registration]) -> dict[str, dict[str, int | None]]:
    """How many of those who were approved there are by seat, by gender and by State; nothing is asked.

    Gender is what people say of themselves. Fewer than three of one are not told, nor what would give them away.
    """
    held = [each for each in several if each.state == Admission.APPROVED]
    seats: dict[str, int | None] = dict(Counter(each.seat for each in held))
    places: dict[str, int | None] = dict(Counter(str(each.place_id) for each in held if each.place_id))
    genders = protected_list(Counter(each.gender for each in held))
    return {"seat": seats, "gender": genders, "place": places}
