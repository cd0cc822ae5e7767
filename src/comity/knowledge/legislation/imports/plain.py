"""Laws that an operator hands in: Markdown, HTML, or JSON as the platform itself writes it."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, Final

import nh3
from lxml import etree, html

from comity.kernel.errors import Unreadable
from comity.knowledge.legislation.enums import Kind, PartKind, Split, Status
from comity.knowledge.legislation.imports import dates, tokens
from comity.knowledge.legislation.imports.segmenting import Dialect, Marks, Rest, account, parts_of
from comity.knowledge.legislation.imports.sources import SourceFile, front_matter
from comity.knowledge.legislation.shapes import Accounting, ParsedLaw, ParsedPart, ParsedVersion


REQUIRED: Final = ("identifier", "title", "place", "language")
DATES: Final = ("adopted_on", "published_on", "in_force_on", "repealed_on", "retrieved_on")
WORDS: Final = ("short_title", "summary", "source_url", "publisher", "licence", "licence_url")
TAGS: Final = {
    "p",
    "div",
    "br",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "table",
    "tr",
    "td",
    "th",
    "pre",
    "blockquote",
}
BLOCK: Final = re.compile(r"^h([1-6])$")
DEEPEST: Final = 100
PLACE: Final = re.compile(r"[A-Z]{2,4}|ORG-[A-Z]+|X-[A-Z]+|\d{3}")
META: Final = re.compile(r"comity:(\w+)")


def law_from(fields: Mapping[str, Any], where: str) -> ParsedLaw:
    """The card of a law from named fields.

    Raises:
        Unreadable: a field is missing or has a value that it cannot have.
    """
    for field in REQUIRED:
        if not str(fields.get(field) or "").strip():
            raise Unreadable(f"The field “{field}” is missing. Add a line “{field}: …” to the header.", where=where)
    place = str(fields["place"]).upper()
    if not PLACE.fullmatch(place):
        raise Unreadable(f"“{place[:20]}” is not a code of a place such as FR.", where=f"{where}, field place")
    law = ParsedLaw(
        identifier=" ".join(str(fields["identifier"]).split()),
        title=" ".join(str(fields["title"]).split()),
        place=place,
        language=str(fields["language"]).lower(),
    )
    add_choices(law, fields, where)
    add_dates(law, fields, where)
    for name in WORDS:
        setattr(law, name, " ".join(str(fields.get(name) or "").split()))
    titles = fields.get("titles") or {}
    if isinstance(titles, dict):
        law.titles = {str(code): str(title) for code, title in titles.items()}
    if isinstance(fields.get("official"), bool):
        law.official = fields["official"]
    return law


def add_choices(law: ParsedLaw, fields: Mapping[str, Any], where: str) -> None:
    """Kind and status, where the fields have them."""
    for name, choices in (("kind", Kind), ("status", Status)):
        value = fields.get(name)
        if value is None:
            continue
        if value not in choices.values:
            raise Unreadable(
                f"“{str(value)[:40]}” is none of: {', '.join(choices.values)}.", where=f"{where}, field {name}"
            )
        setattr(law, name, choices(value))


def add_dates(law: ParsedLaw, fields: Mapping[str, Any], where: str) -> None:
    """Dates, where the fields have them."""
    for name in DATES:
        value = fields.get(name)
        if value in (None, ""):
            continue
        day = dates.iso(value)
        if day is None:
            raise Unreadable(f"“{str(value)[:40]}” is not a date such as 2003-09-24.", where=f"{where}, field {name}")
        setattr(law, name, day)


def version_date(fields: Mapping[str, Any], law: ParsedLaw) -> dt.date | None:
    """The day from which the text stands as written."""
    return dates.iso(fields.get("version_on")) or law.in_force_on or law.published_on or law.adopted_on


def markdown(source: SourceFile) -> ParsedLaw:
    """Markdown with a header; headings or paragraphs that open with the word for an article divide it."""
    text = source.text()
    fields, start = front_matter(text, source.name)
    law = law_from(fields, source.name)
    marks = Marks.SEQUENCE if re.search(r"(?m)^#{2,6} ", text) else Marks.PARAGRAPHS
    parts, split = parts_of(text, Dialect(law.language, marks, levels_by_hashes=True), start=start)
    if split is Split.WHOLE and marks is Marks.SEQUENCE:
        parts, split = parts_of(text, Dialect(law.language, Marks.PARAGRAPHS, Rest.BODY), start=start)
    version = ParsedVersion(version_date(fields, law), law.language, parts, split, law.source_url, source.name)
    version.accounting = account(source.name, text, start, parts)
    law.versions = [version]
    return law


def hypertext(source: SourceFile) -> ParsedLaw:
    """HTML with fields in ``<meta name="comity:title" content="…">``; scripts, styles and handlers never get in."""
    raw = source.text()
    try:
        page = html.document_fromstring(raw.encode(), parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.ParserError, ValueError) as error:
        raise Unreadable("There is no text in this HTML.", where=source.name) from error
    fields = {
        found[1]: meta.get("content", "")
        for meta in page.iter("meta")
        if (found := META.fullmatch(meta.get("name", "")))
    }
    law = law_from(fields, source.name)
    text = lines_of_page(raw)
    parts, split = parts_of(text, Dialect(law.language, Marks.PARAGRAPHS, levels_by_hashes=True))
    version = ParsedVersion(version_date(fields, law), law.language, parts, split, law.source_url, source.name)
    counted = account(source.name, text, 0, parts)
    counted.markup += max(0, len(raw) - counted.characters)
    counted.characters = max(len(raw), counted.characters)
    version.accounting = counted
    law.versions = [version]
    return law


def lines_of_page(raw: str) -> str:
    """The text of a page as Markdown paragraphs; what a cleaner does not know is gone before it is looked at."""
    body = re.sub(r"(?is)<(head|title)\b.*?</\1>", "", raw)
    clean = nh3.clean(
        body, tags=TAGS, attributes={}, clean_content_tags={"script", "style", "title", "template", "noscript"}
    )
    if not clean.strip():
        return ""
    root = html.fragment_fromstring(clean, create_parent="div")
    rows: list[str] = [""]
    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            heading = BLOCK.match(tag)
            if tag == "br":
                rows[-1] += "\n"
            elif tag:
                rows.append("#" * int(heading[1]) + " " if heading else "")
            rows[-1] += " ".join((node.text or "").split()) if tag != "br" else ""
        else:
            if tag and tag != "br":
                rows.append("")
            tail = node.tail or ""
            if tail.strip():
                rows[-1] += " ".join(tail.split())
    return "\n\n".join(row.strip() for row in rows if row.strip(" #\n"))


def data(source: SourceFile) -> ParsedLaw:
    """JSON as :mod:`comity.knowledge.legislation.exports` writes it."""
    _text, content = tokens.load(source)
    if not isinstance(content, dict) or not isinstance(content.get("versions"), list):
        raise Unreadable("There is no object with a list “versions”.", where=source.name)
    law = law_from(content, source.name)
    for index, row in enumerate(content["versions"], start=1):
        where = f"{source.name}, version {index}"
        if not isinstance(row, dict) or not isinstance(row.get("parts"), list):
            raise Unreadable("A version has no list “parts”.", where=where)
        parts = [part_from(part, f"{where}, part {number}") for number, part in enumerate(row["parts"], start=1)]
        split = row.get("split") or (
            Split.ARTICLES if any(p.kind is PartKind.PROVISION for p in parts) else Split.WHOLE
        )
        if split not in Split.values:
            raise Unreadable(
                f"“{str(split)[:40]}” is none of: {', '.join(Split.values)}.", where=f"{where}, field split"
            )
        version = ParsedVersion(
            dates.iso(row.get("on")), str(row.get("language") or law.language), parts, Split(split),
            str(row.get("source_url") or law.source_url), source.name, note=str(row.get("note") or ""),
        )  # fmt: skip
        kept = sum(len(part.label) + len(part.heading) + len(part.body) for part in parts)
        version.accounting = Accounting(
            source.name, kept, provisions=sum(len(p.label) + len(p.heading) + len(p.body) for p in version.provisions),
            articles=len(version.provisions),
        )  # fmt: skip
        version.accounting.other_text = kept - version.accounting.provisions
        law.versions.append(version)
    return law


def part_from(row: Any, where: str) -> ParsedPart:
    """One part of a version from its object."""
    if not isinstance(row, dict) or row.get("kind") not in set(PartKind):
        raise Unreadable(f"A part needs a “kind”: {', '.join(PartKind)}.", where=where)
    level = row.get("level", 1)
    if not isinstance(level, int) or not 1 <= level <= DEEPEST:
        raise Unreadable("“level” is not a number from 1 to 100.", where=where)
    words = {name: str(row.get(name) or "") for name in ("number", "label", "heading", "body", "eid")}
    if not words["eid"] or not re.fullmatch(r"[\w.-]{1,100}", words["eid"]):
        raise Unreadable("“eid” must be a name of letters, digits, full stops and hyphens.", where=where)
    part = ParsedPart(PartKind(row["kind"]), level=level)
    for name, text in words.items():
        setattr(part, name, text)
    if row.get("repealed") not in {None, True, False}:
        raise Unreadable("“repealed” is neither true nor false.", where=where)
    part.is_repealed = row.get("repealed") is True
    return part
