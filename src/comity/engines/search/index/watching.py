"""Searches that are kept, asked about a new record: the question the other way round.

Most kept searches cannot be answered by one record, and that is seen from what each of them needs. Of those that could
be, most are plain words and filters, for which what is needed is also enough. Only the others are asked in full, of an
index that holds the one record in memory, in the same fields and by the same analysis as the lasting one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final, NamedTuple

from tantivy import Query as Engine
from tantivy import Schema, Searcher

from comity.engines.search.index import analysis
from comity.engines.search.index.audiences import visible
from comity.engines.search.index.compiling import Compiler
from comity.engines.search.index.interface import Question, Rendering
from comity.engines.search.index.needing import ANY, TELLING, Alternatives
from comity.engines.search.index.schema import entry, in_memory, prepared, schema
from comity.engines.search.shapes import Document


HEAP: Final = 16_000_000
# How the terms of a field are cut from its text, as the engine does it; other fields are one term each.
SPACED: Final = frozenset({"words", "title"})
WORDS: Final = frozenset({"exact", "title_exact"})
WHOLE: Final = frozenset({"citation", *(facet.value for facet in TELLING)})


class Small(NamedTuple):
    """An index in memory, as far as questions want it."""

    schema: Schema
    searcher: Searcher


class Watch:
    """One new record, with as much of it as an audience may read."""

    def __init__(self, documents: Iterable[Document], audience: frozenset[str]) -> None:
        self._documents = [prepared(one) for one in documents if one.audience in audience]
        self._audience = audience
        # In which of its documents each term stands: a number with a bit for each.
        self._where: defaultdict[str, int] = defaultdict(int)
        for number, document in enumerate(self._documents):
            for term in _terms(document.texts):
                self._where[term] |= 1 << number

    def terms(self) -> list[str]:
        """Everything in the record that a search can need; nothing at all when there is nothing to read."""
        return [*self._where, ANY] if self._documents else []

    def has(self, alternatives: Alternatives) -> bool:
        """Whether any of its documents has what one of the alternatives needs."""
        return any(self._have(groups) for groups in alternatives)

    def _have(self, groups: list[list[str]]) -> bool:
        left = (1 << len(self._documents)) - 1
        for group in groups:
            one = 0
            for term in group:
                one |= self._where.get(term, 0)
            left &= one
            if not left:
                return False
        return bool(left)

    def answers(self, question: Question) -> bool:
        """Whether the record answers a question by words, its filters and what it cites; asked in full."""
        if not self._documents:
            return False
        fields, searcher = self._small
        compiler = Compiler(fields, searcher, question.language, is_loose=False)
        asked = compiler.narrowed(_matching(compiler, question), question.filters)
        return bool(searcher.search(visible(fields, searcher, asked, self._audience), 1, count=False).hits)

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
        return Small(fields, index.searcher())


def _terms(texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    for field, text in texts:
        if field in SPACED:
            yield from (f"{field}:{term}" for term in text.split())
        elif field in WORDS:
            yield from (f"{field}:{term}" for term in analysis.as_it_stands().analyze(text))
        elif field in WHOLE:
            yield f"{field}:{text}"


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
