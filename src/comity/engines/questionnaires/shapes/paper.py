"""Answers on their way to paper and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it stands when a form is written: its value, and which of its texts this is."""

    value: Any
    number: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """Which form a file is: the line that each file carries, by which it is known when it comes back.

    Args:
        response: key of the response, or empty when it was given out empty.
        digest: of the version.
        language: in which it is.
        other: the second language, or empty.
    """

    response: str
    digest: str
    language: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """Something in a file of which no answer could be made: it is shown, never dropped.

    Args:
        where: the place in the file, for a person.
        question: the code of the question beside which it stands; empty for none.
        text: what stands there.
        why: why it was not read, and what to do.
    """

    where: str
    question: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What a file that came back says.

    Args:
        form: which form it is.
        values: what is answered, by question code; a question that is not in the file is left out.
        seen: which text of each answer stood in the file when it was given out, by question code.
        unread: what could not be read.
    """

    form: Form
    values: Mapping[str, Any] = field(default_factory=dict)
    seen: Mapping[str, int] = field(default_factory=dict)
    unread: Sequence[Unread] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What a file would change of an answer.

    Args:
        question: its code.
        before: what stood in the file when it was given out.
        now: what is answered now.
        after: what the file says.
        seen: which text of the answer stood in the file.
        is_overtaken: whether somebody wrote meanwhile: then both texts are kept, side by side.
        is_emptied: whether the file says nothing where something stood.
    """

    question: str
    before: Any
    now: Any
    after: Any
    seen: int
    is_overtaken: bool = False
    is_emptied: bool = False
