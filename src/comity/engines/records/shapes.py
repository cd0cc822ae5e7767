"""Plain data in which importers and forms hand a record in."""

import datetime as dt
import json
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise

from comity.engines.records.enums import Wording
from comity.kernel.errors import Contested


# Schemes of topics that any kind of record may have: crimes as the vocabulary names them, and places by their codes.
CRIME_TYPES: Final = "crime-types"
PLACES: Final = "places"


KEY: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SOURCE_FIELDS: Final = ("title", "url", "publisher", "licence", "licence_url", "retrieved_on", "locator")
# Names made in this namespace are the same on every installation, so two installations can compare records.
NAMESPACE = uuid.UUID("6d1f1c5e-58c6-5f0a-9d53-1d1f5c0b8a11")


def identity(kind: str, name: str) -> uuid.UUID:
    """The permanent key of a record whose kind and name are known, such as ``("treaty", "XVIII-12")``.

    A name that is itself such a key, as exports carry it, is that key.
    """
    if KEY.fullmatch(name):
        return uuid.UUID(name)
    return uuid.uuid5(NAMESPACE, f"{kind}:{name}")


def flattened(content: Mapping[str, Any]) -> dict[str, str]:
    """A snapshot as plain text by field: ``place``, ``title:fr``, ``source:url``, ``source2:url``, ``begins``."""
    flat = {"place": str(content.get("place") or "")}
    for language, wording, title, summary in content.get("texts", ()):
        flat |= {f"title:{language}": title, f"summary:{language}": summary, f"wording:{language}": str(wording)}
    for number, source in enumerate(content.get("sources", ()), 1):
        before = "source" if number == 1 else f"source{number}"
        flat |= {f"{before}:{name}": str(value or "") for name, value in zip(SOURCE_FIELDS, source, strict=True)}
    flat |= {name: "" if value in {None, "None"} else str(value) for name, value in _detail_of(content).items()}
    return flat


def _detail_of(content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
        for name, value in content.get("detail", {}).items()
    }


def differences(before: Mapping[str, Any], now: Mapping[str, Any], wanted: Mapping[str, Any]) -> tuple[Contested, ...]:
    """The fields in which a record differs from what a person saw of it, and what that person wanted there."""
    seen, stands, asked = flattened(before), flattened(now), flattened(wanted)
    return tuple(
        Contested(name, seen.get(name, ""), stands.get(name, ""), asked.get(name, ""))
        for name in dict.fromkeys([*seen, *stands])
        if seen.get(name, "") != stands.get(name, "")
    )


@dataclass(frozen=True, slots=True)
class PartChange:
    """What became of a part of a record that was written by itself.

    Attributes:
        name: of the part.
        before: what it said, by field as people read it; empty for a new one.
        after: what it says.
    """

    name: str
    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CardText:
    """A record's words in one language; ``language`` is an ISO 639-1 code."""

    language: str
    title: str
    summary: str = ""
    wording: str = Wording.ORIGINAL


@dataclass(frozen=True, slots=True)
class CardSource:
    """Where a record comes from."""

    title: str
    url: str = ""
    publisher: str = ""
    licence: str = ""
    licence_url: str = ""
    retrieved_on: dt.date | None = None
    locator: str = ""


# A link to another record: relation, key, and the part that is meant.
Arrow = tuple[str, uuid.UUID, str]


@dataclass(frozen=True, slots=True)
class Card:
    """A whole catalogue card. ``name`` is unique within its kind and never changes; the record's key is a name too."""

    name: str
    place: str | None
    texts: tuple[CardText, ...]
    sources: tuple[CardSource, ...] = field(default=())
    # What it is about, as ``scheme:term``: ``crime-types:corruption``, ``places:KE`` beside its own place.
    topics: tuple[str, ...] = field(default=())
    # At what the record points and at no more; None leaves its links as they are. Only ``put_many`` draws them.
    links: tuple[Arrow, ...] | None = None

    @property
    def subjects(self) -> tuple[str, ...]:
        """The topics once each and in order, without the record's own place, which stands on the card already."""
        return tuple(sorted(set(self.topics) - {f"{PLACES}:{self.place}"}))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A closed list of topics that one kind of record has for itself, by which its list is narrowed.

    Attributes:
        scheme: the first part of the topic, such as ``audience``; also the parameter in the address of the list.
        label: what readers call it.
        names: what each term is called.
        spoken: whether the names are those of languages, each written in itself.
    """

    scheme: str
    label: str | Promise
    names: Mapping[str, str | Promise]
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of each entry of a list that a field keeps, such as the address of a report.

    Attributes:
        name: its key in the entry.
        label: what readers call it.
        help: what may stand in it; empty when the label says it.
        sort: ``line``, ``address``, ``number``, ``language``, as ``enums.Sort`` has them.
        is_required: whether an entry without it is none.
        example: one value.
    """

    name: str
    label: str | Promise
    help: str | Promise = ""
    sort: str = "line"
    is_required: bool = False
    example: str = ""


@dataclass(frozen=True, slots=True)
class Makeup:
    """What stands in the fields of a table beyond what their columns tell; by the names of the fields.

    Attributes:
        dates: of those that hold a date in EDTF, the fields of its first and of its last day, or nothing.
        coded: of those that hold ids of terms, the vocabularies; of several, each id has its vocabulary before it.
            ``places`` stands for the codes of places.
        lists: of those that hold a list of entries, the parts of each.
        languages: those that hold the code of a language.
        about: whether crimes and other places stand on the card; a kind that keeps them elsewhere says no.
    """

    dates: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    coded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lists: Mapping[str, tuple[Piece, ...]] = field(default_factory=dict)
    languages: frozenset[str] = frozenset()
    about: bool = True


def topics_of(scheme: str, terms: Iterable[str]) -> tuple[str, ...]:
    """Terms as topics: ``("crime-types:corruption", ...)``."""
    return tuple(f"{scheme}:{term}" for term in terms)
