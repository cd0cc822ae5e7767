"""A reference turned into a work: checked, with its identifiers in one form."""

import re
from collections.abc import Mapping
from typing import Any, Final

from comity.base.places.queries import places
from comity.base.terms import queries as terms
from comity.engines.records.exports.citing import written_date
from comity.engines.records.shapes import CRIME_TYPES, PLACES, Card, CardSource, CardText
from comity.kernel.dates import Period
from comity.kernel.errors import Unreadable
from comity.knowledge.bibliography.enums import NEAREST, Form, Method
from comity.knowledge.bibliography.grammar import check_isbn, checked_doi, fingerprint, name_of
from comity.knowledge.bibliography.shapes import Draft, Read


# Fields of a work by the names of CSL-JSON.
FIELDS: Final = {
    "container-title": "container",
    "volume": "volume",
    "issue": "issue",
    "page": "pages",
    "number": "number",
    "edition": "edition",
    "collection-title": "series",
    "publisher": "publisher",
    "publisher-place": "publisher_place",
    "ISBN": "isbn",
    "ISSN": "issn",
    "URL": "url",
}
LONGEST: Final = {
    "container": 500,
    "series": 300,
    "publisher": 300,
    "publisher_place": 200,
    "url": 2000,
    "number": 100,
}
ORDINARY: Final = 60
LONGEST_TITLE: Final = 1000
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})?")
KEYWORDS: Final = re.compile(r"\s*[;,]\s*")
ADDRESS: Final = re.compile(r"https?://\S+")
SOURCE: Final = "Reference handed in"
YEAR: Final = re.compile(r"(?<!\d)(?:1[5-9]|20)\d{2}(?!\d)")


def draft_of(found: Read) -> Draft:
    """A work from a reference.

    Raises:
        Unreadable: it has no title, a type, an identifier or an address that is none, or a field that is too long.
    """
    said = found.reference
    try:
        return _drafted(found.where, said)
    except Unreadable as fault:
        where = f"{found.where}, {fault.where}" if fault.where else found.where
        raise Unreadable(fault.sentence, where=where) from fault


def _drafted(where: str, said: Mapping[str, Any]) -> Draft:
    title = " ".join(str(said.get("title", "")).split())
    if not title:
        raise Unreadable("It has no title. Give it one.", where="title")
    if len(title) > LONGEST_TITLE:
        raise Unreadable(f"The title is longer than {LONGEST_TITLE} characters. Shorten it.", where="title")
    issued = written_date(said.get("issued"))
    fields: dict[str, Any] = {
        "form": _form(str(said.get("type", ""))),
        "authors": list(said.get("author", ())),
        "editors": list(said.get("editor", ())),
        "issued": _short(issued, "issued"),
        "year": year_of(issued),
        "doi": checked_doi(str(said.get("DOI", ""))),
        "language": _language(str(said.get("language", ""))),
        **{name: _short(str(said.get(csl, "")), name) for csl, name in FIELDS.items()},
    }
    check_isbn(fields["isbn"])
    if fields["url"] and not ADDRESS.fullmatch(fields["url"]):
        raise Unreadable("The address must begin with http:// or https://.", where="URL")
    fields["fingerprint"] = fingerprint(title, fields["year"])
    card = Card(
        name=name_of(fields["doi"], fields["fingerprint"]),
        place=None,
        texts=(CardText(fields["language"], title, str(said.get("annote", "")).strip()),),
        sources=(CardSource(SOURCE, url=fields["url"]),),
        topics=(*_topics(str(said.get("keyword", ""))), f"language:{fields['language']}"),
    )
    return Draft(where, card, fields)


def year_of(issued: str) -> int | None:
    """The year in which a work came out; None when it is not known."""
    try:
        return Period.parse(issued.split("/", maxsplit=1)[0]).earliest.year if issued else None
    except Unreadable:
        # What is no date may hold the one year all the same: “September 2003”, “c. 1999”.
        years = set(YEAR.findall(issued))
        return int(years.pop()) if len(years) == 1 else None


def _form(kind: str) -> str:
    known = NEAREST.get(kind, kind)
    if known not in Form.values:
        raise Unreadable(f"“{kind[:40]}” is no type of work here. There are: {', '.join(Form.values)}.", where="type")
    return str(known)


def _short(text: str, name: str) -> str:
    value = " ".join(text.split())
    if len(value) > (longest := LONGEST.get(name, ORDINARY)):
        raise Unreadable(f"The field is longer than {longest} characters. Shorten it.", where=name)
    return value


def _language(text: str) -> str:
    code = text.strip().replace("_", "-").lower()
    if not code:
        return "en"
    # Names such as “English” say nothing that can be relied on; two letters do.
    if not LANGUAGE.fullmatch(code):
        raise Unreadable(f"“{text[:20]}” is no language code. Write it as en, fr or zh-hant.", where="language")
    first = code.split("-")[0]
    return code if code == "zh-hant" else first


def _topics(keywords: str) -> list[str]:
    """The keywords that are topics: ``crime-types:corruption``, ``places:KE``, ``method:legal``."""
    known = {
        CRIME_TYPES: set(terms.labels(CRIME_TYPES, "en")),
        PLACES: set(places()),
        "method": set(Method.values),
    }
    pairs = [(word, *word.partition(":")[::2]) for word in KEYWORDS.split(keywords)]
    return [word for word, scheme, term in pairs if term in known.get(scheme, ())]
