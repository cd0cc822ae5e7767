"""Plain data in which a form hands over what somebody proposes."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Written:
    """What is proposed, as it was typed.

    Attributes:
        content: texts by column, rows by group, further languages, marks of what the person had seen.
        title: what it is called, in ``language``.
        place: code of the place of the record; empty for none, or when it could not be read yet.
        subjects: keys of the terms that it is about.
        would_be: the key that a new record would have by its permanent name.
        evidence: what shows that it is so, in words.
        evidence_url: where that can be read.
    """

    content: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    language: str = ""
    place: str = ""
    subjects: frozenset[str] = frozenset()
    would_be: uuid.UUID | None = None
    evidence: str = ""
    evidence_url: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one of several proposals that were sent together: done, or why not."""

    title: str
    address: str
    refusal: str = ""
