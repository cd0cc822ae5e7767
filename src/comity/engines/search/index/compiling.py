"""From the tree of a query to what the engine runs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil
from typing import Final

from tantivy import FieldType, Occur, Schema
from tantivy import Query as Engine

from comity.engines.search.enums import Facet
from comity.engines.search.grammar.folding import IDEOGRAPHIC
from comity.engines.search.grammar.tree import (
    TITLE,
    And,
    Citation,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Within,
    Words,
    Years,
)
from comity.engines.search.index import analysis, naming
from comity.engines.search.index.compiled import Compiled
from comity.engines.search.index.interface import Rendering
from comity.engines.search.index.measures import by_group, escaped, most, neighbours
from comity.engines.search.index.schema import year_of
from comity.engines.search.index.states import Readable
from comity.engines.search.shapes import Near


# How much more a word says that stands in the title.
IN_TITLE: Final = 2.0
WHOLE_TITLE: Final = 8.0
# Above anything that words alone can reach.
CITED: Final = 1000.0
LOCATED: Final = 100.0
# Words that a vocabulary gives say less than words that were typed; the best of them at most so much of the best
# of these.
RENDERED: Final = 0.5
RENDERED_BEST: Final = 0.8
# Of the lower of the two scores of what has the words and the meaning, so much is added to the higher.
BOTH: Final = 0.3
# How much more the words say that stand in a row, as they were typed; long texts are compared in runs.
IN_A_ROW: Final = 2.0
LONGEST_ROW: Final = 12
# A pair of ideographs is rarer than each of them, and scores about twice as high.
PAIRED: Final = 0.5
# Words that stand in so many documents each stand in a row in too many of them to be looked at, one by one.
EVERYWHERE: Final = 20_000
SHORTEST_PREFIX: Final = 2


class Compiler:
    """Makes engine queries against one state of the index."""

    def __init__(self, schema: Schema, searcher: Readable, language: str, *, is_loose: bool) -> None:
        self.schema = schema
        self.searcher = searcher
        self.language = language
        self.is_loose = is_loose
        self._typed: dict[Node, tuple[Engine, Engine]] = {}
        self._rendered: dict[tuple[Rendering, ...], list[Compiled]] = {}

    def whole(self, query: Query, renderings: tuple[Rendering, ...] = (), lift: float = 1.0) -> Compiled:
        """The whole query: its words, and what it cites above them; all there is when nothing was typed.

        Args:
            query: what was typed.
            renderings: the same in other languages.
            lift: by which the scores of renderings are multiplied.
        """
        tree, citation = query.tree, query.citation
        if tree is None:
            nothing = Engine.empty_query() if query.text.strip() else Engine.all_query()
            return Compiled(nothing, nothing)
        matching, ranking = self.typed(tree)
        if renderings:
            rendered = self.renderings(renderings, tree)
            matching = self.any_of([matching, rendered.matching])
            # What has both says the same thing twice.
            ranking = Engine.disjunction_max_query([ranking, Engine.boost_query(rendered.ranking, lift)])
        if citation is None:
            return Compiled(matching, ranking, self.is_loose)
        if cited := self.cited(citation):
            return Compiled(
                self.any_of([matching, *(query for query, _ in cited)]),
                self.any_of([ranking, *(Engine.const_score_query(query, score) for query, score in cited)]),
                self.is_loose,
            )
        return Compiled(matching, ranking, self.is_loose)

    def typed(self, tree: Node) -> tuple[Engine, Engine]:
        """What has the typed words, without scores and with them; made once."""
        if tree not in self._typed:
            matching = self.matching(tree)
            is_one = self.is_one(tree)
            ranking = self.any_of([matching, *self.titles(tree)]) if is_one else self.preferring(matching, tree)
            self._typed[tree] = matching, ranking
        return self._typed[tree]

    def near(self, tree: Node, near: Sequence[Near], best: float) -> Compiled:
        """The documents that are near in meaning.

        Args:
            tree: what was typed; its filters, and what is not wanted, apply to the neighbours too.
            near: the neighbours, best first.
            best: the score of the best document that has the words; 0 when none has.
        """
        parts = tree.parts if isinstance(tree, And) else (tree,)
        unwanted = [self.matching(part.part) for part in parts if isinstance(part, Not)]
        wanted = [
            Engine.const_score_query(self.matching(part), 0.0) for part in parts if isinstance(part, Within | Years)
        ]

        def narrowed(query: Engine) -> Engine:
            query = self.all_of([query, *wanted]) if wanted else query
            return self.but_not(query, unwanted) if unwanted else query

        ids = Engine.term_set_query(self.schema, "id", [one.id for one in near])
        each = [
            Engine.const_score_query(Engine.term_query(self.schema, "id", one.id, "basic"), score)
            for one, score in zip(near, neighbours(near, best), strict=True)
        ]
        return Compiled(narrowed(ids), narrowed(self.any_of(each)))

    def beside(self, words: Compiled, near: Compiled) -> Compiled:
        """The query with the documents that are near in meaning beside those that have the words."""
        return Compiled(
            self.any_of([words.matching, near.matching]),
            Engine.disjunction_max_query([words.ranking, near.ranking], BOTH),
            words.is_loose,
        )

    def renderings(self, renderings: tuple[Rendering, ...], tree: Node) -> Compiled:
        """What the vocabularies give for a tree, in any language."""
        each = self.each(renderings, tree)
        return Compiled(self.any_of(one.matching for one in each), self.any_of(one.ranking for one in each))

    def each(self, renderings: tuple[Rendering, ...], tree: Node) -> list[Compiled]:
        """What the vocabularies give for a tree in each language; no document answers in two of them."""
        if renderings not in self._rendered:
            self._rendered[renderings] = [self.rendered(one, self.length(tree)) for one in renderings]
        return self._rendered[renderings]

    def lift(self, tree: Node, renderings: Sequence[Rendering], ratio: float) -> float:
        """By which the scores of renderings are multiplied, so that the words that were typed come first.

        Where one idea was typed, in several words that stand side by side in no text of the language, a text that has
        them scattered says no more of the idea than one that calls it otherwise, and nothing comes first.

        Args:
            tree: what was typed.
            renderings: the same through the vocabularies.
            ratio: of the best score of what has the typed words to the best of the renderings; 0 where none has them.
        """
        if not ratio:
            return 1.0
        if isinstance(tree, Words) and all(one.is_whole for one in renderings):
            exact = analysis.exact_words(" ".join(tree.words))
            spoken = self.term(Facet.LANGUAGE.value, self.language)
            rows = [self.all_of([row, spoken]) for row in self.rows(exact)]
            if (
                len(exact) > 1
                and self.rarest(exact) <= EVERYWHERE
                and not any(self.searcher.search(row, 1, count=False).hits for row in rows)
            ):
                return ratio
        return min(1.0, RENDERED_BEST * ratio)

    def rendered(self, rendering: Rendering, length: int) -> Compiled:
        """What a vocabulary gives in one language, in the texts of that language.

        A language that needs three words for what was typed in one does not score three times as high for it.
        """
        own = Compiler(self.schema, self.searcher, rendering.language, is_loose=False)
        tree = naming.enough(own, rendering.tree)
        spoken = own.term(Facet.LANGUAGE.value, rendering.language)
        matching = own.all_of([own.matching(naming.least(own, tree)), spoken])
        ranking = own.all_of([own.preferring(own.matching(tree), tree), Engine.const_score_query(spoken, 0.0)])
        share = RENDERED * min(1.0, max(length, 1) / max(own.length(tree), 1))
        return Compiled(matching, Engine.boost_query(ranking, share))

    def length(self, node: Node) -> int:
        """In how many parts a document is scored for a part of the tree."""
        match node:
            case Words():
                return len(self.units(node))
            case And(parts):
                return sum(map(self.length, parts))
            case Or(parts):
                return max(map(self.length, parts))
            case _:
                return 0

    def is_one(self, tree: Node) -> bool:
        """Whether one word is looked for: then a union says it all, and the engine can skip what cannot win."""
        return isinstance(tree, Words) and len(tree.words) == 1 and len(analysis.units(tree.words[0])) == 1

    def preferring(self, matching: Engine, tree: Node) -> Engine:
        titles = self.titles(tree)
        if not titles:
            return matching
        return Engine.boolean_query([(Occur.Must, matching), *((Occur.Should, title) for title in titles)])

    def cited(self, citation: Citation) -> list[tuple[Engine, float]]:
        """What the citation names: by the most exact key there is, else by its article and the words beside it."""
        for key in citation.keys:
            if self.frequency("citation", key):
                return [(self.term("citation", key), CITED)]
        alone = f"#{citation.locator}"
        if citation.locator and citation.rest and self.frequency("citation", alone):
            beside = self.matching(Words(citation.rest))
            return [(self.all_of([self.term("citation", alone), beside]), LOCATED)]
        return []

    # ------------------------------------------------------------ parts of the tree

    def matching(self, node: Node) -> Engine:  # noqa: PLR0911 -- one line for each kind of part
        """A part of the tree."""
        match node:
            case Words():
                return self.words(node)
            case Phrase(text, field):
                return self.phrase(text, "title_exact" if field == TITLE else "exact")
            case Prefix(text, field):
                return self.prefix(text, field)
            case Within(facet, values):
                return self.within(facet, values)
            case Years(first, last):
                return self.years(first, last)
            case Or(parts):
                return self.any_of([self.matching(part) for part in parts])
            case Not(part):
                return self.but_not(Engine.all_query(), [self.matching(part)])
            case And(parts):
                wanted = [self.matching(part) for part in parts if not isinstance(part, Not)]
                unwanted = [self.matching(part.part) for part in parts if isinstance(part, Not)]
                found = self.all_of(wanted) if wanted else Engine.all_query()
                return self.but_not(found, unwanted) if unwanted else found

    def words(self, node: Words) -> Engine:
        """Words side by side: all, or in a loose query most of them."""
        name = "title" if node.field == TITLE else "words"
        found = [self.unit(part, forms, name) for part, forms in self.units(node)]
        if not found:
            return Engine.empty_query()
        if self.is_loose and len(found) > 1:
            return Engine.boolean_query(
                [(Occur.Should, query) for query in found], minimum_number_should_match=most(len(found))
            )
        return self.all_of(found)

    def units(self, node: Words) -> list[tuple[str, tuple[str, ...]]]:
        """The parts of words that are looked for: the common ones only if there are no others."""
        words = node.words
        left_out = analysis.common(words, self.language) if len(words) > 1 else frozenset()
        telling = [word for word in words if word not in left_out] or words
        found = [unit for word in telling for unit in analysis.units(word, node.language)]
        return list(dict(found).items())

    def unit(self, part: str, forms: tuple[str, ...], name: str) -> Engine:
        if len(part) == 1 and IDEOGRAPHIC.match(part):
            # Runs of ideographs are held in pairs; a single one is found where they stand one by one.
            name = "title_exact" if name == "title" else "exact"
        # One form is not looked up: the engine does that.
        known = forms if len(forms) == 1 else [form for form in forms if self.frequency(name, form)] or [forms[0]]
        return self.any_of([self.term(name, form) for form in known])

    def phrase(self, text: str, name: str) -> Engine:
        words = analysis.exact_words(text)
        if not words:
            return Engine.empty_query()
        return Engine.phrase_query(self.schema, name, list(words)) if len(words) > 1 else self.term(name, words[0])

    def prefix(self, text: str, field: str) -> Engine:
        """Words that begin so, as they stand or without accents; a run of ideographs is looked for as it is."""
        exact, stemmed = ("title_exact", "title") if field == TITLE else ("exact", "words")
        if IDEOGRAPHIC.search(text):
            return self.phrase(text, exact)
        plain, folded = analysis.exact_words(text), analysis.folded_words(text)
        if not plain or len(plain[-1]) < SHORTEST_PREFIX:
            return self.words(Words((text,), field))
        begun = self.any_of(
            Engine.regex_query(self.schema, name, f"{escaped(start)}.*")
            for name, start in ((exact, plain[-1]), (stemmed, folded[-1]))
        )
        before = [self.term(exact, word) for word in plain[:-1]]
        return self.all_of([*before, begun])

    def within(self, facet: Facet, values: Iterable[str]) -> Engine:
        if facet is Facet.YEAR:
            years = [year for value in values if (year := year_of(value)) is not None]
            return self.any_of([self.years(year, year) for year in years]) if years else Engine.empty_query()
        return self.any_of([self.term(facet.value, value) for value in values])

    def years(self, first: int | None, last: int | None) -> Engine:
        if first is None and last is None:
            return Engine.all_query()
        if first == last and first is not None:
            return Engine.term_query(self.schema, "year", first, "basic")
        return Engine.range_query(self.schema, "year", FieldType.Integer, first, last)

    def titles(self, node: Node) -> list[Engine]:
        """What makes a document better, not an answer: its words in the title, its words as the title."""
        named = list(_named(node))
        # What stands in several names counts once for each of them, and is looked for once.
        units = Counter(unit for one in named if isinstance(one, Words) for unit in self.units(one))
        found = [
            Engine.boost_query(self.unit(part, forms, "title"), IN_TITLE * number)
            for (part, forms), number in units.items()
            if any(self.frequency("title", form) for form in forms)
        ]
        return found + [query for one in named for query in self.as_typed(one)]

    def as_typed(self, node: Words | Phrase) -> list[Engine]:
        """Words as the title, and in a row in a text."""
        if isinstance(node, Phrase):
            return [Engine.boost_query(self.phrase(node.text, "title_exact"), IN_TITLE)]
        if node.language and naming.is_run(node):
            return self.in_pairs(node)
        text = " ".join(node.words)
        exact, found = analysis.exact_words(text), []
        if len(exact) > 1 and 0 < self.rarest(exact, "title_exact") <= EVERYWHERE:
            found = [Engine.boost_query(self.phrase(text, "title_exact"), WHOLE_TITLE)]
        return found + self.rows(exact)

    def in_pairs(self, node: Words) -> list[Engine]:
        """The same for one run of ideographs of a vocabulary: what has all of its pairs, which overlap.

        It nearly always has the run, and to look for signs one by one that stand everywhere took ten times as long.
        """
        pairs = [forms[0] for _, forms in self.units(node)]
        return [
            Engine.boost_query(self.all_of([self.term(name, pair) for pair in pairs]), PAIRED * boost)
            for name, boost in (("title", WHOLE_TITLE), ("words", IN_A_ROW))
            if all(self.frequency(name, pair) for pair in pairs)
        ]

    def rows(self, exact: Sequence[str]) -> list[Engine]:
        """The words as they stand in a row in a text, and in runs when they are many."""
        number = max(1, ceil(len(exact) / LONGEST_ROW))
        size = max(1, ceil(len(exact) / number))
        runs = [list(exact[start : start + size]) for start in range(0, len(exact), size)]
        return [
            Engine.boost_query(Engine.phrase_query(self.schema, "exact", list(run)), IN_A_ROW)
            for run in runs
            if len(run) > 1 and 0 < self.rarest(run) <= EVERYWHERE
        ]

    def rarest(self, exact: Sequence[str], name: str = "exact") -> int:
        """In how many documents the rarest of some words stands."""
        return min(self.frequency(name, word) for word in exact)

    # ------------------------------------------------------------ what always applies

    def narrowed(self, query: Engine, filters: Mapping[Facet, tuple[str, ...]]) -> Engine:
        """Only what has one of the values of each facet, and of each group of marks; the score stays as it is."""
        chosen: list[tuple[Facet, tuple[str, ...]]] = [
            (facet, values) for facet, values in filters.items() if values and facet is not Facet.MARK
        ]
        chosen += [(Facet.MARK, values) for values in by_group(filters.get(Facet.MARK, ())).values()]
        if not chosen:
            return query
        kept = [Engine.const_score_query(self.within(facet, values), 0.0) for facet, values in chosen]
        return self.all_of([query, *kept])

    # ------------------------------------------------------------ small words

    def term(self, name: str, value: str) -> Engine:
        return Engine.term_query(self.schema, name, value, "freq")

    def frequency(self, name: str, value: str) -> int:
        return int(self.searcher.doc_freq(name, value))

    def all_of(self, queries: list[Engine]) -> Engine:
        return queries[0] if len(queries) == 1 else Engine.boolean_query([(Occur.Must, query) for query in queries])

    def any_of(self, queries: Iterable[Engine]) -> Engine:
        known = list(queries)
        if not known:
            return Engine.empty_query()
        return known[0] if len(known) == 1 else Engine.boolean_query([(Occur.Should, query) for query in known])

    def but_not(self, query: Engine, unwanted: list[Engine]) -> Engine:
        return Engine.boolean_query([(Occur.Must, query), *((Occur.MustNot, one) for one in unwanted)])


def _named(node: Node) -> Iterator[Words | Phrase]:
    """The words and phrases of a tree that a text may have anywhere."""
    match node:
        case Words(field=field) | Phrase(field=field) if field != TITLE:
            yield node
        case And(parts) | Or(parts):
            for part in parts:
                yield from _named(part)
