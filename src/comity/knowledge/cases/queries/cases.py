"""Cases with what is shown of them, in a fixed number of queries."""

from django.db.models import Prefetch, QuerySet

from comity.base.people.models import User
from comity.engines.records.models import Source, Text
from comity.engines.records.queries import known_to, visible_to
from comity.knowledge.cases.models import Case, Charge


def visible_cases(person: User | None) -> QuerySet[Case]:
    """The cases that this person may read, with their cards, newest decision first; None is a visitor."""
    records = visible_to(person).filter(kind=Case.kind).order_by().values("pk")
    return with_card(Case.objects.filter(pk__in=records)).order_by("-decided_earliest_on", "identifier")


def with_card(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with titles and sources, in three queries."""
    texts = Prefetch("record__texts", Text.objects.order_by("pk"))
    return cases.select_related("record").prefetch_related(
        texts, Prefetch("record__sources", Source.objects.order_by("pk"))
    )


def for_page(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with everything that their page shows."""
    charges = Prefetch("charges", Charge.objects.select_related("defendant", "provision"))
    return cases.prefetch_related(charges, *(name for name in Case.satellites if name != "charges"))


def by_name(identifier: str, person: User | None) -> Case | None:
    """The case at an address, also when it is withdrawn; None when there is none for this person."""
    known = known_to(person).filter(kind=Case.kind).order_by().values("pk")
    return for_page(with_card(Case.objects.filter(identifier=identifier, pk__in=known))).first()
