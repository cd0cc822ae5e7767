"""What laws and provisions are about, and which treaty articles they implement."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import F, Prefetch, QuerySet

from comity.base.people.models import User
from comity.engines.records.models import Text
from comity.engines.records.queries import readable_by
from comity.knowledge.legislation.enums import Scheme
from comity.knowledge.legislation.models import Annotation, AnnotationTerm, Law, Part


@dataclass(frozen=True, slots=True)
class Annotated:
    """An annotation with what a line about it shows."""

    annotation: Annotation
    law: Law
    label: str
    heading: str

    @property
    def address(self) -> str:
        """Of the provision, or of the law when the whole law is meant."""
        return self.law.address_of(self.annotation.eid) if self.annotation.eid else self.law.address


def annotations() -> QuerySet[Annotation]:
    """All annotations with their terms, in the order of their provisions' names."""
    terms = AnnotationTerm.objects.order_by("scheme", "term")
    return Annotation.objects.prefetch_related(Prefetch("terms", terms)).order_by("law", "eid", "method")


def annotations_of(law: Law, eid: str | None = None) -> list[Annotation]:
    """The annotations of a law (of one provision with ``eid``; of the whole law only with ``""``); two queries."""
    found = annotations().filter(law=law)
    return list(found if eid is None else found.filter(eid=eid))


def terms_by_eid(law: Law, scheme: Scheme = Scheme.CRIME_TYPES) -> dict[str, list[str]]:
    """The terms of every provision by its name, those of the law itself under ``""``; one query."""
    found: dict[str, list[str]] = {}
    rows = AnnotationTerm.objects.filter(annotation__law=law, scheme=scheme).order_by("term")
    for eid, term in rows.values_list("annotation__eid", "term").distinct():
        found.setdefault(eid, []).append(term)
    return found


def annotations_on(articles: Collection[str], person: User | None = None, *, place: str) -> QuerySet[Annotation]:
    """The laws and provisions of a place that implement any of several treaty articles, each once, by term ids."""
    meant = AnnotationTerm.objects.filter(scheme=Scheme.INSTRUMENT_ARTICLES, term__in=articles).order_by()
    return _shown(annotations().filter(pk__in=meant.values("annotation")), person, place)


def having(scheme: Scheme, term: str, person: User | None, place: str) -> QuerySet[Annotation]:
    """Annotations with a term, of laws that this person may read: those of persons first, then by place."""
    return _shown(annotations().filter(terms__scheme=scheme, terms__term=term), person, place)


def _shown(meant: QuerySet[Annotation], person: User | None, place: str) -> QuerySet[Annotation]:
    found = (
        meant.filter(readable_by(person, "law__record__"))
        .select_related("law__record__place")
        .prefetch_related(Prefetch("law__record__texts", Text.objects.order_by("pk")))
        .order_by(F("verified_on").desc(nulls_last=True), "method", "law__jurisdiction", "law__slug", "eid")
    )
    return found.filter(law__jurisdiction=place.lower()) if place else found


def annotations_for(article: str, person: User | None = None, *, place: str = "") -> QuerySet[Annotation]:
    """The laws and provisions that implement a treaty article, by its term id such as ``XVIII-12:5``."""
    return having(Scheme.INSTRUMENT_ARTICLES, article, person, place)


def provisions_on(crime_type: str, person: User | None = None, *, place: str = "") -> QuerySet[Annotation]:
    """The laws and provisions about a type of crime, by its term id such as ``money-laundering``."""
    return having(Scheme.CRIME_TYPES, crime_type, person, place)


def with_headings(found: Iterable[Annotation]) -> list[Annotated]:
    """Each annotation with the number and heading of its provision, from the newest version that has it; one query.

    Slice the annotations first: all that are given are read.
    """
    listed = list(found)
    rows = (
        Part.objects.filter(version__law__in={a.law_id for a in listed}, eid__in={a.eid for a in listed if a.eid})
        .order_by(F("version__on").asc(nulls_first=True))
        .values_list("version__law_id", "eid", "label", "heading")
    )
    names: dict[tuple[uuid.UUID, str], tuple[str, str]] = {(law, eid): (label, text) for law, eid, label, text in rows}
    return [Annotated(a, a.law, *names.get((a.law_id, a.eid), ("", ""))) for a in listed]
