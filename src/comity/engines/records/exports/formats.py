"""References as files for reference managers: BibTeX, RIS and CSL-JSON."""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any, Final

import rispy
from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field

from comity.engines.records.exports.citing import Reference, written_date
from comity.kernel.errors import Unreadable


# Types of CSL beside those of BibTeX; where it has none, the field ``entrysubtype`` of biblatex holds that of CSL.
BIBTEX_TYPES: Final = {
    "article-journal": "article",
    "book": "book",
    "chapter": "incollection",
    "paper-conference": "inproceedings",
    "report": "techreport",
    "thesis": "phdthesis",
}
RIS_TYPES: Final = {
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "book": "BOOK",
    "chapter": "CHAP",
    "dataset": "DATA",
    "legal_case": "CASE",
    "legislation": "STAT",
    "paper-conference": "CPAPER",
    "report": "RPRT",
    "thesis": "THES",
    "treaty": "STAT",
    "webpage": "ELEC",
}
OTHER_BIBTEX: Final = "misc"
OTHER_RIS: Final = "GEN"
# Fields of BibTeX that hold a field of CSL-JSON as it is. The journal of an article and the book of a chapter have
# names of their own, and so has the institution behind a report.
BIBTEX_FIELDS: Final = {
    "title": "title",
    "publisher": "publisher",
    "publisher-place": "address",
    "volume": "volume",
    "edition": "edition",
    "collection-title": "series",
    "DOI": "doi",
    "ISBN": "isbn",
    "ISSN": "issn",
    "URL": "url",
    "language": "language",
    "annote": "annote",
    "keyword": "keywords",
}
# In BibTeX the number of an article is its issue.
ARTICLE: Final = "article-journal"
JOURNAL: Final = "journal"
CONTAINER: Final = "booktitle"
ISSUERS: Final = {"report": "institution", "thesis": "school"}
SUBTYPE: Final = "entrysubtype"
RIS_FIELDS: Final = {
    "title": "title",
    "container-title": "secondary_title",
    "collection-title": "tertiary_title",
    "publisher": "publisher",
    "publisher-place": "place_published",
    "volume": "volume",
    "edition": "edition",
    "DOI": "doi",
    "language": "language",
    "annote": "research_notes",
}
KEYWORDS: Final = re.compile(r"\s*;\s*")
# RIS has one number for books and journals alike.
SERIAL: Final = "issn"
# Two lists of names that a field of RIS keeps apart.
RIS_NAMES: Final = {"author": "authors", "editor": "secondary_authors"}
# What LaTeX takes for a command.
LATEX: Final = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    # A brace with a stroke before it still counts as one to BibTeX.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    **{sign: f"\\{sign}" for sign in "#$%&_"},
}
SPECIAL: Final = re.compile(f"[{re.escape(''.join(LATEX))}]")
DASHED: Final = re.compile(r"\s*[-–—]+\s*")
SPACES: Final = re.compile(r"\s+")
BLANK: Final = re.compile(r"[^A-Za-z0-9:._-]+")


class Unnumbered(rispy.RisWriter):  # type: ignore[misc] # -- the library has no types
    """Writes references without a number before each, which is no part of the format."""

    def set_header(self, count: int) -> str:
        """Nothing."""
        return ""


def bibtex(references: Iterable[Reference]) -> bytes:
    """A BibTeX file in UTF-8."""
    library = Library()
    taken: set[str] = set()
    for reference in references:
        library.add(_entry(reference, taken))
    return write_string(library).encode()


def ris(references: Iterable[Reference]) -> bytes:
    """An RIS file in UTF-8."""
    text: str = rispy.dumps([_ris_entry(reference) for reference in references], implementation=Unnumbered)
    return text.encode()


def csl_json(references: Iterable[Reference]) -> bytes:
    """A CSL-JSON file."""
    return json.dumps(list(references), ensure_ascii=False, indent=2).encode() + b"\n"


FORMATS: Final[dict[str, tuple[str, str, Callable[[Iterable[Reference]], bytes]]]] = {
    "bib": ("BibTeX", "application/x-bibtex; charset=utf-8", bibtex),
    "ris": ("RIS", "application/x-research-info-systems; charset=utf-8", ris),
    "json": ("CSL-JSON", "application/vnd.citationstyles.csl+json; charset=utf-8", csl_json),
}


def written(references: Iterable[Reference], form: str) -> tuple[bytes, str]:
    """A file of references, and its media type.

    Raises:
        Unreadable: there is no such form.
    """
    if form not in FORMATS:
        raise Unreadable(f"References are not written as “{form[:20]}”. There are: {', '.join(FORMATS)}.")
    _label, media_type, write = FORMATS[form]
    return write(references), media_type


