"""A case as linked data, and as entities of FollowTheMoney."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, Final

from comity.base.terms import queries as terms
from comity.engines.records.exports.entities import Entity, entity, entity_id, published
from comity.engines.records.queries import best_text
from comity.knowledge.cases import rules
from comity.knowledge.cases.enums import AgeGroup, Nature
from comity.knowledge.cases.models import Case, Party


# What entities are made of, beside the card.
SATELLITES: Final = ("parties", "terms")
# What a party is to FollowTheMoney; a group of people is nobody in particular.
SCHEMATA: Final = {Nature.PERSON: "Person", Nature.COMPANY: "Company", Nature.AUTHORITY: "PublicBody"}
# A name that hides somebody: initials, letters with numbers, or signs put over it.
HIDDEN: Final = re.compile(r"[*█_…]|\.{3}|\b[Xx]{2,}\b|某|^\W*(?:\w{1,2}\d*(?:\W+|$))+$")
COUNTRY: Final = re.compile(r"[A-Z]{2}")
GENDERS: Final = {"female": "female", "male": "male", "other-gender": "other"}


def entities(case: Case) -> Iterator[Entity]:
    """The case, the companies, authorities and persons that it names, and the part that each has in it.

    Who is protected, who is shown by initials, and who was a child never goes out; of a case whose publisher hides its
    people, no person does.
    """
    court_case = published(
        case,
        "CourtCase",
        caseNumber=[one for one in (case.number, case.ecli, case.citation, case.filed_as) if one],
        court=case.court,
        closeDate=closed(case),
        type=case.proceedings,
        keywords=[terms.label(one.term, "en") for one in case.terms.all()],
    )
    yield court_case
    for number, party in enumerate(case.parties.all(), start=1):
        if not is_public(party, case):
            continue
        own = {"country": [code.lower() for code in party.nationalities if COUNTRY.fullmatch(code)]}
        if party.nature == Nature.PERSON:
            own = {"nationality": own["country"], "gender": [GENDERS[party.gender]] if party.gender in GENDERS else []}
        somebody = entity(entity_id(case, f"party-{number}"), SCHEMATA[Nature(party.nature)], name=party.name, **own)
        yield somebody
        yield entity(
            entity_id(case, f"party-{number}-role"),
            "CourtCaseParty",
            case=court_case.id,
            party=somebody.id,
            role=party.role,
        )


def closed(case: Case) -> dt.date | str | None:
    """The day of the decision, or its year where no more is known; None when not even that is."""
    first, last = case.decided_earliest_on, case.decided_latest_on
    if first is None or last is None or first.year != last.year:
        return None
    return first if first == last else str(first.year)


def is_public(party: Party, case: Case) -> bool:
    """Whether somebody's name may go out as data: it is given in full, and is that of nobody who is protected."""
    if not party.name or party.nature == Nature.GROUP or rules.is_protected(party):
        return False
    if party.nature != Nature.PERSON:
        return True
    is_child = rules.age_group(party) in {AgeGroup.CHILD, AgeGroup.BOTH}
    return not (case.is_anonymised or is_child or HIDDEN.search(party.name))


def linked_data(case: Case, root: str, language: str) -> dict[str, Any]:
    """A case as a creative work of schema.org, which has no word for a decision; no query when its card is loaded.

    Args:
        case: the case.
        root: the address of the host, ``https://comity.example``.
        language: in which terms are named.
    """
    texts = list(case.record.texts.all())
    text = best_text(texts, language=case.language or "en")
    source = next(iter(case.record.sources.all()), None)
    numbers = [one for one in (case.ecli, case.citation, case.number, case.filed_as) if one]
    return {
        "@type": "CreativeWork",
        "@id": f"{root}{case.address}",
        "url": f"{root}{case.address}",
        "additionalType": "http://purl.org/vocab/frbr/core#Work",
        "genre": "court decision",
        "name": text.title if text else case.identifier,
        "alternateName": [one.title for one in texts if text and one.title != text.title],
        "identifier": numbers,
        "abstract": text.summary if text else None,
        "dateCreated": case.decided,
        "inLanguage": case.language or None,
        "contentLocation": case.record.place_id,
        "creator": {"@type": "GovernmentOrganization", "name": case.court} if case.court else None,
        "keywords": [terms.label(one.term, language) for one in case.terms.all()],
        "publisher": {"@type": "Organization", "name": source.publisher} if source and source.publisher else None,
        "license": (source.licence_url or source.licence) if source else None,
        "isBasedOn": source.url if source else None,
        "citation": [one.text for one in case.citations.all()],
    }
