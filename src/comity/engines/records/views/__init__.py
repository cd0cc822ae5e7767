"""The pages that records of any kind have: list, page, how they are cited, what became of one, import by file."""

from comity.engines.records.queries import Gone
from comity.engines.records.views.linking import linked, linked_here
from comity.engines.records.views.listing import RecordList
from comity.engines.records.views.page import RecordPage
from comity.engines.records.views.reading import (
    line,
    note_unpublished,
    readable,
    readable_by_key,
    reader,
    reading_language,
    withdrawn_page,
)


__all__ = [
    "Gone",
    "RecordList",
    "RecordPage",
    "line",
    "linked",
    "linked_here",
    "note_unpublished",
    "readable",
    "readable_by_key",
    "reader",
    "reading_language",
    "withdrawn_page",
]
