"""Searches that are kept, asked about new records: the question the other way round.

Most kept searches cannot be answered by one record, and that is seen from what each of them needs. Of those that could
be, most are plain words and filters, for which what is needed is also enough. Only the others are asked in full, of an
index that holds the new documents in memory, in the same fields and by the same analysis as the lasting one.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from tantivy import DocAddress, Schema
from tantivy import Query as Engine

from comity.engines.search.index import analysis
from comity.engines.search.index.audiences import visible
from comity.engines.search.index.compiling import Compiler
from comity.engines.search.index.interface import Question, Rendering
from comity.engines.search.index.needing import TELLING
from comity.engines.search.index.schema import entry, in_memory, prepared, schema, unstored
from comity.engines.search.index.standing import Name, Standing
from comity.engines.search.index.states import State
from comity.engines.search.shapes import Document


HEAP: Final = 16_000_000
# How the terms of a field are cut from its text, as the engine does it; other fields are one term each.
SPACED: Final = frozenset({"words", "title"})
WORDS: Final = frozenset({"exact", "title_exact"})
WHOLE: Final = frozenset({"citation", *(facet.value for facet in TELLING)})


class Small(NamedTuple):
    """An index in memory, as far as questions want it."""

    schema: Schema
    searcher: State


class Watch:
    """Some new documents, of one record or of several, as far as an audience may read them."""

    def __init__(self, documents: Iterable[Document], audience: frozenset[str]) -> None:
        self._documents = [prepared(one) for one in documents if one.audience in audience]
        self._audience = audience
        self._held: dict[tuple[int, int], str] = {}

    def everywhere(self) -> int:
        """A number with a bit for each document."""
        return (1 << len(self._documents)) - 1

    def where(self, wanted: Mapping[str, Collection[str]]) -> dict[str, dict[str, int]]:
        """In which documents each of some terms stands.

        Args:
            wanted: terms by field, each collection a set or a dictionary.

        Returns:
            By field and term, a number with a bit for each document that has it; terms that none has are left out.
        """
        found: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
        for number, document in enumerate(self._documents):
            bit = 1 << number
            for field, text in document.texts:
                if known := wanted.get(field):
                    there = found[field]
                    for term in _terms(field, text):
                        if term in known:
                            there[term] |= bit
        return {field: dict(terms) for field, terms in found.items()}

    def records(self, bits: int) -> set[str]:
        """The records of the documents that have a bit in a number."""
        return {document.record for number, document in enumerate(self._documents) if bits >> number & 1}

    def answering(self, question: Question) -> set[str]:
        """The records that answer a question by words, its filters and what it cites; asked in full."""
        if not self._documents:
            return set()
        fields, searcher = self._small
        compiler = Compiler(fields, searcher, question.language, is_loose=False)
        asked = compiler.narrowed(_matching(compiler, question), question.filters)
        found = searcher.search(visible(fields, searcher, asked, self._audience), len(self._documents), count=False)
        return {self._record(searcher, address) for _, address in found.hits}

    def _record(self, searcher: State, address: DocAddress) -> str:
        place = address.segment_ord, address.doc
        if place not in self._held:
            self._held[place] = unstored(searcher.doc(address).get_first("stored"))[0]["record"]
        return self._held[place]

    @cached_property
    def _small(self) -> Small:
        fields = schema()
        index = in_memory(fields)
        writer = index.writer(HEAP, 1)
        for document in self._documents:
            writer.add_document(entry(document))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        return Small(fields, State(index.searcher(), ""))


def answered(
    watch: Watch, standing: Standing[Name], asked: Callable[[Collection[Name]], Mapping[Name, Question]]
) -> dict[Name, set[str]]:
    """The searches that some new documents answer, each with the records of those that do.

    Args:
        watch: the documents.
        standing: the searches.
        asked: gives those of some searches for which it is not enough that a text has what they need, with what is
            to be asked.
    """
    likely = standing.answered(watch.where(standing.wanted()), watch.everywhere())
    unsure = asked(likely)
    found = {name: watch.records(bits) for name, bits in likely.items() if name not in unsure}
    return found | {name: records for name, question in unsure.items() if (records := watch.answering(question))}


def _terms(field: str, text: str) -> Iterable[str]:
    if field in SPACED:
        return set(text.split())
    if field in WORDS:
        return set(analysis.as_it_stands().analyze(text))
    return (text,) if field in WHOLE else ()


def _matching(compiler: Compiler, question: Question) -> Engine:
    query = question.query
    if query.tree is None:
        return Engine.empty_query() if query.text.strip() else Engine.all_query()
    either = [compiler.matching(query.tree), *(_rendered(compiler, one) for one in question.renderings)]
    if query.citation is not None:
        # By its most exact name only: which of the others is meant depends on what else there is.
        either.append(compiler.term("citation", query.citation.keys[0]))
    return compiler.any_of(either)


def _rendered(compiler: Compiler, rendering: Rendering) -> Engine:
    own = Compiler(compiler.schema, compiler.searcher, rendering.language, is_loose=False)
    return own.all_of([own.matching(rendering.tree), own.term("language", rendering.language)])
