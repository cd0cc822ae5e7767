"""The catalogue of names in memory: asked thousands of times, changed hardly ever."""

import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from babel import Locale
from django.db.models import Count, Max

from comity.base.places.enums import AliasKind, Kind, Reason
from comity.base.places.models import Alias, Place, PlaceName
from comity.kernel.kept import Kept
from comity.kernel.languages import INTERFACE


# The languages whose everyday names of countries people type: the six, and those of many laws and treaties.
EVERYDAY: Final = {
    "ar": "ar", "en": "en", "es": "es", "fr": "fr", "ru": "ru", "zh": "zh_Hans", "zh-hant": "zh_Hant",
    "de": "de", "it": "it", "nl": "nl", "pt": "pt",
}  # fmt: skip
# Another process may have changed a name; that long an old one may still be shown, in seconds.
FRESH: Final = 60.0
# Letters that Unicode does not take apart, and Arabic ones that are written now so, now so.
UNMARKED: Final = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "ð": "d",
        "þ": "th",
        "ى": "ي",
        "ة": "ه",
        "ـ": "",
        "&": " and ",
    }
)
SILENT: Final = frozenset("'’‘ʼ`´.·")
# Words that are left out, or written otherwise, in lists of participants.
LOOSE: Final = frozenset(
    ["the", "of", "and", "de", "la", "le", "les", "du", "des", "del", "los", "las", "el", "et", "y", "d", "l"]
)
WHOLE: Final = {
    "st": "saint",
    "ste": "sainte",
    "rep": "republic",
    "dem": "democratic",
    "fed": "federal",
    "is": "islands",
}
LONGEST: Final = 200

PREFERENCE: Final = {kind: number for number, kind in enumerate(Kind)}
SURENESS: Final = {reason: number for number, reason in enumerate(Reason)}
REASONS: Final = {
    AliasKind.FORMER: Reason.FORMER,
    AliasKind.VARIANT: Reason.VARIANT,
    AliasKind.ABBREVIATION: Reason.ABBREVIATION,
    AliasKind.DEMONYM: Reason.DEMONYM,
}


def fold(text: str) -> str:
    """A text without case, accents and punctuation, in which two spellings of one name are equal."""
    lowered = unicodedata.normalize("NFKC", text[:LONGEST]).casefold().translate(UNMARKED)
    apart = unicodedata.normalize("NFKD", lowered)
    kept = (
        "" if unicodedata.combining(letter) or letter in SILENT else letter if letter.isalnum() else " "
        for letter in apart
    )
    return " ".join("".join(kept).split())


def bag(folded: str) -> str:
    """A folded name as a set of its weighty words: “Korea, Republic of” and “Republic of Korea” are one."""
    return " ".join(sorted({WHOLE.get(word, word) for word in folded.split()} - LOOSE))


@dataclass(frozen=True, slots=True)
class Entry:
    """One word for one place, with the days between which it was right."""

    code: str
    text: str
    language: str
    reason: Reason
    begins_on: dt.date | None = None
    ends_on: dt.date | None = None

    def holds(self, on: dt.date | None) -> bool:
        """Whether this was a right name on that day; on any day when none is given."""
        return on is None or (
            (self.begins_on is None or self.begins_on <= on) and (self.ends_on is None or on <= self.ends_on)
        )


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every name of every place, as it stood when the catalogue was made."""

    places: dict[str, Place]
    entries: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    bags: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    # The folded texts to which a misspelt one is compared; a code is right or wrong, so codes are not among them.
    spellings: list[str] = field(default_factory=list)


def everyday_names(places: dict[str, Place]) -> Iterator[Entry]:
    """The names of the Unicode Common Locale Data Repository, which come with Babel."""
    for language, locale in EVERYDAY.items():
        territories = Locale.parse(locale).territories
        for code, place in places.items():
            # Regions are named alike in M49; only one Korea is Korea, so names come by code and never by guess.
            if place.kind in {Kind.STATE, Kind.TERRITORY, Kind.ORGANISATION} and code in territories:
                yield Entry(code, territories[code], language, Reason.VARIANT)


def every_entry(places: dict[str, Place]) -> Iterator[Entry]:
    """Names first, so that a text which is both a name and an alias of one place counts as the name."""
    for name in PlaceName.objects.all():
        reason = Reason.NAME if name.ends_on is None else Reason.FORMER
        for text in {name.short, name.formal} - {""}:
            yield Entry(name.place_id, text, name.language, reason, name.begins_on, name.ends_on)
    for code, place in places.items():
        for text in {code, place.iso3, place.m49} - {""}:
            yield Entry(code, text, "", Reason.CODE)
    for alias in Alias.objects.all():
        reason = REASONS[AliasKind(alias.kind)]
        yield Entry(alias.place_id, alias.name, alias.language, reason, alias.begins_on, alias.ends_on)
    yield from everyday_names(places)


def version() -> tuple[object, ...]:
    """What differs as soon as any action of this module has changed anything."""
    now = Place.objects.aggregate(latest=Max("changed_at"), number=Count("pk"))
    return now["latest"], now["number"]


def made() -> Catalogue:
    """A new catalogue: three queries, and the names of the locale repository."""
    catalogue = Catalogue({place.code: place for place in Place.objects.all()})
    for language in INTERFACE:
        catalogue.names[language] = {code: place.name_in(language) for code, place in catalogue.places.items()}
    for one in every_entry(catalogue.places):
        folded = fold(one.text)
        same = ((other.code, other.language) for other in catalogue.entries[folded])
        if (one.code, one.language) not in same:
            catalogue.entries[folded].append(one)
            # Words may change places within a name; in a code or an abbreviation nothing may.
            if one.reason not in {Reason.CODE, Reason.ABBREVIATION} and (words := bag(folded)):
                catalogue.bags[words].append(one)
    catalogue.spellings.extend(
        folded
        for folded, entries in catalogue.entries.items()
        if any(one.reason not in {Reason.CODE, Reason.ABBREVIATION} for one in entries)
    )
    return catalogue


KEPT: Final = Kept(made, version, fresh=FRESH)


def current() -> Catalogue:
    """The catalogue; once a minute one small query finds out whether it is still the right one."""
    return KEPT.current()


def forget() -> None:
    """Make the next reader take the catalogue anew; every action that changes a place calls this."""
    KEPT.forget()