def one_line(value: Any) -> str:
    """A value in one line, as these formats want it."""
    return SPACES.sub(" ", str(value)).strip()


def for_latex(text: str) -> str:
    """A text in which nothing is a command to LaTeX."""
    return SPECIAL.sub(lambda sign: LATEX[sign[0]], text)


def bibtex_name(name: dict[str, str]) -> str:
    """A name as BibTeX divides it: ``Family, Given``; what is one name stands in braces of its own."""
    if "literal" in name:
        return f"{{{for_latex(one_line(name['literal']))}}}"
    parts = [for_latex(one_line(name[part])) for part in ("family", "given") if name.get(part)]
    # A family name with a comma or an “and” in it would be divided.
    guarded = [f"{{{part}}}" if "," in part or " and " in f" {part} " else part for part in parts]
    return ", ".join(guarded) if name.get("given") else f"{{{guarded[0]}}}"


def ris_name(name: dict[str, str]) -> str:
    """A name as RIS divides it; one without a comma is one name."""
    if "literal" in name:
        return one_line(name["literal"]).replace(",", " ")
    return f"{one_line(name.get('family', ''))}, {one_line(name.get('given', ''))}".strip()


def _entry(reference: Reference, taken: set[str]) -> Entry:
    kind = str(reference["type"])
    fields = _bibtex_fields(reference, kind) | _bibtex_dates(reference)
    if kind not in BIBTEX_TYPES:
        fields[SUBTYPE] = kind
    key = stem = BLANK.sub("-", str(reference["id"])).strip("-") or "reference"
    number = 1
    while key.lower() in taken:
        number += 1
        key = f"{stem}--{number}"
    taken.add(key.lower())
    written = [Field(name, text) for name, text in fields.items()]
    return Entry(BIBTEX_TYPES.get(kind, OTHER_BIBTEX), key, written)


def _bibtex_fields(reference: Reference, kind: str) -> dict[str, str]:
    """Names, texts, and what each type calls in its own way."""
    fields: dict[str, str] = {}
    for role in ("author", "editor"):
        if names := reference.get(role):
            fields[role] = " and ".join(bibtex_name(name) for name in names)
    own = (JOURNAL, "number", "eid") if kind == ARTICLE else (CONTAINER, "issue", "number")
    called = BIBTEX_FIELDS | dict(zip(("container-title", "issue", "number"), own, strict=True))
    if kind in ISSUERS:
        called["publisher"] = ISSUERS[kind]
    for name, field in called.items():
        if reference.get(name):
            value = one_line(reference[name])
            fields[field] = value if name in {"URL", "DOI"} else for_latex(value)
    if reference.get("page"):
        fields["pages"] = DASHED.sub("--", one_line(reference["page"]))
    return fields


def _bibtex_dates(reference: Reference) -> dict[str, str]:
    """Programs of the old kind read the year, those of the new the date."""
    fields: dict[str, str] = {}
    if issued := written_date(reference.get("issued")):
        fields |= {"date": issued} | ({"year": issued[:4]} if issued[:4].isdecimal() else {})
    if accessed := written_date(reference.get("accessed")):
        fields["urldate"] = accessed
    return fields


def _ris_entry(reference: Reference) -> dict[str, Any]:
    kind = str(reference["type"])
    found: dict[str, Any] = {"type_of_reference": RIS_TYPES.get(kind, OTHER_RIS), "id": str(reference["id"])}
    for role, field in RIS_NAMES.items():
        if names := reference.get(role):
            found[field] = [ris_name(name) for name in names]
    said = reference | {
        "number": reference.get("issue") or reference.get("number"),
        "serial": reference.get("ISBN") or reference.get("ISSN"),
    }
    for name, field in (RIS_FIELDS | {"number": "number", "serial": SERIAL}).items():
        if said.get(name):
            found[field] = one_line(said[name])
    if reference.get("keyword"):
        found["keywords"] = KEYWORDS.split(one_line(reference["keyword"]))
    if reference.get("URL"):
        found["urls"] = [one_line(reference["URL"])]
    if kind not in RIS_TYPES or kind == "treaty":
        found["type_of_work"] = kind
    return found | _ris_pages_and_date(reference)


def _ris_pages_and_date(reference: Reference) -> dict[str, str]:
    found: dict[str, str] = {}
    if reference.get("page"):
        first, *last = DASHED.split(one_line(reference["page"]), maxsplit=1)
        found |= {"start_page": first} | ({"end_page": last[0]} if last else {})
    if issued := written_date(reference.get("issued")):
        # The fourth part of a date is free text: what is no single date stands there.
        day = f"{issued[:4]}///{issued}" if "/" in issued or not issued[:4].isdecimal() else issued.replace("-", "/")
        found |= {"date": day} | ({"year": issued[:4]} if issued[:4].isdecimal() else {})
    return found
