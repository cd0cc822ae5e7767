"""Codes in JSON: Russian (sections, chapters, articles, clauses) and Indian (a list of sections)."""

import html
import itertools
import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from comity.kernel.errors import Unreadable
from comity.knowledge.legislation.enums import PartKind, Split
from comity.knowledge.legislation.grammar import eid_of
from comity.knowledge.legislation.imports import tokens
from comity.knowledge.legislation.imports.segmenting import name, settle
from comity.knowledge.legislation.imports.sources import SourceFile
from comity.knowledge.legislation.shapes import WORDS, Accounting, ParsedPart, ParsedVersion


SUPERSCRIPT: Final = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
RAISED: Final = re.compile(r'<span class="W9"[^>]*>\s*([\d-]+)\s*</span>')
TAG: Final = re.compile(r"<[^<>]*>")
PARAGRAPH: Final = re.compile(r"<p\b[^>]*>(.*?)</p>", re.DOTALL)
ARTICLE: Final = re.compile(r"Стать[яи]\s+(\d+)([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]*)((?:-\d+)*)\.?\s*(.*)$", re.DOTALL)
DIVISION_KEYS: Final = {"sections": 1, "chapters": 2}


def fragment(text: str) -> str:
    """A piece of the publisher's HTML as plain text; raised numbers become ¹²³."""
    raised = RAISED.sub(lambda found: found[1].translate(SUPERSCRIPT), text)
    return re.sub(r"[ \t\xa0]+", " ", html.unescape(TAG.sub("", raised)).replace("\xa0", " ")).strip()


def squeezed(text: str) -> str:
    """Letters and digits only, raised ones lowered: by this the same words in two files are recognised."""
    return "".join(WORDS.findall(unicodedata.normalize("NFKC", text)))


def raised_in(page: str) -> dict[str, str]:
    """Paragraphs of the publisher's page that hold raised numbers, by their squeezed words.

    The JSON of one code has lost them («Статья 1041» for «Статья 104¹»); the page beside it still has them.
    """
    found = {}
    for paragraph in PARAGRAPH.findall(page):
        if RAISED.search(paragraph):
            text = fragment(paragraph)
            found[squeezed(text)] = text
    return found


def russian(source: SourceFile, page: SourceFile | None) -> ParsedVersion:
    """A Russian code: every value of the file in its part.

    Args:
        source: the JSON.
        page: the same code as the publisher's HTML, from which raised numbers are restored.
    """
    text, data = tokens.load(source)
    if not isinstance(data, dict) or "sections" not in data:
        raise Unreadable("There is no list “sections” in the file.", where=source.name)
    restored = raised_in(page.text()) if page else {}
    parts: list[ParsedPart] = []
    current: tuple[Any, ...] = ()
    for leaf in tokens.leaves(text, data):
        plain = fragment(str(leaf.value))
        plain = restored.get(squeezed(plain), plain)
        key, path = leaf.path[-1], leaf.path
        place = path[: 2 * (sum(isinstance(step, int) for step in path[:6]))]
        if key == "title":
            parts.append(opening_of(plain, path))
        elif not parts or current[: len(place)] != place[: len(current)] or starts_anew(parts[-1], path, current):
            parts.append(ParsedPart(PartKind.TEXT, level=10, body=plain))
        else:
            part = parts[-1]
            part.body = "\n\n".join(piece for piece in (part.body, plain) if piece)
        current = place
        part = parts[-1]
        part.start = leaf.start if part.end == 0 else part.start
        part.end = leaf.end
    return finished(parts, source, text, "ru")


def starts_anew(part: ParsedPart, path: tuple[Any, ...], current: tuple[Any, ...]) -> bool:
    """Whether a value belongs to no title that came before it, as a comment on a chapter after its articles."""
    return bool(path[0] != (current[0] if current else None))


def opening_of(title: str, path: tuple[Any, ...]) -> ParsedPart:
    """A section, a chapter, an article, or a note that the file keeps as an article without a title."""
    depth = sum(isinstance(step, int) for step in path)
    if depth < len(("sections", "chapters", "articles")):
        return ParsedPart(PartKind.DIVISION, level=depth, heading=title)
    found = ARTICLE.match(title)
    if not found:
        return ParsedPart(PartKind.TEXT, level=depth, body=title)
    suffix = unicodedata.normalize("NFKC", found[2]).replace("\u2212", "-")
    number = f"{found[1]}-{suffix}" if suffix else found[1] + found[3]
    label = title[: found.start(4)].rstrip(" .")
    return ParsedPart(
        PartKind.PROVISION, level=depth, number=number, label=label, heading=found[4], eid=eid_of("art", number)
    )


