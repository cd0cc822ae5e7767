"""How far answers are, and where what a treaty asks is not met: worked out from the answers alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from comity.engines.questionnaires.enums import AnswerState, Kind, Level
from comity.engines.questionnaires.grammar.evaluating import Course, is_empty
from comity.engines.questionnaires.shapes import Definition, Question


# What falls short of an article, the plainest first; empty is an answer that is missing.
SHORT: Final = ("no", "in-part", "")
LEVELS: Final = (Level.MANDATORY, Level.CONSIDER, Level.OPTIONAL)


class Given(Protocol):
    """An answer as progress reads it."""

    value: Any
    state: str
    is_contested: bool
    by_id: int


@dataclass(slots=True)
class Tally:
    """How many questions are asked, and how far their answers are; each answer is a draft, ready or cleared.

    Args:
        asked: questions that are asked and can be answered.
        answered: those of them that have an answer.
        ready: answers called ready.
        cleared: answers called final.
        contested: answers of which two texts stand.
        missing: questions without an answer that may not be missing.
    """

    asked: int = 0
    answered: int = 0
    ready: int = 0
    cleared: int = 0
    contested: int = 0
    missing: int = 0

    @property
    def drafts(self) -> int:
        return self.answered - self.ready - self.cleared

    @property
    def percent(self) -> int:
        """How many of a hundred questions have an answer."""
        return self.answered * 100 // self.asked if self.asked else 0

    def add(self, given: Given | None, *, is_required: bool) -> None:
        """Count one question."""
        self.asked += 1
        if given is None or is_empty(given.value):
            self.missing += is_required
            self.contested += given is not None and given.is_contested
            return
        self.answered += 1
        self.ready += given.state == AnswerState.READY
        self.cleared += given.state == AnswerState.CLEARED
        self.contested += given.is_contested


@dataclass(frozen=True, slots=True)
class Progress:
    """Tallies of the whole, by section, by article (in the order of the questions), and by who wrote the answers."""

    whole: Tally
    sections: Mapping[str, Tally]
    articles: Mapping[str, Tally]
    people: Mapping[int, Tally]


def progress(definition: Definition, now: Course, answers: Mapping[str, Given]) -> Progress:
    """How far a response is; only questions that are asked are counted."""
    whole, sections = Tally(), {one.code: Tally() for one in definition.sections}
    articles: dict[str, Tally] = {}
    people: dict[int, Tally] = {}
    for section, question in asked(definition, now):
        given = answers.get(question.code)
        tallies = [whole, sections[section]]
        if article := question.article or definition.section_of[question.code].article:
            tallies.append(articles.setdefault(article, Tally()))
        if given is not None and not is_empty(given.value):
            tallies.append(people.setdefault(given.by_id, Tally()))
        for one in tallies:
            one.add(given, is_required=question.code in now.required)
    return Progress(whole, sections, articles, people)


def asked(definition: Definition, now: Course) -> Iterator[tuple[str, Question]]:
    """Every question that is asked and can be answered, with the code of its section."""
    for section in definition.sections:
        for question in section.questions:
            if question.is_answered and question.code in now.asked:
                yield section.code, question


@dataclass(frozen=True, slots=True)
class Gap:
    """A question about an article whose answer falls short of it.

    Args:
        question: which.
        section: code of its section.
        article: what it is about.
        level: how far the article obliges.
        answer: ``no``, ``in-part``, or empty where there is none yet.
    """

    question: Question
    section: str
    article: str
    level: Level
    answer: str


def gaps(definition: Definition, now: Course, answers: Mapping[str, Given]) -> list[Gap]:
    """Where an article is not met, or it is not yet said whether it is: what obliges first, then as they are asked.

    Only what is answered with yes, in part or no is judged, and only where the question says how far its article
    obliges: nothing is read into texts.
    """
    found = []
    for section, question in asked(definition, now):
        if question.kind is not Kind.YES_IN_PART_NO or question.level is None:
            continue
        given = answers.get(question.code)
        answer = "" if given is None or is_empty(given.value) else str(given.value)
        if answer in SHORT:
            article = question.article or definition.section_of[question.code].article
            found.append(Gap(question, section, article, question.level, answer))
    found.sort(key=lambda one: LEVELS.index(one.level))
    return found
