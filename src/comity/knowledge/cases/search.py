"""What of a case is found: one document for each language in which anything is said of it."""

import re
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
from comity.knowledge.cases.models import Case, CaseTerm
from comity.knowledge.cases.queries.cases import for_page, with_card
from comity.knowledge.cases.registry import KIND, MARKS
from comity.knowledge.cases.rules import KEYWORDS


KINDS: Final = KIND
VERSION: Final = "3"
BATCH: Final = 100
# The vocabularies whose words a case is found by, in each language.
TOLD: Final = frozenset(["crime-types", *KEYWORDS])
OWN: Final = frozenset(group.code for group in MARKS)
LONGEST_NAME: Final = 150
# Of a case of which only the title is known nothing can be read, so it stands behind what tells something.
UNTOLD: Final = 0.5
# So far into a judgment it says what it is about, in stretches of so many letters; the best of them are taken.
TOLD_WITHIN: Final = 9_000
STRETCH: Final = 400
STRETCHES: Final = 10
SENTENCES: Final = re.compile(r"(?<=[a-zà-ÿа-яё»”)\]]\.)\s+|(?<=[。；؟])|\n+")
# Small words and capital ones, numbers and signs: a sentence that tells has few of the latter.
PROSE: Final = re.compile(r"\b[^\W\d_A-ZÀ-ÞА-ЯЁ][^\W\d_]+\b")
IDEOGRAPH: Final = re.compile("[\u4e00-\u9fff]")

__all__ = ["KINDS", "MARKS", "VERSION", "documents", "everything", "worded_by"]


def everything() -> Iterator[str]:
    """The ids of all cases."""
    for key in Case.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000):
        yield str(key)


def worded_by(keys: Sequence[str]) -> Iterator[str]:
    """The ids of the cases that are found by the words of these terms."""
    told = [key for key in keys if key.partition(":")[0] in TOLD]
    rows = CaseTerm.objects.filter(term__in=told).order_by("case").values_list("case", flat=True).distinct()
    yield from map(str, rows)


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
            about=" · ".join(told_of(case, filed, language)),
            gists=tuple(gists_of("\n".join(sections.get(language, ())))),
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
            by_meaning=1.0 if title.summary or sections.get(language) else UNTOLD,
            cited=number,
            weight=citations.prior(number),
            audience=PUBLIC if case.record.state == State.PUBLISHED else Permission.RECORD_PUBLISH,
        )


def told_of(case: Case, filed: Sequence[str], language: str) -> Iterator[str]:
    """What the portal says of a case: the terms under which it is filed, and its ECLI, which its text seldom has."""
    yield from (terms.label(term, language) for term in filed if term.partition(":")[0] in TOLD)
    if case.ecli:
        yield case.ecli


def gists_of(body: str) -> Iterator[str]:
    """The stretches near the beginning of a judgment that tell most, in their order; none of a short text.

    Its head names the court, the judges and the lawyers; what happened follows it. Stretches are weighed by how much
    of them is ordinary words and no names, numbers or headings.
    """
    if len(body) <= STRETCH:
        return
    stretches = [""]
    for sentence in SENTENCES.split(body[:TOLD_WITHIN]):
        told = " ".join(sentence.split())
        longest = STRETCH // 3 if len(IDEOGRAPH.findall(told)) > len(told) / 3 else STRETCH
        if stretches[-1] and len(stretches[-1]) + len(told) > longest:
            stretches.append("")
        stretches[-1] = f"{stretches[-1]} {told}".strip()[: 2 * STRETCH]
    weighed = sorted(range(len(stretches)), key=lambda number: (-telling(stretches[number]), number))[:STRETCHES]
    yield from (stretches[number] for number in sorted(weighed) if telling(stretches[number]) > 0)


def telling(text: str) -> float:
    """How much of a stretch is ordinary words, from 0 to 1; a short one counts for less."""
    if not text:
        return 0.0
    ordinary = sum(len(word) for word in PROSE.findall(text)) or len(IDEOGRAPH.findall(text))
    return ordinary / len(text) * min(len(text) / STRETCH, 1.0)


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
