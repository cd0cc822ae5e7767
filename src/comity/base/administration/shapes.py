"""Plain data of the desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comity.base.access.registry import Check, Finding, Line, Part
from comity.kernel.languages import INTERFACE


@dataclass(frozen=True, slots=True)
class Waiting:
    """A kind of work with how much of it there is."""

    line: Line
    count: int


@dataclass(frozen=True, slots=True)
class Looked:
    """A part of the system with how it was found."""

    check: Check
    finding: Finding


@dataclass(frozen=True, slots=True)
class Desk:
    """What one member of the staff sees when they come to work."""

    waiting: Sequence[Waiting]
    quiet: Sequence[Waiting]
    ill: Sequence[Looked]
    parts: Sequence[Part]
    sees_system: bool


@dataclass(frozen=True, slots=True)
class Told:
    """An announcement as it is kept in memory."""

    mark: str
    words: Mapping[str, str]
    tone: str
    for_signed_in: bool
    begins_at: datetime
    ends_at: datetime | None

    def is_shown(self, now: datetime) -> bool:
        """Whether now is its time."""
        return self.begins_at <= now and (self.ends_at is None or now < self.ends_at)

    def text_in(self, language: str) -> tuple[str, str]:
        """What it says in a language, else in English, else in whichever it has; and the language of that."""
        for code in (language, "en", *INTERFACE):
            if said := self.words.get(code):
                return said, code
        return "", "en"


def plain(looked: Looked) -> dict[str, Any]:
    """A finding for machines."""
    return {
        "key": looked.check.key,
        "grade": looked.finding.grade.value,
        "said": looked.finding.said,
        "advice": looked.finding.advice,
        **({"figures": dict(looked.finding.figures)} if looked.finding.figures else {}),
    }
