"""What a text must have to answer a question, told from the question alone, so that it can be kept beside it."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from comity.engines.search.enums import Facet
from comity.engines.search.grammar.folding import IDEOGRAPHIC
from comity.engines.search.grammar.tree import TITLE, And, Node, Or, Phrase, Within, Words
from comity.engines.search.index import analysis
from comity.engines.search.index.interface import Question
from comity.engines.search.index.measures import by_group
from comity.engines.search.index.schema import VERSION as FIELDS


# Changes whenever needs do: those of another version are worked out anew.
VERSION: Final = 10 * FIELDS + 3
# The fields of words, of which a long term tells most.
WORDED: Final = ("words", "title", "exact", "title_exact", "citation")
# Facets from the one that tells most to the one that tells least.
TELLING: Final = (
    Facet.ARTICLE, Facet.MARK, Facet.CRIME_TYPE, Facet.PLACE, Facet.STATUS, Facet.REGION, Facet.KIND, Facet.LANGUAGE,
)  # fmt: skip
# Combinations of alternatives that are told apart; of more, only one part is looked at.
MOST: Final = 16
# One of these terms is needed, each written as ``field:term``.
Group = list[str]
# One of these alternatives is enough; of each, every group is needed.
Alternatives = list[list[Group]]


class Needs(NamedTuple):
    """What a text must have.

    Attributes:
        alternatives: see ``Alternatives``; none at all when nothing can answer.
        is_exact: whether that is also enough, so that nothing more need be asked.
    """

    alternatives: Alternatives
    is_exact: bool

    def packed(self) -> dict[str, Any]:
        """The alternatives as they are kept, each group once: many have the same.

        Returns:
            ``groups``, from the one that tells most to the one that tells least, and ``any``: of each alternative, the
            numbers of its groups in that order.
        """
        known = {tuple(dict.fromkeys(group)) for groups in self.alternatives for group in groups}
        groups = sorted(known, key=lambda group: (_commonness(group), group))
        number = {group: place for place, group in enumerate(groups)}
        of_each = {tuple(sorted({number[tuple(dict.fromkeys(group))] for group in one})) for one in self.alternatives}
        return {"groups": groups, "any": sorted(of_each)}


def needs(question: Question) -> Needs:
    """What a text must have to answer a question as its audience may see it; neighbours in meaning are left aside."""
    query = question.query
    if query.tree is None and query.text.strip():
        return Needs([], is_exact=True)
    parts = [Needs([[]], is_exact=True)] if query.tree is None else [_of(query.tree, question.language)]
    for one in question.renderings:
        told = _of(one.tree, one.language)
        spoken = [f"{Facet.LANGUAGE.value}:{one.language}"]
        parts.append(Needs([[*groups, spoken] for groups in told.alternatives], told.is_exact))
    if query.citation is not None:
        parts.append(Needs([[[f"citation:{query.citation.keys[0]}"]]], is_exact=True))
    chosen = list(_chosen(question))
    alternatives = [[*groups, *chosen] for part in parts for groups in part.alternatives]
    return Needs(alternatives, all(part.is_exact for part in parts) and not question.filters.get(Facet.YEAR))


def _chosen(question: Question) -> Iterator[Group]:
    for facet in TELLING:
        values = question.filters.get(facet, ())
        for several in by_group(values).values() if facet is Facet.MARK else filter(None, [values]):
            yield [f"{facet.value}:{value}" for value in several]


def _commonness(group: Sequence[str]) -> tuple[int, int]:
    """How common what a group asks for is likely to be: words before facets, long words before short ones."""
    field, _colon, term = max(group, key=len).partition(":")
    if field in WORDED:
        return 0, -len(term)
    return 1 + [facet.value for facet in TELLING].index(field), len(group)


def _of(node: Node, language: str) -> Needs:
    match node:
        case Words(field=field):
            return _of_words(node, "title" if field == TITLE else "words", language)
        case Phrase(text, field):
            name = "title_exact" if field == TITLE else "exact"
            exact = analysis.exact_words(text)
            groups = [[f"{name}:{word}"] for word in dict.fromkeys(exact)]
            return Needs([groups] if groups else [], is_exact=len(exact) < 2)  # noqa: PLR2004 -- a phrase has two
        case Within(facet, values) if facet is not Facet.YEAR:
            return Needs([[[f"{facet.value}:{value}" for value in values]]], is_exact=True)
        case And(parts):
            return _all([_of(part, language) for part in parts])
        case Or(parts):
            each = [_of(part, language) for part in parts]
            return Needs([one for part in each for one in part.alternatives], all(part.is_exact for part in each))
        case _:
            # Beginnings of words, years, and what is not wanted.
            return Needs([[]], is_exact=False)


def _all(parts: list[Needs]) -> Needs:
    found, is_exact = Needs([[]], is_exact=True), all(part.is_exact for part in parts)
    for part in parts:
        both = [[*one, *other] for one in found.alternatives for other in part.alternatives]
        is_exact = is_exact and len(both) <= MOST
        found = Needs(both, is_exact) if len(both) <= MOST else found
    return Needs(found.alternatives, is_exact)


def _of_words(node: Words, name: str, language: str) -> Needs:
    """Every part of words that must all be there, in any form, as ``Compiler.words`` looks for them."""
    words = node.words
    left_out = analysis.common(words, language) if len(words) > 1 else frozenset()
    telling = [word for word in words if word not in left_out] or words
    units = dict(unit for word in telling for unit in analysis.units(word, node.language))
    exact = "title_exact" if name == "title" else "exact"
    # A single ideograph is looked for where they stand one by one.
    groups = [
        [f"{exact if len(part) == 1 and IDEOGRAPHIC.match(part) else name}:{form}" for form in forms]
        for part, forms in units.items()
    ]
    return Needs([groups] if groups else [], is_exact=True)
