"""Searches that are kept, asked about a new record: the question the other way round.

An index of the new record alone is made in memory, in the same fields and by the same analysis as the lasting one.
Most kept searches cannot be answered by it, and that is seen without asking: each keeps its ``Needs``, and the few
records that have what it needs are asked in full.
"""

from collections.abc import Iterable
from typing import Final

from tantivy import Query as Engine

from comity.engines.search.enums import Facet
from comity.engines.search.grammar.tree import TITLE, And, Node, Or, Phrase, Within, Words
from comity.engines.search.index import analysis
from comity.engines.search.index.compiling import Compiler, visible
from comity.engines.search.index.interface import Question, Rendering
from comity.engines.search.index.schema import VERSION as FIELDS
from comity.engines.search.index.schema import entry, in_memory, schema
from comity.engines.search.shapes import Document


# Changes whenever anchors do: those of another version are made anew.
VERSION: Final = 10 * FIELDS + 1
HEAP: Final = 16_000_000
# The fields whose terms are anchors, beside the facets.
ANCHORED: Final = ("words", "title", "exact", "title_exact", "citation")
# Facets from the one that tells most to the one that tells least; a search by filters alone hangs on the first it has.
TELLING: Final = (
    Facet.ARTICLE, Facet.MARK, Facet.CRIME_TYPE, Facet.PLACE, Facet.STATUS, Facet.REGION, Facet.KIND, Facet.LANGUAGE,
)  # fmt: skip

# Combinations of alternatives that are told apart; of more, only one part is looked at.
MOST: Final = 16
# Alternatives, of which one is enough; each in groups, all of which are needed; each of terms, one of which is enough.
Needs = list[list[list[str]]]
ANYTHING: Final[Needs] = [[]]


class Watch:
    """A few new records, most often one, held in memory only."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._schema = schema(counts_records=True)
        self._index = in_memory(self._schema)
        writer = self._index.writer(HEAP, 1)
        self._records: set[str] = set()
        for document in documents:
            writer.add_document(entry(document))
            self._records.add(document.record)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def terms(self) -> frozenset[str]:
        """Everything in these records that a search can need."""
        fields = (*ANCHORED, *(facet.value for facet in TELLING))
        return frozenset(
            f"{field}:{term}" for field in fields for term, _ in self._searcher.terms_with_prefix(field, "")
        )

    def answering(self, question: Question) -> frozenset[str]:
        """The records that answer a question by words, filters and what it cites, as far as its audience may see."""
        if not self._records:
            return frozenset()
        compiler = Compiler(self._schema, self._searcher, question.language, is_loose=False)
        asked = compiler.narrowed(self._matching(compiler, question), question.filters)
        asked = visible(self._schema, self._searcher, asked, question.audience)
        if len(self._records) == 1:
            return frozenset(self._records) if self._searcher.search(asked, 1, count=False).hits else frozenset()
        counts = {"records": {"terms": {"field": "record", "size": len(self._records)}}}
        found = self._searcher.aggregate(asked, counts)
        return frozenset(bucket["key"] for bucket in found["records"]["buckets"])

    def _matching(self, compiler: Compiler, question: Question) -> Engine:
        query = question.query
        if query.tree is None:
            return Engine.empty_query() if query.text.strip() else Engine.all_query()
        either = [compiler.matching(query.tree)]
        either += [self._rendered(compiler, one) for one in question.renderings]
        if query.citation is not None:
            # By its most exact name only: which of the others is meant depends on what else there is.
            either.append(compiler.term("citation", query.citation.keys[0]))
        return compiler.any_of(either)

    def _rendered(self, compiler: Compiler, rendering: Rendering) -> Engine:
        own = Compiler(self._schema, self._searcher, rendering.language, is_loose=False)
        return own.all_of([own.matching(rendering.tree), compiler.term(Facet.LANGUAGE.value, rendering.language)])


def needs(question: Question) -> Needs:
    """What a record must have to answer a question: terms in groups, in alternatives.

    A record that has them may still not answer, as when the words of a phrase stand apart.
    """
    query = question.query
    found: Needs = []
    if query.tree is None:
        found = [[]]
    else:
        found += _of(query.tree, question.language)
        for one in question.renderings:
            found += [[*groups, [f"{Facet.LANGUAGE}:{one.language}"]] for groups in _of(one.tree, one.language)]
    if query.citation is not None:
        found.append([[f"citation:{query.citation.keys[0]}"]])
    chosen = [
        [f"{facet.value}:{value}" for value in question.filters[facet]]
        for facet in TELLING
        if question.filters.get(facet)
    ]
    return [[*groups, *chosen] for groups in found]


def anchors(needed: Needs) -> list[str]:
    """One group of each alternative, the most telling: what has none of these terms cannot answer.

    Returns:
        None of them when there is an alternative that needs nothing.
    """
    if not all(needed):
        return []
    return sorted({term for groups in needed for term in min(groups, key=_commonness)})


def is_met(needed: Needs, terms: frozenset[str]) -> bool:
    """Whether some terms are all that one of the alternatives needs."""
    return any(all(not terms.isdisjoint(group) for group in groups) for groups in needed)


def _commonness(group: list[str]) -> tuple[int, int]:
    """How common what a group asks for is likely to be: words before facets, long words before short ones."""
    field, _colon, term = max(group, key=len).partition(":")
    if field in ANCHORED:
        return 0, -len(term)
    return 1 + [facet.value for facet in TELLING].index(field), len(group)


def _of(node: Node, language: str) -> Needs:
    match node:
        case Words(words, field):
            return [_of_words(words, "title" if field == TITLE else "words", language)]
        case Phrase(text, field):
            name = "title_exact" if field == TITLE else "exact"
            return [[[f"{name}:{word}"] for word in dict.fromkeys(analysis.exact_words(text))]]
        case Within(facet, values) if facet is not Facet.YEAR:
            return [[[f"{facet.value}:{value}" for value in values]]]
        case And(parts):
            found = ANYTHING
            for part in parts:
                both = [[*one, *other] for one in found for other in _of(part, language)]
                found = both if len(both) <= MOST else found
            return found
        case Or(parts):
            return [groups for part in parts for groups in _of(part, language)]
        case _:
            # Beginnings of words, years, and what is not wanted.
            return [[]]


def _of_words(words: tuple[str, ...], name: str, language: str) -> list[list[str]]:
    """Every part of words that must all be there, in every form."""
    left_out = analysis.common(words, language) if len(words) > 1 else frozenset()
    telling = [word for word in words if word not in left_out] or words
    exact = "title_exact" if name == "title" else "exact"
    groups = []
    for part, forms in dict(unit for word in telling for unit in analysis.units(word)).items():
        # A single ideograph is looked for where they stand one by one.
        fields = (name, exact) if len(part) == 1 else (name,)
        groups.append([f"{field}:{form}" for form in forms for field in fields])
    return groups
