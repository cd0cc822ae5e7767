"""Which laws there are."""

from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Prefetch, QuerySet, Subquery

from comity.base.people.models import User
from comity.engines.records.models import Source, Text
from comity.engines.records.queries import best_text, readable_by
from comity.knowledge.legislation.enums import Scheme
from comity.knowledge.legislation.models import Annotation, Law, Version


ORDERS: Final = ("newest", "oldest", "title", "place")
FACETS: Final = {"place": "jurisdiction", "form": "form", "status": "status", "language": "language"}


def law_by(place: str, slug: str, person: User | None = None) -> Law | None:
    """The law at an address, with its texts and sources, if this person may read it; three queries."""
    return (
        visible_laws(person)
        .filter(jurisdiction=place.lower(), slug=slug)
        .prefetch_related(Prefetch("record__sources", Source.objects.order_by("pk")))
        .first()
    )


def visible_laws(person: User | None) -> QuerySet[Law]:
    """Every law that this person may read, with card, place and texts; in no order that a page may rely on."""
    return (
        Law.objects.filter(readable_by(person, "record__"))
        .select_related("record__place")
        .prefetch_related(Prefetch("record__texts", Text.objects.order_by("pk")))
        .order_by("jurisdiction", "slug")
    )


def laws(  # noqa: PLR0913 -- each is one filter of the list
    person: User | None = None,
    *,
    place: str = "",
    form: str = "",
    status: str = "",
    language: str = "",
    crime_type: str = "",
    article: str = "",
    title: str = "",
    order: str = "newest",
) -> QuerySet[Law]:
    """Laws by filters, in order; two queries however many are shown.

    Args:
        person: who reads; None is a visitor.
        place: code of the place.
        form: one of ``enums.Kind``.
        status: one of ``enums.Status``.
        language: of a text that is held.
        crime_type: term of the vocabulary; met by the law or by any provision of it.
        article: term of a treaty article that the law or any provision implements.
        title: words, all of which stand in one of its titles.
        order: one of ``ORDERS``; any other is ``newest``.
    """
    found = visible_laws(person)
    if place:
        found = found.filter(jurisdiction=place.lower())
    if form:
        found = found.filter(form=form)
    if status:
        found = found.filter(status=status)
    if language:
        found = found.filter(Exists(Version.objects.filter(law=OuterRef("pk"), language=language)))
    for scheme, term in ((Scheme.CRIME_TYPES, crime_type), (Scheme.INSTRUMENT_ARTICLES, article)):
        if term:
            about = Annotation.objects.filter(terms__scheme=scheme, terms__term=term)
            found = found.filter(pk__in=about.values("law"))
    for word in title.split()[:10]:
        found = found.filter(Exists(Text.objects.filter(record=OuterRef("pk"), title__icontains=word)))
    return in_order(found, order)


def in_order(found: QuerySet[Law], order: str) -> QuerySet[Law]:
    """The same laws in one of ``ORDERS``; the address decides between equals."""
    match order:
        case "oldest":
            return found.order_by(F("adopted_on").asc(nulls_last=True), "jurisdiction", "slug")
        case "title":
            own = Text.objects.filter(record=OuterRef("pk"), language=OuterRef("language")).values("title")[:1]
            return found.annotate(own_title=Subquery(own)).order_by("own_title", "jurisdiction", "slug")
        case "place":
            return found.order_by("jurisdiction", F("adopted_on").desc(nulls_last=True), "slug")
        case _:
            return found.order_by(F("adopted_on").desc(nulls_last=True), "jurisdiction", "slug")


def counts(found: QuerySet[Law]) -> dict[str, dict[str, int]]:
    """How many of these laws there are by place, form, status and language; four queries."""
    plain = found.order_by().prefetch_related(None)
    return {
        name: dict(plain.values_list(column).annotate(n=Count("pk")).order_by("-n", column).values_list(column, "n"))
        for name, column in FACETS.items()
    }


def laws_of_place(code: str, person: User | None = None) -> QuerySet[Law]:
    """The laws of one State or organisation, newest first."""
    return laws(person, place=code)


def totals() -> dict[str, int]:
    """How much is held and public: laws, places, versions and their provisions; four queries."""
    public = Law.objects.filter(readable_by(None, "record__"))
    versions = Version.objects.filter(law__in=public, is_held=True)
    return {
        "laws": public.count(),
        "places": public.values("jurisdiction").distinct().count(),
        "versions": versions.count(),
        "provisions": sum(versions.values_list("articles", flat=True)),
    }


def title_of(law: Law, language: str = "") -> str:
    """The law's title: in a language if it has one in it, else in its own."""
    texts = list(law.record.texts.all())
    by_language = {text.language: text for text in texts}
    text = by_language.get(language) or by_language.get(law.language) or best_text(texts, language=language)
    return text.title if text else law.identifier
