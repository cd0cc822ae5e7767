import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.db.models import Q, QuerySet
from rapidfuzz import fuzz, process

from comity.base.places.enums import Group, Kind, Membership, Reason
from comity.base.places.index import LOOSE, PREFERENCE, SURENESS, Catalogue, Entry, bag, current, fold
from comity.base.places.models import Place, Succession


# How sure each kind of exact match is; the rest of the way to 100 is for the language asked for.
SURE: Final = {
    Reason.NAME: 99.0,
    Reason.CODE: 98.0,
    Reason.VARIANT: 97.0,
    Reason.ABBREVIATION: 96.0,
    Reason.FORMER: 95.0,
    Reason.DEMONYM: 90.0,
}
SIMILAR: Final = 72.0
# One wrong character of three in Chinese is a third of the name.
SIMILAR_IDEOGRAPHS: Final = 60.0
IDEOGRAPHS: Final = ("\u3400", "\u9fff")
# Below this length a fragment says too little to be compared with whole names.
SHORTEST_FRAGMENT: Final = 3
# Words that are part of so many names that they find nothing.
EMPTY_WORDS: Final = frozenset(
    ["republic", "republique", "republica", "state", "states", "etats", "estados", "kingdom", "islands", "island"]
).union(["united", "democratic", "people"])


@dataclass(frozen=True, slots=True)
class Match:
    """A place that a text may mean.

    Args:
        place: the place, as the catalogue keeps it; it is shared, so read it and do not change it.
        score: from 0 to 100, where 90 and more means that the text is one of its names or codes.
        reason: why it was found.
        text: the name or code that was met, as it is written.
        language: the language of that name; empty for a code.
    """

    place: Place
    score: float
    reason: Reason
    text: str
    language: str

    @property
    def code(self) -> str:
        return self.place.code


def names(language: str) -> Mapping[str, str]:
    """The short name of every place in a language, by code; in English where the language has none."""
    known = current().names
    return MappingProxyType(known.get(language, known["en"]))


def places() -> Mapping[str, Place]:
    """Every place by code, from memory."""
    return MappingProxyType(current().places)


def state_of(code: str) -> str:
    """The State that answers for a place, from memory: the sovereign of a territory, else the place itself."""
    place = current().places.get(code)
    return place.sovereign_id if place is not None and place.sovereign_id else code


def states(*, counted: bool = True) -> QuerySet[Place]:
    """The 197 countries of the reports; with ``counted=False`` the 193 Members of the United Nations."""
    return Place.objects.filter(is_counted=True) if counted else Place.objects.filter(un_status=Membership.MEMBER)


def group_members(group: Group | str, *, only_members: bool = False) -> QuerySet[Place]:
    """The present States of a regional group; ``only_members`` leaves out the four that are no Member States."""
    found = Place.objects.filter(kind=Kind.STATE, group=group)
    return found.filter(un_status=Membership.MEMBER) if only_members else found


def regions() -> QuerySet[Place]:
    """The regions and subregions of M49."""
    return Place.objects.filter(kind=Kind.REGION)


def groups() -> QuerySet[Place]:
    """The five regional groups, which have names in six languages as places have."""
    return Place.objects.filter(kind=Kind.GROUP)


def regions_of(code: str) -> list[str]:
    """The codes of the regions in which a place lies, nearest first: KE gives 014, 202, 002, 001."""
    known, found = current().places, list[str]()
    place = known.get(code)
    while place is not None and place.within_id and place.within_id not in found:
        found.append(place.within_id)
        place = known.get(place.within_id)
    return found


def codes_in(region: str) -> set[str]:
    """The codes of everything that lies in a region, at any depth, without the region itself."""
    return {code for code in current().places if region in regions_of(code)}


def legal_systems_of(code: str) -> tuple[str, ...]:
    """The legal systems of a place, as codes of ``LegalSystem``; none where none is known. From memory."""
    place = current().places.get(code)
    return tuple(place.legal_systems) if place is not None else ()


def successions_of(place: Place | str) -> QuerySet[Succession]:
    """What a place followed and what followed it, oldest first."""
    code = place.code if isinstance(place, Place) else place
    about = Q(predecessor=code) | Q(successor=code) | Q(territory=code)
    return Succession.objects.filter(about).select_related("predecessor", "successor", "territory")


def existed(place: Place, on: dt.date | None) -> bool:
    """Whether the place existed on a day, as far as its dates are known; always when no day is given."""
    return on is None or (
        (place.begins_on is None or place.begins_on <= on) and (place.ends_on is None or on <= place.ends_on)
    )


