"""The facts that ship with the project: which works the bibliography begins with."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from comity.engines.records.registry import entries
from comity.engines.records.shapes import Card, topics_of
from comity.kernel.dates import Period
from comity.kernel.errors import Unreadable
from comity.knowledge.bibliography.enums import Form, Method
from comity.knowledge.bibliography.grammar import check_isbn, checked_doi, fingerprint, name_of
from comity.knowledge.bibliography.models import Work


FILE: Final = Path(__file__).parent / "facts" / "works.yaml"
TEXTS: Final = (
    "issued", "language", "container", "volume", "issue", "pages", "number", "edition", "series", "publisher",
    "publisher_place", "isbn", "issn", "url",
)  # fmt: skip
KNOWN: Final = frozenset({*TEXTS, "form", "authors", "editors", "doi", "method", "verified"})


def works() -> Iterator[tuple[Work, Card]]:
    """Every work of the facts, under the permanent name that an imported one of the same DOI or title would have.

    Raises:
        Unreadable: an entry has a form, a method or an identifier that is none.
    """
    for entry in entries(FILE, known=KNOWN):
        try:
            yield _work(entry.card, entry.fields)
        except Unreadable as fault:
            raise Unreadable(fault.sentence, where=f"{entry.where}, {fault.where}".rstrip(", ")) from fault


def _work(card: Card, said: Mapping[str, Any]) -> tuple[Work, Card]:
    if said.get("form") not in Form.values:
        raise Unreadable(f"“{said.get('form')}” is no form: {', '.join(Form.values)}.", where="form")
    methods = said.get("method", ())
    if strange := set(methods) - set(Method.values):
        raise Unreadable(f"“{strange.pop()}” is no method: {', '.join(Method.values)}.", where="method")
    work = Work(
        form=said["form"],
        authors=[_name(name) for name in said.get("authors", ())],
        editors=[_name(name) for name in said.get("editors", ())],
        doi=checked_doi(said.get("doi", "")),
        is_verified=bool(said.get("verified")),
        **{name: str(said[name]) for name in TEXTS if name in said},
    )
    check_isbn(work.isbn)
    work.year = Period.parse(work.issued).earliest.year if work.issued else None
    work.fingerprint = fingerprint(card.texts[0].title, work.year)
    topics = (*topics_of("method", methods), f"language:{work.language}")
    return work, replace(card, name=name_of(work.doi, work.fingerprint), topics=card.topics + topics)


def _name(text: str) -> dict[str, str]:
    """``Family, Given``; a name without a comma is one name, as that of a body is."""
    family, comma, given = text.partition(", ")
    return {"family": family, "given": given} if comma else {"literal": text}