def indian(source: SourceFile, chapters: Mapping[int, str] | None = None) -> ParsedVersion:
    """An Indian act: a list of sections with the number of their chapter."""
    text, data = tokens.load(source)
    if not isinstance(data, list):
        raise Unreadable("The file is not a list of sections.", where=source.name)
    parts: list[ParsedPart] = []
    chapter: Any = None
    row: dict[str, tokens.Leaf] = {}
    for leaf in [*tokens.leaves(text, data), None]:
        if leaf is not None and (not row or next(iter(row.values())).path[0] == leaf.path[0]):
            row[str(leaf.path[-1]).lower()] = leaf
            continue
        if row:
            chapter = section(row, chapter, parts, source)
        if leaf is not None:
            row = {str(leaf.path[-1]).lower(): leaf}
    return finished(parts, source, text, "en")


def section(row: dict[str, tokens.Leaf], chapter: Any, parts: list[ParsedPart], source: SourceFile) -> Any:
    """Add one section, and its chapter before it when it is a new one; returns the chapter's number."""
    for field in ("chapter", "section", "section_desc"):
        if field not in row:
            index = next(iter(row.values())).path[0]
            raise Unreadable(f"The field “{field}” is missing.", where=f"{source.name}, entry {int(index) + 1}")
    number = str(row["section"].value)
    first = min(leaf.start for leaf in row.values())
    if row["chapter"].value != chapter:
        chapter = row["chapter"].value
        heading = f"Chapter {chapter}"
        end = row["chapter"].end
        if "chapter_title" in row:
            heading += f" — {row['chapter_title'].value}"
            end = row["chapter_title"].end
        parts.append(ParsedPart(PartKind.DIVISION, level=1, heading=heading, start=first, end=end))
        first = end
    body = "\n".join(line.strip() for line in str(row["section_desc"].value).splitlines())
    parts.append(
        ParsedPart(
            PartKind.PROVISION,
            level=2,
            number=number,
            label=f"Section {number}",
            heading=" ".join(str(row["section_title"].value).split()) if "section_title" in row else "",
            body=re.sub(r"\n{3,}", "\n\n", body).strip(),
            eid=eid_of("sec", number),
            start=first,
            end=max(leaf.end for leaf in row.values()),
        )
    )
    return chapter


def finished(parts: list[ParsedPart], source: SourceFile, text: str, language: str) -> ParsedVersion:
    """The version with its accounting: what lies between the parts is brackets, keys and spaces of JSON."""
    result = Accounting(file=source.name, characters=len(text))
    lost = []
    for part in parts:
        size = part.end - part.start
        raw = squeezed(" ".join(fragment(str(value)) for value in strings(text[part.start : part.end])))
        kept = squeezed(f"{part.label} {part.heading} {part.body}")
        if language == "ru" and raw != kept:
            lost.append(f"{part.heading or part.body[:40]}")
        if language == "en" and part.kind is PartKind.PROVISION and not raw.endswith(squeezed(part.body)):
            lost.append(part.eid)
        if part.kind is PartKind.PROVISION:
            result.provisions += size
            result.articles += 1
        elif part.kind is PartKind.DIVISION:
            result.headings += size
        else:
            result.other_text += size
    between = sum(max(0, b.start - a.end) for a, b in itertools.pairwise(parts))
    edges = (parts[0].start + len(text) - parts[-1].end) if parts else len(text)
    result.markup = between + edges
    result.missing_words = tuple(lost)
    parts = settle(parts)
    name(parts)
    return ParsedVersion(None, language, parts, Split.ARTICLES, file=source.name, accounting=result)


def strings(piece: str) -> list[str]:
    """The string values in a piece of JSON; keys are left out."""
    values = re.findall(r'"((?:[^"\\]|\\.)*)"(\s*:)?', piece)
    return [json.loads(f'"{value}"') for value, is_key in values if not is_key]
