"""Works as references: one, or as many as a reader has chosen."""

from collections.abc import Iterator
from typing import Final

from django.db.models import QuerySet

from comity.engines.records.exports.citing import Reference, reference_of
from comity.engines.records.models import Record


CHUNK: Final = 500
# What of our own travels with a reference, so that a file read in again says the same.
OURS: Final = ("crime-types", "method", "places")


def references(records: QuerySet[Record], *, root: str, language: str) -> Iterator[Reference]:
    """Works as CSL-JSON with our annotation and subjects, some at a time."""
    loaded = records.select_related("work").prefetch_related("texts", "sources", "topics")
    for record in loaded.iterator(chunk_size=CHUNK):
        reference = reference_of(record, root=root, language=language)
        own = next((text.summary for text in record.texts.all() if text.language == reference["language"]), "")
        topics = sorted(str(topic) for topic in record.topics.all() if topic.scheme in OURS)
        yield reference | ({"annote": own} if own else {}) | ({"keyword": "; ".join(topics)} if topics else {})
