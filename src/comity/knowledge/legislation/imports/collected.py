"""JSON Lines of laws collected from many publishers, with the licence on each row."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from comity.kernel.errors import Unreadable
from comity.knowledge.legislation.enums import Kind, PartKind, Split, Status
from comity.knowledge.legislation.grammar import eid_of
from comity.knowledge.legislation.imports import dates
from comity.knowledge.legislation.imports.segmenting import Dialect, Marks, Rest, account, parts_of
from comity.knowledge.legislation.imports.sources import SourceFile
from comity.knowledge.legislation.shapes import ParsedLaw, ParsedPart, ParsedVersion


LANGUAGES: Final = {"eng": "en", "ind": "id", "zh-cn": "zh", "en, rw, fr": "en"}
SECTION_FIELDS: Final = ("section_num", "section_number", "section_id")
KIND_WORDS: Final = (
    (re.compile(r"constitu[tc]i", re.IGNORECASE), Kind.CONSTITUTION),
    (re.compile(r"\b(code|código|codigo|кодекс|kitab undang)\b", re.IGNORECASE), Kind.CODE),
    (re.compile(r"\b(treaty|convention|charter|agreement|accord)\b", re.IGNORECASE), Kind.TREATY),
    (re.compile(r"journal officiel|ΦΕΚ|official gazette", re.IGNORECASE), Kind.GAZETTE),
    (re.compile(r"projet de loi|proposition de loi|entwurf|\bbill\b", re.IGNORECASE), Kind.BILL),
    (re.compile(r"\b(regulations?|reglamento|règlement|verordnung|circular)\b", re.IGNORECASE), Kind.REGULATION),
    (re.compile(r"\b(decree|decreto|décret|ordinance|ordonnance)\b", re.IGNORECASE), Kind.DECREE),
    (
        re.compile(r"\b(act|law|ley|loi|gesetz|legge|lei|undang-undang|revised statutes|statutes)\b", re.IGNORECASE),
        Kind.LAW,
    ),
)
WRAPPED: Final = 0.5  # share of lines shorter than a sentence


def read(source: SourceFile, options: Mapping[str, Any]) -> Iterator[ParsedLaw]:
    """One law a row; rows whose licence does not allow it are left out.

    Args:
        source: the file.
        options: ``places`` (first part of the source's name, or the whole of it, to a place code) and
            ``languages`` (the same, to a language) for rows that do not say.

    Raises:
        Unreadable: a row is not JSON or lacks its text, its identifier or its licence.
    """
    for number, line in enumerate(source.text().split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{source.name}, line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise Unreadable("This line is not a JSON object.", where=where) from error
        if not isinstance(row, dict):
            raise Unreadable("This line is not a JSON object with fields.", where=where)
        for field in ("_id", "_source", "text", "_license_ok"):
            if field not in row:
                raise Unreadable(f"The field “{field}” is missing.", where=where)
        if row["_license_ok"] is True:
            yield law_of(row, where, options)


def law_of(row: Mapping[str, Any], where: str, options: Mapping[str, Any]) -> ParsedLaw:
    """A row as a law."""
    origin = str(row["_source"])
    text = str(row["text"]).replace("\r\n", "\n")
    language = language_of(row, origin, options)
    title = " ".join(str(row.get("title") or "").split())
    law = ParsedLaw(
        identifier=str(row["_id"])[:200],
        title=title or name_by_number(row) or first_line(text) or str(row["_id"]),
        place=place_of(origin, options),
        language=language,
        source_url=str(row.get("url") or "")[:2000],
        publisher=origin,
        licence=str(row.get("_license_name") or row.get("_license_id") or ""),
        licence_url=str(row.get("_license_url") or ""),
        retrieved_on=dates.iso(row.get("_fetched_at")),
        published_on=dates.iso(row.get("publication_date") or row.get("publish_date")),
    )
    law.kind = next((kind for words, kind in KIND_WORDS if words.search(law.title)), Kind.OTHER)
    law.status = status_of(row, law.kind)
    law.adopted_on = dates.iso(row.get("adoption_date") or row.get("promulgation_date") or row.get("signing_date"))
    if not law.adopted_on and row.get("act_number"):
        law.adopted_on = dates.iso(row.get("date"))
    law.in_force_on = dates.iso(row.get("entry_into_force") or row.get("valid_from") or row.get("effective_date"))
    law.versions = [version_of(row, text, language, where)]
    law.versions[0].source_url = law.source_url
    return law


def version_of(row: Mapping[str, Any], text: str, language: str, where: str) -> ParsedVersion:
    """The text of a row, divided only where its articles are certain."""
    section = next((str(row[field]) for field in SECTION_FIELDS if row.get(field)), "")
    on = dates.iso(row.get("date"))
    if section:
        number = re.sub(r"^[§\s]+", "", section)
        part = ParsedPart(
            PartKind.PROVISION, number=number, label=f"§ {number}", body=text.strip(), end=len(text),
            eid=eid_of("sec", number),
        )  # fmt: skip
        parts, split = [part], Split.ARTICLES
    else:
        parts, split = parts_of(text, Dialect(language, Marks.LINES, Rest.HEADING))
        if split is Split.WHOLE and len(parts) > 1:
            parts, split = parts_of(text, Dialect("", Marks.LINES))
    version = ParsedVersion(on, language, parts, split, file=where)
    version.accounting = account(where, text, 0, parts)
    if section:
        version.accounting.missing_words = ()  # the label is ours: the row names the section in a field of its own
    return version


def language_of(row: Mapping[str, Any], origin: str, options: Mapping[str, Any]) -> str:
    """The language that the row states, else that of its publisher."""
    stated = str(row.get("language") or "").lower()
    by_origin: Mapping[str, str] = options.get("languages", {})
    if origin in by_origin:
        return by_origin[origin]
    if stated:
        return LANGUAGES.get(stated, stated)
    return by_origin.get(origin.split("/", maxsplit=1)[0], "en")


def place_of(origin: str, options: Mapping[str, Any]) -> str:
    """The place code of a publisher such as ``UK/Legislation``."""
    places: Mapping[str, str] = options.get("places", {})
    first = origin.split("/", maxsplit=1)[0]
    return places.get(origin) or places.get(first) or first


def status_of(row: Mapping[str, Any], kind: Kind) -> Status:
    """What the row says of its force; nothing is concluded from silence."""
    if kind is Kind.BILL:
        return Status.DRAFT
    stated = str(row.get("status") or "").casefold()
    if "repeal" in stated or "derogad" in stated or "revoked" in stated:
        return Status.REPEALED
    if row.get("in_force") is True or stated in {"in force", "in_force", "current", "vigente"}:
        return Status.IN_FORCE
    return Status.UNKNOWN


def name_by_number(row: Mapping[str, Any]) -> str:
    """What lawyers call an act without a title: its kind, number and day; empty when the source says no number."""
    kind, number = (str(row.get(name) or "").strip() for name in ("act_type", "act_number"))
    day = dates.iso(row.get("date"))
    if not kind or not number:
        return ""
    return f"{kind.replace('.', ' ').capitalize()} n. {number}{f' ({day})' if day else ''}"


def first_line(text: str) -> str:
    """The first line that says something, as a title for want of one."""
    return next((" ".join(line.split())[:300] for line in text.splitlines() if line.strip()), "")
