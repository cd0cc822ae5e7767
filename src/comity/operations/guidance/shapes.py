"""The tree of questions as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from comity.operations.guidance.enums import Channel, Part, Sort, Step


# The one way on of a question whose answers are not listed.
ANY: Final = "*"
Words = Mapping[str, str]


def said(words: Words, language: str) -> tuple[str, str]:
    """Words in a language, else in English, and the language in which they are."""
    return (words[language], language) if words.get(language) else (words["en"], "en")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule stands: an article of a treaty, by symbol, article and perhaps a paragraph."""

    symbol: str
    article: str
    paragraph: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a reader is told, with the articles that say so; none where practice says so: check it."""

    words: Words
    sources: tuple[Source, ...] = ()
    step: Step = Step.NOWHERE


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question, with what it makes known: for which measure the finder is asked."""

    id: str
    words: Words
    help: Words = field(default_factory=dict)
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; its id is its name in the address."""

    id: str
    sort: Sort
    words: Words
    help: Words = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()

    def choice(self, key: str) -> Choice | None:
        """One of its answers."""
        return next((one for one in self.choices if one.id == key), None)


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the tree: which question is asked there, and where each of its answers leads.

    ``among`` are the treaties that count where it is asked whether one serves; none for all.
    """

    id: str
    question: str
    then: Mapping[str, str]
    among: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a way through the tree ends.

    Attributes:
        steps: what to do, in this order.
        needs: what it takes.
        avoid: what not to do.
        parts: what the portal adds from what it knows.
        holds: which registers matter, as values that the directory of registers has; none for all.
    """

    id: str
    channel: Channel
    title: Words
    lead: Words
    steps: tuple[Remark, ...]
    needs: tuple[Remark, ...] = ()
    avoid: tuple[Remark, ...] = ()
    parts: frozenset[Part] = frozenset()
    holds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Tree:
    """The whole of it."""

    start: str
    questions: Mapping[str, Question]
    nodes: Mapping[str, Node]
    answers: Mapping[str, Answer]
