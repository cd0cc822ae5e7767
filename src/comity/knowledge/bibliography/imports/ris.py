"""RIS: two letters, two blanks, a hyphen and a value on each line, from TY to ER."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import rispy

from comity.engines.records.exports.citing import date_parts
from comity.engines.records.exports.formats import RIS_FIELDS, RIS_NAMES, RIS_TYPES, SERIAL
from comity.kernel.errors import Unreadable
from comity.knowledge.bibliography.enums import Form
from comity.knowledge.bibliography.shapes import Read


LINE: Final = re.compile(r"([A-Z][A-Z0-9])  -(?: (.*))?")
# What some programs write: one blank before the hyphen throughout a file, and a beginning twice.
STANDARD: Final = re.compile(r"^TY  -", re.MULTILINE)
NARROW: Final = re.compile(r"^([A-Z][A-Z0-9]) -(?= |$)", re.MULTILINE)
TWICE: Final = re.compile(r"^(TY  - .*)\n(?=\1$)", re.MULTILINE)
BEGIN: Final = "TY"
END: Final = "ER"
# What hosts write before the first reference and after the last.
AROUND: Final = re.compile(r"(?:Provider|Database|Content|Exported|Source): .*|EF  -.*")
# Several types of RIS are one of ours.
TYPES: Final = {ris: csl for csl, ris in RIS_TYPES.items() if csl in Form.values} | {
    "CONF": "paper-conference", "CPAPER": "paper-conference", "EBOOK": "book", "EDBOOK": "book", "ECHAP": "chapter",
    "EJOUR": "article-journal", "INPR": "article-journal", "MGZN": "article-newspaper", "GOVDOC": "report",
    "BLOG": "webpage", "ICOMM": "webpage",
}  # fmt: skip
# Other tags that programs write for the same.
OTHERWISE: Final = {
    "title": ("primary_title", "short_title"),
    "secondary_title": ("alternate_title3", "journal_name", "alternate_title2", "alternate_title1"),
    "authors": ("first_authors",),
    "date": ("year", "publication_year"),
    "research_notes": ("notes_abstract",),
}
SLASHES: Final = re.compile(r"^(\d{4})(?:/(\d{1,2}))?(?:/(\d{1,2}))?/*$")
YEAR: Final = re.compile(r"\d{4}")
FREE: Final = 3


def read(text: str) -> Iterator[Read | Unreadable]:
    """The references of a file, each with the line of its TY."""
    standard = text if STANDARD.search(text) else NARROW.sub(r"\1  -", text)
    for number, lines, fault in _records(TWICE.sub("\n", standard)):
        where = f"line {number}"
        if fault:
            yield Unreadable(fault, where=where)
            continue
        (said,) = rispy.loads("\n".join(lines), delimiter_tags_mapping={}, skip_unknown_tags=True)
        yield Read(where, _reference(said))


def _records(text: str) -> Iterator[tuple[int, list[str], str]]:
    """Each record with the line of its beginning; or a line that cannot be read, and why."""
    inside: list[str] = []
    began = 0
    for number, line in enumerate(text.split("\n"), start=1):
        found = LINE.fullmatch(line.rstrip())
        tag = found[1] if found else ""
        if not inside:
            if tag == BEGIN:
                inside, began = [f"{BEGIN}  - {(found[2] or '').strip()}" if found else ""], number
            elif line.strip() and not AROUND.fullmatch(line.strip()):
                yield number, [], f"A reference begins with “TY  - ”, and this is “{line.strip()[:40]}”."
        elif tag == BEGIN:
            yield began, [], "The reference does not end: a line “ER  - ” is missing before the next “TY  - ”."
            inside, began = [line], number
        elif tag == END:
            yield began, [*inside, "ER  - "], ""
            inside = []
        elif line.strip():
            # What has no tag continues the line before.
            inside.append(line if tag else f"      {line.strip()}")
    if inside:
        yield began, [], "The reference does not end: a line “ER  - ” is missing."


def _reference(said: Mapping[str, Any]) -> dict[str, Any]:
    value = {
        name: said.get(name) or next((said[o] for o in other if said.get(o)), None)
        for name, other in OTHERWISE.items()
    }
    got = {**said, **{name: one for name, one in value.items() if one}}
    own = str(got.get("type_of_work", ""))
    kind = own if own in Form.values else TYPES.get(str(got.get("type_of_reference", "")), Form.DOCUMENT.value)
    found: dict[str, Any] = {"id": str(got.get("id", "")), "type": kind}
    for role, field in RIS_NAMES.items():
        if names := got.get(field):
            found[role] = [_name(str(one)) for one in names]
    found |= {name: str(got[field]) for name, field in RIS_FIELDS.items() if got.get(field)}
    if got.get("number"):
        found["issue" if kind == Form.ARTICLE else "number"] = str(got["number"])
    if got.get("keywords"):
        found["keyword"] = "; ".join(map(str, got["keywords"]))
    if got.get(SERIAL):
        found["ISSN" if kind in {Form.ARTICLE, Form.NEWS} else "ISBN"] = str(got[SERIAL])
    if got.get("urls"):
        found["URL"] = str(got["urls"][0])
    pages = [str(got[end]) for end in ("start_page", "end_page") if got.get(end)]
    if pages:
        found["page"] = "-".join(pages)
    # A day without its year, “MAY 5”, tells less than the year alone.
    when = [str(got[name]) for name in ("date", "year", "publication_year") if got.get(name)]
    if when:
        found["issued"] = _date(next((one for one in when if YEAR.search(one)), when[0]))
    return found


def _name(text: str) -> dict[str, str]:
    family, comma, given = text.partition(",")
    return (
        {"family": family.strip(), "given": given.strip()}
        if comma and given.strip()
        else {"literal": text.strip(" ,")}
    )


def _date(text: str) -> dict[str, Any]:
    parts = text.split("/", FREE)
    if len(parts) > FREE and parts[FREE].strip("/ "):
        return date_parts(parts[FREE])
    if match := SLASHES.match(text.strip()):
        return date_parts("-".join(f"{int(part):02d}" for part in match.groups() if part))
    return date_parts(text)
