"""References as files for reference managers: BibTeX, RIS and CSL-JSON."""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any, Final

import bibtexparser
import rispy
from bibtexparser.model import Entry, Field

from comity.engines.records.exports.citing import Reference, written_date
from comity.kernel.errors import Unreadable


# Types of CSL beside those of BibTeX. For what BibTeX has no type, biblatex's field ``entrysubtype`` holds that of CSL.
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


def bibtex(references: Iterable[Reference]) -> bytes:
    """A BibTeX file in UTF-8."""
    library = bibtexparser.Library()
    taken: set[str] = set()
    for reference in references:
        library.add(_entry(reference, taken))
    return bibtexparser.write_string(library).encode()


def ris(references: Iterable[Reference]) -> bytes:
    """An RIS file in UTF-8."""
    return rispy.dumps([_ris_entry(reference) for reference in references]).encode()


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
    fields: dict[str, str] = {}
    for role in ("author", "editor"):
        if names := reference.get(role):
            fields[role] = " and ".join(bibtex_name(name) for name in names)
    for name, field in BIBTEX_FIELDS.items():
        if reference.get(name):
            value = one_line(reference[name])
            fields[field] = value if name in {"URL", "DOI"} else for_latex(value)
    if kind in ISSUERS and "publisher" in fields:
        fields[ISSUERS[kind]] = fields.pop("publisher")
    names = (JOURNAL, "number", "eid") if kind == ARTICLE else (CONTAINER, "issue", "number")
    for name, field in zip(("container-title", "issue", "number"), names, strict=True):
        if reference.get(name):
            fields[field] = for_latex(one_line(reference[name]))
    if reference.get("page"):
        fields["pages"] = DASHED.sub("--", one_line(reference["page"]))
    if issued := written_date(reference.get("issued")):
        # Programs of the old kind read the year, those of the new the date.
        fields |= {"date": issued} | ({"year": issued[:4]} if issued[:4].isdecimal() else {})
    if accessed := written_date(reference.get("accessed")):
        fields["urldate"] = accessed
    if kind not in BIBTEX_TYPES:
        fields[SUBTYPE] = kind
    key = BLANK.sub("-", str(reference["id"])).strip("-") or "reference"
    number = 1
    while key.lower() in taken:
        number += 1
        key = f"{key.rsplit('--', 1)[0]}--{number}"
    taken.add(key.lower())
    return Entry(BIBTEX_TYPES.get(kind, OTHER_BIBTEX), key, [Field(name, f"{{{text}}}") for name, text in fields.items()])


def _ris_entry(reference: Reference) -> dict[str, Any]:
    kind = str(reference["type"])
    found: dict[str, Any] = {"type_of_reference": RIS_TYPES.get(kind, OTHER_RIS), "id": str(reference["id"])}
    for role, field in RIS_NAMES.items():
        if names := reference.get(role):
            found[field] = [ris_name(name) for name in names]
    for name, field in RIS_FIELDS.items():
        if reference.get(name):
            found[field] = one_line(reference[name])
    if number := reference.get("issue") or reference.get("number"):
        found["number"] = one_line(number)
    if reference.get("keyword"):
        found["keywords"] = KEYWORDS.split(one_line(reference["keyword"]))
    if serial := reference.get("ISBN") or reference.get("ISSN"):
        found[SERIAL] = one_line(serial)
    if reference.get("URL"):
        found["urls"] = [one_line(reference["URL"])]
    if reference.get("page"):
        first, *last = DASHED.split(one_line(reference["page"]), maxsplit=1)
        found |= {"start_page": first} | ({"end_page": last[0]} if last else {})
    if issued := written_date(reference.get("issued")):
        # The fourth part of a date is free text: what is no single date stands there.
        day = f"{issued[:4]}///{issued}" if "/" in issued or not issued[:4].isdecimal() else issued.replace("-", "/")
        found |= {"date": day} | ({"year": issued[:4]} if issued[:4].isdecimal() else {})
    if kind not in RIS_TYPES or kind == "treaty":
        found["type_of_work"] = kind
    return found
