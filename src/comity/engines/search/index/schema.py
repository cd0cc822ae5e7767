"""The fields of the index, and a document as they hold it."""

import json
from collections.abc import Iterator
from datetime import date
from math import log2
from typing import Any, Final

from tantivy import Document as Entry
from tantivy import Schema, SchemaBuilder

from comity.engines.search.enums import Facet
from comity.engines.search.grammar.folding import folded
from comity.engines.search.index import analysis
from comity.engines.search.shapes import Document


# Changes whenever the fields or the analysis do: an index of another version is built anew.
VERSION: Final = 1

# The document that is no document: it holds the position in the audit trail, and nobody is its audience.
POSITION: Final = "@position"
NOBODY: Final = "@nobody"

CRIME_TYPES: Final = "crime-types:"
FACETS: Final = tuple(facet for facet in Facet if facet is not Facet.YEAR)
IDENTIFIERS: Final = ("id", "record", "citation", "term", "audience")
UNDATED_FIRST: Final = 0
UNDATED_LAST: Final = 2**31
TITLE_SORTED: Final = 80
LIGHTEST: Final = 0.25
HEAVIEST: Final = 4.0


def schema() -> Schema:
    """The fields.

    ``words`` has every word of title, surroundings and body, in the inflection-free form of its language; all
    languages share it, so that lengths and frequencies are compared over the whole index. ``exact`` has the same
    words as they stand, with their order.
    """
    builder = SchemaBuilder()
    for name in IDENTIFIERS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("words", index_option="freq")
    builder.add_text_field("title", index_option="freq")
    builder.add_text_field("title_folded", index_option="freq")
    builder.add_text_field("title_exact", index_option="position")
    builder.add_text_field("exact", index_option="position")
    builder.add_text_field("title_sort", tokenizer_name="raw", index_option="basic", fast=True)
    for facet in FACETS:
        builder.add_text_field(facet.value, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_integer_field("year", indexed=True, fast=True)
    builder.add_integer_field("newest", fast=True)
    builder.add_integer_field("oldest", fast=True)
    builder.add_float_field("weight", fast=True)
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


def entry(document: Document) -> Entry:
    """A document as the index takes it."""
    made = Entry()
    made.add_text("id", document.id)
    made.add_text("record", document.record)
    made.add_text("audience", document.audience)
    for key in document.citations:
        made.add_text("citation", key)
    title = analysis.word_terms(document.title, document.language)
    title_exact = analysis.exact_terms(document.title)
    if document.title:
        made.add_pre_tokenized_text("words", title)
        made.add_pre_tokenized_text("exact", title_exact)
    for text in (document.context, document.body):
        if text:
            # Each is a value of its own, so that no phrase is found across their borders.
            made.add_pre_tokenized_text("words", analysis.word_terms(text, document.language))
            made.add_pre_tokenized_text("exact", analysis.exact_terms(text))
    made.add_pre_tokenized_text("title", title)
    made.add_pre_tokenized_text("title_folded", analysis.folded_terms(document.title))
    made.add_pre_tokenized_text("title_exact", title_exact)
    made.add_text("title_sort", sorted_by(document.title))
    for name, value in _values(document):
        made.add_text(name, value)
    if document.on is not None:
        made.add_integer("year", document.on.year)
    made.add_integer("newest", document.on.toordinal() if document.on else UNDATED_FIRST)
    made.add_integer("oldest", document.on.toordinal() if document.on else UNDATED_LAST)
    made.add_float("weight", weight(document.weight))
    made.add_bytes("stored", stored(document))
    return made


def position_entry(position: int) -> Entry:
    """The document that holds the position."""
    made = Entry()
    made.add_text("id", POSITION)
    made.add_text("audience", NOBODY)
    made.add_bytes("stored", json.dumps({"position": position}).encode())
    return made


def _values(document: Document) -> Iterator[tuple[str, str]]:
    """What the document is counted and narrowed by."""
    yield from ((Facet.PLACE.value, code) for code in dict.fromkeys(document.places))
    yield from ((Facet.REGION.value, code) for code in dict.fromkeys(document.regions))
    yield from ((Facet.ARTICLE.value, term) for term in dict.fromkeys(document.articles))
    yield Facet.KIND.value, document.kind
    yield Facet.LANGUAGE.value, document.language
    if document.status:
        yield Facet.STATUS.value, document.status
    for term in dict.fromkeys(document.terms):
        yield "term", term
        if term.startswith(CRIME_TYPES):
            yield Facet.CRIME_TYPE.value, term.removeprefix(CRIME_TYPES)


def sorted_by(title: str) -> str:
    """A title as titles are put in order."""
    return " ".join(folded(title).split()).strip("«»\"“”'‘’([ ")[:TITLE_SORTED]


def weight(given: float) -> float:
    """The value for which the engine's formula, log2(2 + value), is four times the weight given.

    The formula cannot make a score smaller, so the lightest document keeps its score and all others gain.
    """
    bounded = min(max(given, LIGHTEST), HEAVIEST)
    value: float = 2 ** (bounded / LIGHTEST) - 2
    assert abs(log2(2 + value) - bounded / LIGHTEST) < 1e-6  # noqa: PLR2004 -- rounding
    return value


def stored(document: Document) -> bytes:
    """What a hit shows, in one piece: a line of JSON, then the body."""
    head = {
        "id": document.id,
        "record": document.record,
        "kind": document.kind,
        "address": document.address,
        "language": document.language,
        "title": document.title,
        "context": document.context,
        "places": document.places,
        "status": document.status,
        "wording": document.wording,
        "on": document.on.isoformat() if document.on else "",
        "citations": document.citations,
    }
    return (
        json.dumps(head, ensure_ascii=False).encode("utf-8", "replace")
        + b"\n"
        + document.body.encode("utf-8", "replace")
    )


def unstored(data: Any) -> tuple[dict[str, Any], str]:
    """The card and the body of ``stored``."""
    head, _, body = data.partition(b"\n")
    return json.loads(head), body.decode()


def year_of(text: str) -> int | None:
    """A year typed as text; None when it is none."""
    return int(text) if text.isdecimal() and date.min.year <= int(text[:5]) <= date.max.year else None