def rank(entry: Entry, catalogue: Catalogue) -> tuple[int, int]:
    return PREFERENCE[Kind(catalogue.places[entry.code].kind)], SURENESS[entry.reason]


def exact(text: str, catalogue: Catalogue, on: dt.date | None) -> list[Entry]:
    """The entries that are this text, but for case, accents, punctuation and the order of words."""
    folded = fold(text)
    for found in (catalogue.entries.get(folded), catalogue.bags.get(bag(folded))):
        right = [one for one in found or () if one.holds(on) and existed(catalogue.places[one.code], on)]
        if right:
            return right
    return []


def resolve(text: str, *, on: dt.date | None = None) -> Place | None:
    """The one place that a text names, for importers; None when it names none, or two alike.

    Case, accents, punctuation and word order may differ and old names count; misspelt ones and words for peoples
    do not. Of a State and a region of one name (Micronesia) it is the State.
    """
    catalogue = current()
    found = [one for one in exact(text, catalogue, on) if one.reason != Reason.DEMONYM]
    if not found:
        return None
    best = min(rank(one, catalogue) for one in found)
    codes = {one.code for one in found if rank(one, catalogue) == best}
    return catalogue.places[codes.pop()] if len(codes) == 1 else None


def misspelt(folded: str, spellings: list[str]) -> Iterator[tuple[str, float, Reason]]:
    ideographs = any(IDEOGRAPHS[0] <= letter <= IDEOGRAPHS[1] for letter in folded)
    if len(folded) < SHORTEST_FRAGMENT and not ideographs:
        return
    least = SIMILAR_IDEOGRAPHS if ideographs else SIMILAR
    for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
        for spelling, score, _ in process.extract(folded, spellings, scorer=scorer, score_cutoff=least, limit=40):
            yield spelling, score * 0.89, Reason.SPELLING


def begun(folded: str, spellings: list[str]) -> Iterator[tuple[str, float, Reason]]:
    if len(folded) < SHORTEST_FRAGMENT - 1:
        return
    for spelling in spellings:
        if spelling.startswith(folded) and spelling != folded:
            yield spelling, 76 + 12 * len(folded) / len(spelling), Reason.BEGINNING


def worded(folded: str, spellings: list[str]) -> Iterator[tuple[str, float, Reason]]:
    words = set(bag(folded).split()) - EMPTY_WORDS
    if not words or min(map(len, words)) < SHORTEST_FRAGMENT:
        return
    for spelling in spellings:
        if words < set(spelling.split()) - LOOSE:
            yield spelling, 74 + 12 * len(folded) / max(len(spelling), len(folded)), Reason.WORDS


def similar(folded: str, catalogue: Catalogue) -> Iterator[tuple[str, float, Reason]]:
    """Folded names that look like a folded text, each with a score below that of any exact match, and why."""
    # Articles and prepositions alone would begin half of the names.
    if bag(folded):
        for seek in (misspelt, begun, worded):
            yield from seek(folded, catalogue.spellings)


def look_up(text: str, *, language: str | None = None, on: dt.date | None = None, limit: int = 10) -> list[Match]:
    """The places that a person may mean by a text, best first; an empty list when nothing is near.

    Args:
        text: anything; no text makes this fail.
        language: the language in which the person most likely writes; its names win over equals.
        on: only names and places that were right on that day.
        limit: how many at most.
    """
    catalogue, folded = current(), fold(text)
    if not folded:
        return []
    best: dict[str, Match] = {}

    def offer(one: Entry, score: float, reason: Reason) -> None:
        place = catalogue.places[one.code]
        score = round(score + (1.0 if language and one.language == language else 0.0), 1)
        if (one.code not in best or best[one.code].score < score) and one.holds(on) and existed(place, on):
            best[one.code] = Match(place, score, reason, one.text, one.language)

    for one in exact(text, catalogue, on):
        offer(one, SURE[one.reason], one.reason)
    for spelling, score, reason in similar(folded, catalogue):
        for one in catalogue.entries[spelling]:
            # What is spelt like a name may also be a code, and a code is right or wrong.
            if one.reason not in {Reason.CODE, Reason.ABBREVIATION}:
                offer(one, score, reason)
    ordered = sorted(
        best.values(), key=lambda match: (-match.score, PREFERENCE[Kind(match.place.kind)], match.place.code)
    )
    return ordered[:limit]
