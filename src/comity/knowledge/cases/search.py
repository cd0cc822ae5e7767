"""What of a case is found: one document for each language in which anything is said of it."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from comity.base.access.enums import Permission
from comity.base.places.queries import regions_of
from comity.base.terms import queries as terms
from comity.engines.citations import queries as citations
from comity.engines.records.enums import Relation, State
from comity.engines.records.queries import best_text
from comity.engines.search.grammar import citation_keys, normalise_citation
from comity.engines.search.shapes import PUBLIC, Document
from comity.knowledge.cases.models import Case
from comity.knowledge.cases.queries.cases import for_page, with_card
from comity.knowledge.cases.registry import KIND, MARKS
from comity.knowledge.cases.rules import KEYWORDS


KINDS: Final = KIND
VERSION: Final = "2"
BATCH: Final = 100
# The vocabularies whose words a case is found by, in each language.
TOLD: Final = frozenset(["crime-types", *KEYWORDS])
OWN: Final = frozenset(group.code for group in MARKS)
LONGEST_NAME: Final = 150

__all__ = ["KINDS", "MARKS", "VERSION", "documents", "everything"]


def everything() -> Iterator[str]:
    """The ids of all cases."""
    for key in Case.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000):
        yield str(key)


def documents(record_ids: Sequence[str]) -> Iterator[Document]:
    """The documents of those of the records that are cases and can be read; a batch at a time is in memory."""
    keys = iter(record_ids)
    while batch := list(islice(keys, BATCH)):
        cases = (
            Case.objects.filter(pk__in=[uuid.UUID(one) for one in batch])
            .exclude(record__state=State.WITHDRAWN)
            .order_by("pk")
        )
        numbers = citations.numbers(map(uuid.UUID, batch))
        cited = citations.terms_cited(map(uuid.UUID, batch))
        for case in for_page(with_card(cases)).prefetch_related("record__links_out__object__texts"):
            yield from documents_of(case, numbers.get(case.pk, {}).get("", 0), cited.get(case.pk, ()))


def documents_of(case: Case, number: int, terms_cited: Iterable[str]) -> Iterator[Document]:
    """The case in each language of its titles, summaries and sections; victims have no name here to be found by.

    Args:
        case: with everything that hangs on it.
        number: by how many other texts it is cited.
        terms_cited: the treaty articles that its texts cite, as ids of the vocabulary instrument-articles.
    """
    texts = list(case.record.texts.all())
    first = best_text(texts, language=case.language or "en")
    if first is None:
        return
    own = {text.language: text for text in texts}
    sections: dict[str, list[str]] = {}
    for section in case.sections.all():
        sections.setdefault(section.language, []).append(section.body)
    place = case.record.place_id or ""
    marks = tuple(f"{mark.group}:{mark.value}" for mark in case.marks.all() if mark.group in OWN)
    filed = [row.term for row in case.terms.all()]
    for language in dict.fromkeys([*own, *sections]):
        title = own.get(language, first)
        yield Document(
            id=f"case:{case}:{language}",
            record=str(case.pk),
            kind=Case.kind,
            address=case.address,
            language=language,
            title=title.title,
            body="\n\n".join(filter(None, (title.summary if language in own else "", *sections.get(language, ())))),
            about=" · ".join(terms.label(term, language) for term in filed if term.partition(":")[0] in TOLD),
            context=case.court,
            citations=tuple(names_of(case, title.title)),
            places=(place,) if place else (),
            regions=tuple(regions_of(place)) if place else (),
            terms=tuple(filed),
            articles=tuple(dict.fromkeys([*articles_of(case), *terms_cited])),
            marks=marks,
            on=case.decided_earliest_on,
            dated="" if case.decided_earliest_on == case.decided_latest_on else case.decided,
            wording=title.wording,
            cited=number,
            weight=citations.prior(number),
            audience=PUBLIC if case.record.state == State.PUBLISHED else Permission.RECORD_PUBLISH,
        )


def names_of(case: Case, title: str) -> Iterator[str]:
    """The keys of everything by which a case is cited."""
    told = (case.ecli, case.citation, case.filed_as, case.number, title)
    keys = dict.fromkeys(
        key
        for name in told
        if name and len(name) <= LONGEST_NAME
        for key in (normalise_citation(name), *citation_keys(name)[:1])
    )
    # «#5» alone is an article of any law, not a name of this case.
    yield from (key for key in keys if key and not key.startswith("#"))


def articles_of(case: Case) -> Iterator[str]:
    """The treaty articles to which the case is linked, as ids of the vocabulary instrument-articles."""
    for link in case.record.links_out.all():
        if link.relation in {Relation.APPLIES, Relation.CITES} and link.locator and ":" in link.locator:
            yield link.locator
