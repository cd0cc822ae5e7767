"""Works as references: one, or as many as a reader has chosen."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from django.db.models import QuerySet

from comity.engines.records.exports.citing import Reference, reference_of
from comity.engines.records.models import Record


CHUNK: Final = 500
# How many authors a line names before it says that there are others.
MOST: Final = 3
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


def names_of(names: Sequence[Mapping[str, str]]) -> str:
    """Names in one line: “von Lampe, Klaus; UNODC”; of many, the first and “et al.”."""
    written = [name.get("literal") or ", ".join(filter(None, (name.get("family"), name.get("given")))) for name in names]
    return "; ".join(written[:MOST]) + (" et al." if len(written) > MOST else "")
