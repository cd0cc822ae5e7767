"""The fields of the index, and a document as they hold it."""

import json
from collections.abc import Iterator
from datetime import date
from math import log2
from pathlib import Path
from typing import Any, Final, NamedTuple

from tantivy import Document as Entry
from tantivy import Index, Schema, SchemaBuilder

from comity.engines.search.enums import Facet
from comity.engines.search.grammar.folding import folded
from comity.engines.search.index import analysis
from comity.engines.search.shapes import Document


# Changes whenever the fields or the analysis do: an index of another version is built anew.
VERSION: Final = 4

# The document that is no document: it holds the position in the audit trail, and nobody is its audience.
POSITION: Final = "@position"
NOBODY: Final = "@nobody"

CRIME_TYPES: Final = "crime-types:"
FACETS: Final = tuple(facet for facet in Facet if facet is not Facet.YEAR)
IDENTIFIERS: Final = ("id", "record", "citation", "term", "audience")
# How the engine cuts what is handed to it: terms that are made already, and words that are only to be kept apart.
TERMS: Final = "terms"
WORDS: Final = "words"
UNDATED_FIRST: Final = 0
UNDATED_LAST: Final = 2**31
TITLE_SORTED: Final = 80
# Of a longer text, a whole law or judgment in one piece, so much is kept to show where the words stand in it.
SHOWN: Final = 60_000  # characters
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
    builder.add_text_field("words", tokenizer_name=TERMS, index_option="freq")
    builder.add_text_field("title", tokenizer_name=TERMS, index_option="freq")
    builder.add_text_field("title_folded", tokenizer_name=WORDS, index_option="freq")
    builder.add_text_field("title_exact", tokenizer_name=WORDS, index_option="position")
    builder.add_text_field("exact", tokenizer_name=WORDS, index_option="position")
    builder.add_text_field("title_sort", tokenizer_name="raw", index_option="basic", fast=True)
    for facet in FACETS:
        builder.add_text_field(facet.value, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_integer_field("year", indexed=True, fast=True)
    builder.add_integer_field("newest", fast=True)
    builder.add_integer_field("oldest", fast=True)
    builder.add_integer_field("cited", fast=True)
    builder.add_float_field("weight", fast=True)
    builder.add_bytes_field("stored", stored=True)
    return builder.build()


def opened(folder: Path) -> Index:
    """The engine's files in a folder, with our ways of cutting texts."""
    return _taught(Index(schema(), str(folder)))


def in_memory(fields: Schema) -> Index:
    """An index that lives as long as this process needs it."""
    return _taught(Index(fields))


def _taught(index: Index) -> Index:
    index.register_tokenizer(TERMS, analysis.between_spaces())
    index.register_tokenizer(WORDS, analysis.as_it_stands())
    return index


class Prepared(NamedTuple):
    """A document with its terms, as plain data: it is made in any process, and written in one.

    Attributes:
        record: the key of its record.
        texts: pairs of a field and a text of it.
        year: of the day by which it is sorted; None when it has none.
        newest: that day as a number, before all others when it has none.
        oldest: the same, after all others when it has none.
        cited: by how many other texts it is cited.
        weight: as the engine's formula wants it.
        stored: what a hit shows.
    """

    record: str
    texts: tuple[tuple[str, str], ...]
    year: int | None
    newest: int
    oldest: int
    cited: int
    weight: float
    stored: bytes


def prepared(document: Document) -> Prepared:
    """The terms of a document: all of the work that needs no index."""
    return Prepared(
        record=document.record,
        texts=tuple(_texts(document)),
        year=document.on.year if document.on else None,
        newest=document.on.toordinal() if document.on else UNDATED_FIRST,
        oldest=document.on.toordinal() if document.on else UNDATED_LAST,
        cited=document.cited,
        weight=weight(document.weight),
        stored=stored(document),
    )


def entry(document: Document | Prepared) -> Entry:
    """A document as the index takes it."""
    if isinstance(document, Document):
        document = prepared(document)
    made = Entry()
    add = made.add_text
    for name, text in document.texts:
        add(name, text)
    if document.year is not None:
        made.add_integer("year", document.year)
    made.add_integer("newest", document.newest)
    made.add_integer("oldest", document.oldest)
    made.add_integer("cited", document.cited)
    made.add_float("weight", document.weight)
    made.add_bytes("stored", document.stored)
    return made


def position_entry(position: int) -> Entry:
    """The document that holds the position."""
    made = Entry()
    made.add_text("id", POSITION)
    made.add_text("audience", NOBODY)
    made.add_bytes("stored", json.dumps({"position": position}).encode())
    return made


def _texts(document: Document) -> Iterator[tuple[str, str]]:
    """What the document is found by, and what it is counted and narrowed by."""
    yield "id", document.id
    yield "record", document.record
    yield "audience", document.audience
    for key in document.citations:
        yield "citation", key
    title = analysis.terms(document.title, document.language)
    for text in (document.title, document.context, document.body, document.about):
        if text:
            # Each is a value of its own, so that no phrase is found across their borders.
            made = title if text is document.title else analysis.terms(text, document.language)
            yield "words", made.words
            yield "exact", made.exact
    yield "title", title.words
    yield "title_folded", analysis.folded_text(document.title)
    yield "title_exact", title.exact
    yield "title_sort", sorted_by(document.title)
    yield from ((Facet.PLACE.value, code) for code in dict.fromkeys(document.places))
    yield from ((Facet.REGION.value, code) for code in dict.fromkeys(document.regions))
    yield from ((Facet.MARK.value, mark) for mark in dict.fromkeys(document.marks))
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
    """What a hit shows, in one piece: a line of JSON, then the body or its first part."""
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
        "on": document.dated or (document.on.isoformat() if document.on else ""),
        "citations": document.citations,
    }
    return (
        json.dumps(head, ensure_ascii=False).encode("utf-8", "replace")
        + b"\n"
        + document.body[:SHOWN].encode("utf-8", "replace")
    )


def unstored(data: Any) -> tuple[dict[str, Any], str]:
    """The card and the body of ``stored``."""
    head, _, body = data.partition(b"\n")
    return json.loads(head), body.decode()[:SHOWN]


def year_of(text: str) -> int | None:
    """A year typed as text; None when it is none."""
    return int(text) if text.isdecimal() and date.min.year <= int(text[:5]) <= date.max.year else None
