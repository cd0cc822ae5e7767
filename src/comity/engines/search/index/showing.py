"""Turn what the engine found into hits."""

from typing import Any, Final

from tantivy import DocAddress, Searcher

from comity.engines.search.enums import Reason
from comity.engines.search.index import snippets
from comity.engines.search.index.interface import Hit, Question
from comity.engines.search.index.schema import unstored


NOTHING: Final = snippets.Wanted()


class Showing:
    """Shows the hits of one question."""

    def __init__(self, question: Question, keys: tuple[str, ...]) -> None:
        self.length = question.snippet
        self.wanted = snippets.wanted(question.query.tree, question.language)
        # Only the most exact key that is there counts as what was meant.
        self.key = keys[0] if keys else ""

    def hit(self, searcher: Searcher, address: DocAddress, score: Any) -> Hit:
        """One hit, with its heading, its snippet and its reasons."""
        head, body = unstored(searcher.doc(address).get_first("stored"))
        language, title, context = head["language"], head["title"], head["context"]
        in_title = snippets.find(title, language, self.wanted)
        in_body = snippets.find(body, language, self.wanted) if self.length else snippets.Found()
        in_context = snippets.find(context, language, self.wanted)
        reasons = []
        if self.key and self.key in head["citations"]:
            reasons.append(Reason.CITATION)
        if any(found.has_phrase(self.wanted) for found in (in_title, in_body, in_context)):
            reasons.append(Reason.PHRASE)
        for found, reason in ((in_title, Reason.TITLE), (in_body, Reason.TEXT), (in_context, Reason.CONTEXT)):
            if found.spans:
                reasons.append(reason)
        if not reasons:
            reasons.append(Reason.TEXT if self.wanted != NOTHING else Reason.FILTER)
        words = (
            snippets.matched(title, in_title) + snippets.matched(body, in_body) + snippets.matched(context, in_context)
        )
        return Hit(
            id=head["id"],
            record=head["record"],
            kind=head["kind"],
            address=head["address"],
            language=language,
            title=title,
            context=context,
            place=head["places"][0] if head["places"] else "",
            places=tuple(head["places"]),
            status=head["status"],
            wording=head["wording"],
            on=head["on"],
            score=float(score) if isinstance(score, (int, float)) else 0.0,
            heading=snippets.cut(title, in_title.spans),
            snippet=snippets.snippet(body, in_body, self.length),
            why=tuple(reasons),
            matched=tuple({word.lower(): word for word in reversed(words)}.values())[::-1],
        )
