"""Searches that are kept, asked about a few new records: the question the other way round.

An index of the new records alone is made in memory, in the same fields and by the same analysis as the lasting one.
Most kept searches cannot be answered by them, and that is seen without asking: each keeps ``anchors``, terms of which
a record must have at least one.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from tantivy import Query as Engine

from comity.engines.search.enums import Facet
from comity.engines.search.grammar.tree import TITLE, And, Node, Not, Or, Phrase, Within, Words
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

Anchors = frozenset[str]


class Watch:
    """A few new records, held in memory only."""

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

    def terms(self) -> Anchors:
        """Everything in these records that a search can be anchored to."""
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
        either += [compiler.rendered(one, 1).matching for one in question.renderings]
        if query.citation is not None:
            # By its most exact name only: which of the others is meant depends on what else there is.
            either.append(compiler.term("citation", query.citation.keys[0]))
        return compiler.any_of(either)


def anchors(question: Question) -> Anchors:
    """Terms of which whatever answers the question has at least one; none when it can be answered without any."""
    query = question.query
    by_filter = _of_filters(question.filters)
    if query.tree is None:
        return by_filter or frozenset()
    each = [_of(query.tree, question.language), *(_of_rendering(one) for one in question.renderings)]
    if query.citation is not None:
        each.append(frozenset({f"citation:{query.citation.keys[0]}"}))
    by_word = _any(each)
    return by_word or by_filter or frozenset()


def _of_rendering(rendering: Rendering) -> Anchors | None:
    return _of(rendering.tree, rendering.language)


def _any(each: Iterable[Anchors | None]) -> Anchors | None:
    """Of alternatives: the anchors of all; none as soon as one has none."""
    found: set[str] = set()
    for one in each:
        if not one:
            return None
        found |= one
    return frozenset(found)


def _of(node: Node, language: str) -> Anchors | None:
    match node:
        case Words(words, field):
            return _of_words(words, "title" if field == TITLE else "words", language)
        case Phrase(text, field):
            exact = analysis.exact_words(text)
            name = "title_exact" if field == TITLE else "exact"
            return frozenset({f"{name}:{max(exact, key=len)}"}) if exact else None
        case Within(facet, values) if facet is not Facet.YEAR:
            return frozenset(f"{facet.value}:{value}" for value in values)
        case And(parts):
            kept = [(part, _of(part, language)) for part in parts if not isinstance(part, Not)]
            # Words before facets: fewer records have them.
            kept.sort(key=lambda one: isinstance(one[0], Within))
            return next((found for _part, found in kept if found), None)
        case Or(parts):
            return _any(_of(part, language) for part in parts)
        case _:
            return None


def _of_words(words: tuple[str, ...], name: str, language: str) -> Anchors | None:
    """The longest of words that must all be there, in every form: long words are rare."""
    left_out = analysis.common(words, language) if len(words) > 1 else frozenset()
    telling = [word for word in words if word not in left_out] or words
    units = [unit for word in telling for unit in analysis.units(word)]
    if not units:
        return None
    part, forms = max(units, key=lambda unit: len(unit[0]))
    if len(part) == 1:
        # A single ideograph is looked for where they stand one by one.
        alone = "title_exact" if name == "title" else "exact"
        return frozenset(f"{one}:{form}" for form in forms for one in (name, alone))
    return frozenset(f"{name}:{form}" for form in forms)


def _of_filters(filters: Mapping[Facet, tuple[str, ...]]) -> Anchors | None:
    chosen = next((facet for facet in TELLING if filters.get(facet)), None)
    return frozenset(f"{chosen.value}:{value}" for value in filters[chosen]) if chosen else None
