"""What of a published result is found: one document for each language in which anything is said in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from comity.engines.search.registry import CardProvider
from comity.engines.search.shapes import Document
from comity.knowledge.published_reviews.models import PublishedReview
from comity.knowledge.published_reviews.registry import KIND, MARKS


KINDS: Final = KIND
VERSION: Final = "1"
_cards = CardProvider(PublishedReview)
everything = _cards.everything

__all__ = ["KINDS", "MARKS", "VERSION", "documents", "everything"]


def documents(record_ids: Sequence[str]) -> Iterator[Document]:
    """Their summaries, observations and answers, each in the language in which it is written; two queries more."""
    rows = PublishedReview.objects.filter(pk__in=[UUID(key) for key in record_ids]).prefetch_related("observations")
    found = {str(one.pk): one for one in rows.order_by("pk")}
    for document in _cards.documents(record_ids):
        yield with_words(document, found[document.record])


def with_words(document: Document, one: PublishedReview) -> Document:
    """A document of the card with what else is said in its language, and the facets that follow from the whole."""
    told = [document.body, *words_in(one, document.language)]
    return replace(
        document,
        body="\n\n".join(filter(None, told)),
        context=" · ".join(filter(None, [one.cycle, one.symbol])),
        articles=tuple(one.articles()),
        marks=(f"review-cycle:{one.cycle}",) if one.cycle else (),
    )


def words_in(one: PublishedReview, language: str) -> Iterator[str]:
    """The paragraphs and answers that are written in a language."""
    rows: Any = one.observations.all()
    yield from (each.text for each in rows if each.language == language)
    for asked in one.answers:
        for answer in asked["answers"]:
            if isinstance(answer["value"], Mapping):
                yield str(answer["value"].get(language, "") or "")
