"""Make links of the citations in the texts that a page shows."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final, NamedTuple

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from comity.engines.citations import queries
from comity.engines.citations.actions.finding import digest
from comity.engines.records.models import Record
from comity.engines.records.views import reader
from comity.ui.templatetags.addresses import in_language


LINK: Final = '<a class="cites" href="{}">{}</a>'


class Span(NamedTuple):
    """A stretch of a text, and where it leads."""

    start: int
    end: int
    digest: int
    link: str


class Shown:
    """The citations in some parts of a record, ready to be put into their texts."""

    def __init__(self, spans: dict[tuple[str, str], list[Span]]) -> None:
        self._spans = spans

    def of(self, body: str, unit: str, language: str) -> list[Span]:
        """Those in a text; none when it is not the text in which they were found."""
        spans = self._spans.get((unit, language))
        if not spans:
            return []
        told = digest(body)
        return [span for span in spans if span.digest == told]

    def marked(self, body: str, unit: str, language: str) -> SafeString:
        """A text in which the citations are links."""
        return marked(body, 0, len(body), self.of(body, unit, language))

    def paragraphs(self, body: str, unit: str, language: str, *, between: str = "\n\n") -> list[SafeString]:
        """The paragraphs of a text, without empty ones, in which the citations are links."""
        spans = self.of(body, unit, language)
        return [marked(body, start, end, spans) for start, end in pieces(body, between) if body[start:end].strip()]


def shown(request: HttpRequest, record: Record, units: Iterable[str] | None = None) -> Shown:
    """The citations in some parts of a record that lead to what this reader may read.

    One query for them, and one for each kind of record to which they lead.
    """
    rows = queries.made(record, reader(request), units)
    addresses = queries.addresses_of((row.target_kind, row.target, row.locator) for row in rows)
    # Prefixed with the language once for each address, not for each link.
    links = {key: escape(in_language(address)) for key, address in addresses.items()}
    spans: dict[tuple[str, str], list[Span]] = {}
    for row in rows:
        link = links.get((row.target, row.locator))
        if link is not None:
            spans.setdefault((row.unit, row.language), []).append(Span(row.start, row.end, row.digest, link))
    return Shown(spans)


def pieces(body: str, between: str) -> Iterator[tuple[int, int]]:
    """Where the paragraphs of a text begin and end."""
    start = 0
    for piece in body.split(between):
        yield start, start + len(piece)
        start += len(piece) + len(between)


def marked(body: str, start: int, end: int, spans: Iterable[Span]) -> SafeString:
    """A stretch of a text as HTML, with a link wherever something is cited in it."""
    told: list[str] = []
    at = start
    for span in spans:
        first, last = max(span.start, at), min(span.end, end)
        if first >= last or span.start >= end:
            continue
        told.extend((escape(body[at:first]), LINK.format(span.link, escape(body[first:last]))))
        at = last
    told.append(escape(body[at:end]))
    return mark_safe("".join(told))  # noqa: S308 -- every text is escaped above
