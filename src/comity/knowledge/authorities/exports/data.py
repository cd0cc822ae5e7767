"""Authorities as plain data, as rows, and as vCards; each begins with what one reader may read."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

import vobject
from django.utils.translation import gettext as _

from comity.engines.records.exports import files_of
from comity.kernel.lists import said_of
from comity.knowledge.authorities.enums import Function, Group
from comity.knowledge.authorities.exports.sentences import by, confirmation, dated, spoken
from comity.knowledge.authorities.grammar import COLUMNS, TOLD, rows_of
from comity.knowledge.authorities.queries import Disclosed
from comity.knowledge.authorities.shapes import Entry, NewDesignation, parts_of


EXPORTED = (*COLUMNS, *TOLD)


def as_data(shown: Disclosed) -> dict[str, Any]:
    """All that this reader may read of an authority, as plain data; ``confirmation`` says it in words."""
    authority = shown.authority
    return {
        "id": shown.key,
        "identifier": authority.identifier,
        "address": authority.address,
        "place": shown.place,
        "names": [{"language": t.language, "wording": t.wording, "name": t.title} for t in shown.texts],
        "functions": list(shown.functions),
        "freshness": shown.freshness.value,
        "confirmation": confirmation(shown),
        "confirmed_on": authority.confirmed_on.isoformat() if authority.confirmed_on else None,
        "confirmed_by": authority.confirmed_by,
        "is_extracted": shown.is_extracted,
        "language": authority.language,
        "particulars": shown.particulars,
        "withheld": list(shown.withheld),
        "designations": [one.plain() for one in shown.designations],
        "sources": [{"title": s.title, "url": s.url} for s in shown.sources],
        "files": files_of(authority.record),
    }


def as_entry(shown: Disclosed) -> Entry:
    """An authority as a file would hand it in, of what this reader may read."""
    return Entry(
        shown.authority.identifier,
        shown.place,
        {text.language: text.title for text in shown.texts},
        language=shown.authority.language,
        particulars=shown.particulars,
        # Which groups are kept is told to those who read them, so that their files can be read in again.
        restricted=shown.kept,
        confirmed_on=shown.authority.confirmed_on,
        confirmed_by=shown.authority.confirmed_by,
        designations=tuple(_designation(one.plain()) for one in shown.designations),
    )


def _designation(plain: dict[str, Any]) -> NewDesignation:
    days = {name: dt.date.fromisoformat(plain[name]) if plain[name] else None for name in ("begins_on", "ends_on")}
    return NewDesignation(**(plain | days))


def as_rows(several: Iterable[Disclosed]) -> Iterator[dict[str, str]]:
    """Authorities as rows of the table that can be read in again, with a sentence on how fresh each is."""
    for shown in several:
        sentence = confirmation(shown)
        for row in rows_of(as_entry(shown)):
            yield row | {"confirmation": sentence}


def as_vcards(several: Iterable[Disclosed], language: str, address_of: Any) -> Iterator[bytes]:
    """Authorities as vCards 3.0 (RFC 2426), one after another."""
    for shown in several:
        yield as_vcard(shown, language, address_of(shown)).encode()


def as_vcard(shown: Disclosed, language: str, address: str) -> str:
    """An authority as a vCard, with what must be known before it is written to in its note."""
    card = vobject.vCard()
    told = shown.particulars
    name, _language = shown.name(language)
    card.add("fn").value = name
    card.add("n").value = vobject.vcard.Name(family=name)
    card.add("org").value = [name, *([told["service"]] if "service" in told else [])]
    card.add("uid").value = f"urn:uuid:{shown.key}"
    card.add("rev").value = f"{shown.authority.record.changed_at:%Y-%m-%dT%H:%M:%SZ}"
    card.add("source").value = address
    if lines := told.get("address_lines"):
        entry = card.add("adr")
        entry.value = vobject.vcard.Address(street=lines.splitlines(), country=shown.place)
        entry.type_param = "WORK"
    for field, kinds in (("telephones", ["WORK", "VOICE"]), ("telephones_24h", ["WORK", "PREF"]), ("faxes", ["FAX"])):
        for number in told.get(field, []):
            entry = card.add("tel")
            entry.value, entry.type_param = number, kinds
    for email in told.get("emails", []):
        entry = card.add("email")
        entry.value, entry.type_param = email, "INTERNET"
    if "website" in told:
        card.add("url").value = told["website"]
    card.add("note").value = "\n".join(_notes(shown))
    return str(card.serialize())


def _notes(shown: Disclosed) -> Iterator[str]:
    """What does not fit the fields of a vCard, the warning first."""
    told = shown.particulars
    yield confirmation(shown)
    yield "; ".join(str(Function(one).label) for one in shown.functions)
    if "languages" in told:
        yield _("Languages accepted: %(names)s") % {"names": spoken(told["languages"])}
    if "channels" in told:
        yield _("Means of communication accepted: %(names)s") % {"names": by(told["channels"])}
    for person in told.get("persons", []):
        yield " · ".join(filter(None, parts_of(person)))
    if "urgent_procedure" in told:
        yield said_of(Group.URGENT.label, told["urgent_procedure"])
    for notice in told.get("notices", []):
        yield f"{dated(notice)}: {notice['text']}"
    if shown.withheld:
        yield kept_sentence(shown)


def kept_sentence(shown: Disclosed) -> str:
    """Which groups of fields the authority keeps for other authorities."""
    names = ", ".join(str(Group(one).label) for one in shown.withheld)
    return _("The authority keeps this for other authorities: %(groups)s.") % {"groups": names}
