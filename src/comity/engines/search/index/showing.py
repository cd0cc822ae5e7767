"""Turn what the engine found into hits."""

from collections.abc import Iterable
from typing import Any

from tantivy import DocAddress, Query, Schema

from comity.engines.search.enums import Reason, Taken
from comity.engines.search.grammar.tree import Piece
from comity.engines.search.index import analysis, snippets
from comity.engines.search.index.audiences import visible
from comity.engines.search.index.interface import Hit, Question
from comity.engines.search.index.measures import most
from comity.engines.search.index.schema import unstored
from comity.engines.search.index.states import Readable


class Showing:
    """Shows the hits of one question."""

    def __init__(self, question: Question, keys: tuple[str, ...], *, is_loose: bool = False) -> None:
        self.length = question.snippet
        self.wanted = snippets.wanted(question.query.tree, question.language)
        self.rendered = {one.language: snippets.wanted(one.tree, one.language) for one in question.renderings}
        self.near = frozenset(one.id for one in question.near)
        self.is_loose = is_loose
        # Only the most exact key that is there counts as what was meant.
        self.key = keys[0] if keys else ""

    def hit(self, searcher: Readable, address: DocAddress, score: Any) -> Hit:
        """One hit, with its heading, its snippet and its reasons."""
        head, body = unstored(searcher.doc(address).get_first("stored"))
        title = head["title"]
        found, reasons = self.why(head, body)
        words = [
            word
            for text, one in zip((title, body, head["context"]), found, strict=True)
            for word in snippets.matched(text, one)
        ]
        return Hit(
            id=head["id"],
            record=head["record"],
            kind=head["kind"],
            address=head["address"],
            language=head["language"],
            title=title,
            context=head["context"],
            place=head["places"][0] if head["places"] else "",
            places=tuple(head["places"]),
            status=head["status"],
            wording=head["wording"],
            on=head["on"],
            score=float(score) if isinstance(score, (int, float)) else 0.0,
            heading=snippets.cut(title, found[0].spans),
            snippet=snippets.snippet(body, found[1], self.length),
            why=reasons,
            matched=tuple({word.lower(): word for word in reversed(words)}.values())[::-1],
        )

    def why(self, head: dict[str, Any], body: str) -> tuple[list[snippets.Found], tuple[Reason, ...]]:
        """Where title, text and surroundings have what was wanted, and for which reasons the document is here."""
        language = head["language"]
        is_near = head["id"] in self.near
        is_read = self.length or is_near or language in self.rendered
        texts = (head["title"], body if is_read else "", head["context"])
        reasons = [Reason.CITATION] if self.key and self.key in head["citations"] else []
        wanted = self.wanted
        found = [snippets.find(text, language, wanted) for text in texts]
        if language in self.rendered and not has_all(found, wanted):
            others = [snippets.find(text, language, self.rendered[language]) for text in texts]
            if any(one.spans for one in others):
                found, wanted = others, self.rendered[language]
                reasons.append(Reason.VOCABULARY)
        if is_near and not reasons and not has_all(found, wanted, is_loose=self.is_loose):
            reasons.append(Reason.MEANING)
        if any(one.has_phrase(wanted) for one in found):
            reasons.append(Reason.PHRASE)
        for one, reason in zip(found, (Reason.TITLE, Reason.TEXT, Reason.CONTEXT), strict=True):
            if one.spans:
                reasons.append(reason)
        if not reasons:
            reasons.append(Reason.TEXT if wanted != snippets.NOTHING else Reason.FILTER)
        return found, tuple(reasons)


def has_all(found: list[snippets.Found], wanted: snippets.Wanted, *, is_loose: bool = False) -> bool:
    """Whether every part of what is wanted was found somewhere, or where that is enough most of them."""
    number = len(wanted.words) + len(wanted.phrases) + len(wanted.prefixes)
    return len({part for one in found for part in one.parts}) >= (most(number) if is_loose else number)


def left_out(question: Question) -> tuple[Piece, ...]:
    """The words of a query that are too common to tell texts apart, unless all of them are."""
    words = tuple(piece.text for piece in question.query.pieces if piece.taken is Taken.WORD)
    common = analysis.common(words, question.language) if len(words) > 1 else frozenset()
    if len(common) == len(set(words)):
        return ()
    return tuple(Piece(Taken.COMMON, word) for word in dict.fromkeys(words) if word in common)


def goto(schema: Schema, state: Readable, keys: Iterable[str], audience: frozenset[str]) -> str:
    """The one address under the most exact key that the audience may see; several languages share an address.

    Args:
        schema: of the index.
        state: of the index.
        keys: of what is cited, the most exact first.
        audience: who reads.
    """
    for key in keys:
        query = visible(schema, state, Query.term_query(schema, "citation", key, "basic"), audience)
        hits = state.search(query, 200, count=False).hits
        addresses = {unstored(state.doc(address).get_first("stored"))[0]["address"] for _, address in hits}
        if addresses:
            return addresses.pop() if len(addresses) == 1 else ""
    return ""
