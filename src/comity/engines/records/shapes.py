"""Plain data in which importers and forms hand a record in."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from comity.engines.records.enums import Wording


# Names made in this namespace are the same on every installation, so two installations can compare records.
NAMESPACE = uuid.UUID("6d1f1c5e-58c6-5f0a-9d53-1d1f5c0b8a11")


def identity(kind: str, name: str) -> uuid.UUID:
    """The permanent key of a record whose kind and name are known, such as ``("treaty", "XVIII-12")``."""
    return uuid.uuid5(NAMESPACE, f"{kind}:{name}")


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


@dataclass(frozen=True, slots=True)
class Card:
    """A whole catalogue card. ``name`` is unique within its kind and never changes."""

    name: str
    place: str | None
    texts: tuple[CardText, ...]
    sources: tuple[CardSource, ...] = field(default=())
