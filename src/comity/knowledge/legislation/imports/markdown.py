"""Markdown with a header in YAML, as consolidated by several publishers."""

import re
from typing import Final

from comity.kernel.errors import Unreadable
from comity.knowledge.legislation.enums import PartKind, Split
from comity.knowledge.legislation.imports import dates
from comity.knowledge.legislation.imports.publishers import DIALECTS, READERS
from comity.knowledge.legislation.imports.segmenting import Dialect, Marks, account, parts_of
from comity.knowledge.legislation.imports.sources import SourceFile, front_matter
from comity.knowledge.legislation.shapes import ParsedLaw, ParsedPart, ParsedVersion


TITLE: Final = re.compile(r"\s*#[ \t][^\n]*(?:\n|$)")
LETTER_SPACED: Final = 0.30  # share of one-letter words above which a text was torn apart on its way out of a PDF
LONE_LETTERS: Final = re.compile(r"(?<![^\W\d_\u2e80-\uffff])[^\W\d_\u2e80-\uffff](?![^\W\d_])")
WORD: Final = re.compile(r"[^\W\d_]+")
BROKEN_WORDS: Final = re.compile(r"[a-zäöü]{3,}- (?!und |oder |bzw|sowie |et |ou |and |or |y |e )[a-zäöü]{2,}")
TORN: Final = 0.001  # broken words a word
FRAYED: Final = 0.0002
LONG: Final = 4000  # characters
LOOSE: Final = 0.4  # share of the text outside articles
UNDIVIDED: Final = Dialect("", Marks.HEADINGS)


def read(source: SourceFile, publisher: str) -> ParsedLaw:
    """One law with one version.

    Raises:
        Unreadable: the file is not UTF-8, its header is broken, or it has no text.
    """
    text = source.text()
    fields, start = front_matter(text, source.name)
    if not fields:
        raise Unreadable("The file has no header between two lines ---. Is it a law?", where=f"{source.name}, line 1")
    law = READERS[publisher](fields, source.name)
    heading = TITLE.match(text, start)
    body_start = heading.end() if heading else start
    if not text[body_start:].strip():
        body_start = start
    dialect = DIALECTS[publisher]
    parts, split = parts_of(text, dialect, start=body_start)
    if publisher == "fr" and split is Split.WHOLE:
        parts, split = parts_of(text, DIALECTS["fr-plain"], start=body_start)
    split, note = doubts(parts, split, dialect)
    if split is Split.WHOLE and len(parts) > 1:
        parts, _ = parts_of(text, UNDIVIDED, start=body_start)
    changed = dates.stated(fields.get("last_updated"))
    on = max((day for day in (changed, law.published_on, law.adopted_on) if day), default=None)
    version = ParsedVersion(on, law.language, parts, split, source_url=law.source_url, file=source.name, note=note)
    version.accounting = account(source.name, text, body_start, parts)
    law.versions = [version]
    return law


def doubts(parts: list[ParsedPart], split: Split, dialect: Dialect) -> tuple[Split, str]:
    """What the text itself says against the division, and why.

    A text that was torn out of a PDF has words in single letters, or hyphens in the middle of lines.
    """
    text = "\n".join(part.body for part in parts)
    if dialect.may_be_torn:
        count = max(1, len(WORD.findall(text)))
        if len(LONE_LETTERS.findall(text)) > LETTER_SPACED * count:
            return Split.WHOLE, "letters of words stand apart in the source"
        broken = len(BROKEN_WORDS.findall(text)) / count
        if broken > TORN:
            return Split.WHOLE, "lines of the source run into each other"
        if broken > FRAYED and split is not Split.WHOLE:
            return Split.PARTLY, "words are broken in the source, as in text taken from a PDF"
    if split is Split.WHOLE:
        return split, ""
    first = next((i for i, part in enumerate(parts) if part.kind is PartKind.PROVISION), 0)
    loose = sum(len(part.body) for part in parts[first:] if part.kind is not PartKind.PROVISION)
    if loose > max(LONG, LOOSE * len(text)):
        return Split.PARTLY, "a large part of the source stands outside its articles"
    return split, "" if split is Split.ARTICLES else "numbers of articles are missing in the source"
