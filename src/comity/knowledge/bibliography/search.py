"""What of a work is found: its title with its authors, and our annotation."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from comity.engines.search.registry import CardProvider
from comity.engines.search.shapes import Document
from comity.knowledge.bibliography.grammar import names_of
from comity.knowledge.bibliography.models import Work


KINDS = (Work.kind,)
VERSION = "2"
# Who searches for a crime looks for the law first, and a short title of a book would stand above every article.
WEIGHT = 0.5
_cards = CardProvider(Work)
everything = _cards.everything


def documents(record_ids: Sequence[str]) -> Iterator[Document]:
    """The works among the records, found by their authors too; two queries more than for their cards."""
    works = {
        str(work.pk): work for work in Work.objects.filter(pk__in=[UUID(key) for key in record_ids]).order_by("pk")
    }
    for document in _cards.documents(record_ids):
        work = works[document.record]
        around = " · ".join(
            filter(None, (names_of(work.authors), work.container or work.publisher, str(work.year or "")))
        )
        yield replace(document, context=around, weight=WEIGHT)
