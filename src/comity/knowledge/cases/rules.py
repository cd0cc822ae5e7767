"""What a case must be, and who may bring cases in."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from comity.base.access.enums import Permission
from comity.base.access.roles import may
from comity.base.people.models import User
from comity.base.places.queries import legal_systems_of, places
from comity.base.terms import queries as terms
from comity.engines.records.models import Satellite
from comity.kernel.errors import NotPermitted, Unreadable
from comity.knowledge.cases.enums import PROTECTED, AgeGroup, Nature, Role
from comity.knowledge.cases.models import CaseTerm, Charge, Cooperation, Instance, Measure, Party
from comity.knowledge.cases.registry import VOCABULARIES
from comity.knowledge.cases.shapes import NewCase


# Keywords of cases, one vocabulary for each crime type that has any.
KEYWORDS: Final = tuple(VOCABULARIES.values())
# The vocabularies under whose terms a case may be filed.
FILED_UNDER: Final = ("crime-types", "cross-cutting", *KEYWORDS)
# The fields of a case that hold the id of a term, and the vocabulary.
CODED: Final = {"court_level": "court-level", "legal_system": "legal-system", "proceedings": "case-proceedings"}


def legal_systems(own: str, place: str | None) -> tuple[str, ...]:
    """The legal systems under which a case was decided: its own where it says so, else those of its State."""
    return (own,) if own else legal_systems_of(place or "")


def check_may_import(by: User) -> None:
    """Raise NotPermitted unless this person may put records in and publish them."""
    if not may(by, Permission.RECORD_PUBLISH):
        raise NotPermitted("Only editors may bring cases in.")


def check_whole(new: NewCase) -> None:
    """Raise Unreadable when the case names a term or place that is not known, or says what cannot be."""
    for name, scheme in CODED.items():
        _check_term(scheme, str(new.fields.get(name, "")), new.where)
    for rows in new.parts.values():
        for row in rows:
            _check_part(row, new.where)


def _check_part(row: Satellite, where: str) -> None:
    match row:
        case CaseTerm():
            scheme, _, code = row.term.partition(":")
            if scheme not in FILED_UNDER:
                raise Unreadable(f"Cases are filed under {', '.join(FILED_UNDER)}, not “{scheme}”.", where=where)
            _check_term(scheme, code, where)
        case Instance():
            _check_term("court-level", row.level, where)
            _check_term("case-appeal", row.outcome, where)
        case Party():
            check_party(row, where)
        case Charge():
            _check_term("crime-types", row.crime_type, where)
            _check_term("case-verdict", row.verdict, where)
        case Measure():
            _check_term("case-measure", row.measure, where)
        case Cooperation():
            _check_term("case-cooperation", row.form, where)
            _check_places(row.places, where)


def check_party(party: Party, where: str = "") -> None:
    """Raise Unreadable when somebody who is protected is named, or ages and numbers do not fit together.

    The table refuses the same; here it is told in a sentence, with the place in the input.
    """
    if is_protected(party) and party.name:
        raise Unreadable(
            "Victims, migrants, witnesses and complainants are not named. Leave the name empty; pages number them.",
            where=where,
        )
    if party.count_children is not None and party.count_children > party.count:
        raise Unreadable("There are more children than people.", where=where)
    if party.age_group == AgeGroup.ADULT and party.count_children:
        raise Unreadable("Adults only, and some of them children: say “both”.", where=where)
    _check_places(party.nationalities, where)


def is_protected(party: Party) -> bool:
    """Whether this is somebody whom naming can harm; a company or an authority is not."""
    return party.role in PROTECTED and party.nature in {Nature.PERSON, Nature.GROUP}


def designations(parties: Sequence[Party]) -> list[str]:
    """What each party is called on a page: its name, or its part with a number where several have the same."""
    numbers: dict[str, int] = {}
    unnamed = [party.role for party in parties if not party.name]
    called = []
    for party in parties:
        if party.name:
            called.append(party.name)
            continue
        label = str(Role(party.role).label)
        numbers[party.role] = numbers.get(party.role, 0) + 1
        called.append(f"{label} {numbers[party.role]}" if unnamed.count(party.role) > 1 else label)
    return called


def _check_term(scheme: str, code: str, where: str) -> None:
    key = f"{scheme}:{code}"
    if code and terms.label(key, "en") == key:
        known = ", ".join(terms.labels(scheme, "en"))
        raise Unreadable(f"“{code}” is no term of {scheme}. Known are: {known[:300]}.", where=where)


def _check_places(codes: Iterable[str], where: str) -> None:
    wrong = [code for code in codes if code not in places()]
    if wrong:
        raise Unreadable(f"“{wrong[0]}” is no code of a place. Write ISO 3166-1 alpha-2, such as IT.", where=where)


def ages(parties: Iterable[Party]) -> Mapping[str, set[str]]:
    """The age groups of the people with each part: as stated, else from the numbers of children and the ages."""
    found: dict[str, set[str]] = {}
    for party in parties:
        group = age_group(party)
        if group:
            several = {AgeGroup.CHILD, AgeGroup.ADULT} if group == AgeGroup.BOTH else {group}
            found[party.role] = found.get(party.role, set()) | {str(one) for one in several}
    return found


MAJORITY: Final = 18


def age_group(party: Party) -> str:
    """Child (under eighteen: article 3 (d) of the trafficking protocol), adult, both, or empty when nothing says."""
    if party.age_group:
        return party.age_group
    if party.count_children:
        return AgeGroup.CHILD if party.count_children == party.count else AgeGroup.BOTH
    low = party.age_min if party.age_min is not None else party.age_max
    high = party.age_max if party.age_max is not None else party.age_min
    if low is None or high is None:
        return ""
    if high < MAJORITY:
        return AgeGroup.CHILD
    return AgeGroup.ADULT if low >= MAJORITY else AgeGroup.BOTH
