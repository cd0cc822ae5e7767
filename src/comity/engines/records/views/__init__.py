"""The pages that every kind of record has: its list, its page, and how it is cited."""

from comity.engines.records.views.listing import RecordList
from comity.engines.records.views.page import RecordPage
from comity.engines.records.views.reading import Gone, line, readable, readable_by_key, reader, reading_language


__all__ = ["Gone", "RecordList", "RecordPage", "line", "readable", "readable_by_key", "reader", "reading_language"]
