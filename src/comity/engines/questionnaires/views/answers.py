"""A section as those see it who answer it: each question, its answer, what stands beside, what is suggested."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from comity.base.people.models import User
from comity.engines.questionnaires import queries, rules
from comity.engines.questionnaires.enums import AnswerState, Kind
from comity.engines.questionnaires.forms import name_of
from comity.engines.questionnaires.grammar import values
from comity.engines.questionnaires.grammar.evaluating import Course, column_sum, course, is_empty
from comity.engines.questionnaires.grammar.references import references
from comity.engines.questionnaires.models import Answer, Enclosure, Response, Writing
from comity.engines.questionnaires.registry import Linked, Suggestion, definition_of, suggested
from comity.engines.questionnaires.shapes import Definition, Question, Section
from comity.engines.questionnaires.views import enclosed
from comity.engines.questionnaires.views.shown import Asked, Part, Trial, Words, part, words
from comity.engines.questionnaires.views.values import (
    Piece,
    Told,
    keys_of,
    lines_of,
    linked,
    pieces,
    state_badge,
    told,
)
from comity.ui.components import Badge


# Beside one empty answer; more would hide the question.
MOST_SUGGESTED: Final = 5


@dataclass(frozen=True, slots=True)
class Beside:
    """Several texts on one question: which is the answer now, and which wait to be settled."""

    code: str
    answer: Told
    others: tuple[Told, ...]

    @property
    def numbers(self) -> str:
        """The numbers of all that wait, as a button sends them."""
        return " ".join(str(one.number) for one in self.others)


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer, as the page shows it."""

    asked: Asked
    number: int
    badge: Badge | None
    by: str
    at: Any
    state: str
    is_fixed: bool
    other_texts: tuple[Words, ...]
    lines: tuple[Words, ...]
    evidence: tuple[Piece, ...]
    remarks: int
    beside: Beside | None
    suggestions: tuple[Suggestion, ...]
    is_chosen_elsewhere: bool
    files: tuple[enclosed.Shown, ...] = ()
    asking: enclosed.Asking | None = None
    # Whether the reader may add files and take them away.
    may_change: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """A response as it stands, read once for a page."""

    response: Response
    definition: Definition
    answers: Mapping[str, Answer]
    course: Course

    @classmethod
    def of(cls, response: Response) -> "State":
        """Read it; one query."""
        definition = definition_of(response.version)
        answers = queries.answers_of(response)
        now = course(definition, {code: one.value for code, one in answers.items()})
        return cls(response, definition, answers, now)


def in_language(question: Question, value: Any, language: str) -> Any:
    """A value as its field shows it: a text only in the language in which one writes."""
    if question.kind is not Kind.TEXT or not isinstance(value, Mapping):
        return value
    return {language: value.get(language) or value.get("", "")}


def section_shown(  # noqa: PLR0913 -- for whom, in which languages, and whether to write
    state: State, section: Section, *, person: User, language: str, writing: str, may_write: bool
) -> tuple[Part, list[Answered]]:
    """A section with its answers; a fixed number of queries.

    Args:
        state: the response as it stands.
        section: of its definition.
        person: who reads.
        language: in which questions are shown.
        writing: in which texts are written.
        may_write: whether they may answer it.
    """
    codes = [one.code for one in section.questions]
    given = {
        code: in_language(state.definition.questions[code], one.value, writing) for code, one in state.answers.items()
    }
    faulty = {
        code: sentences
        for code, sentences in values.faults(state.definition, _values(state), language).items()
        if code in state.answers and not is_empty(state.answers[code].value)
    }
    shown = part(section, state.definition, language, Trial(given, state.course, faulty))
    is_colleague = rules.is_colleague(person, state.response)
    known_texts = queries.beside(state.response) if is_colleague else {}
    remarks = queries.remark_counts(state.response, codes) if is_colleague else {}
    mine = [state.answers[code] for code in codes if code in state.answers]
    kinds = {one.code: one.kind for one in section.questions}
    several: list[Answer | Writing] = [*mine, *(one for code in codes for one in known_texts.get(code, ()))]
    known = linked(keys_of(several, kinds), person, language)
    files = files_in(state.response, section, is_colleague=is_colleague)
    known |= enclosed.as_linked(files)
    offered = _offered(state, section, person, language) if may_write else {}
    clears = rules.may_clear(person, state.response)
    found = [
        _answered(
            asked,
            state,
            known,
            known_texts.get(asked.code, ()),
            remarks.get(asked.code, 0),
            offered.get(asked.code, ()),
            (language, writing),
            files,
            clears=clears,
            may_write=may_write,
        )
        for asked in shown.questions
    ]
    return shown, found


def files_in(response: Response, section: Section, *, is_colleague: bool) -> dict[str, Enclosure]:
    """The files of a response by key, one query; none where a section asks for none."""
    if not any(one.kind is Kind.FILE for one in section.questions):
        return {}
    return queries.enclosures_of(response, is_colleague=is_colleague)


def _values(state: State) -> dict[str, Any]:
    return {code: one.value for code, one in state.answers.items()}


def _offered(state: State, section: Section, person: User, language: str) -> dict[str, list[Suggestion]]:
    """Suggestions for what is asked and not answered; of records, those that are not among the answer."""
    empty = [
        one
        for one in section.questions
        if one.is_answered
        and one.code in state.course.asked
        and (one.kind is Kind.RECORD or one.code not in state.answers or is_empty(state.answers[one.code].value))
    ]
    found = suggested(state.response, empty, person=person, language=language)
    return {
        code: [one for one in several if not is_taken(state.answers.get(code), one)] for code, several in found.items()
    }


def is_taken(answer: Answer | None, one: Suggestion) -> bool:
    """Whether an answer holds already what is suggested."""
    if answer is None or not all(each in answer.evidence for each in one.evidence):
        return False
    if one.value is None:
        return True
    held, wanted = answer.value, one.value
    return isinstance(held, list) and isinstance(wanted, list) and all(each in held for each in wanted)


def _answered(  # noqa: PLR0913, PLR0917 -- what a question on the page is made of
    asked: Asked,
    state: State,
    known: Mapping[str, Linked],
    waiting: Sequence[Writing],
    remarks: int,
    suggestions: Sequence[Suggestion],
    languages: tuple[str, str],
    files: Mapping[str, Enclosure],
    *,
    clears: bool,
    may_write: bool,
) -> Answered:
    language, writing = languages
    answer = state.answers.get(asked.code)
    question = state.definition.questions[asked.code]
    others: tuple[Words, ...] = ()
    if answer is not None and question.kind is Kind.TEXT and isinstance(answer.value, Mapping):
        others = tuple(
            Words(str(text), code) for code, text in answer.value.items() if text and code not in {writing, ""}
        )
    is_fixed = answer is not None and answer.state == AnswerState.CLEARED and not clears
    is_files = question.kind is Kind.FILE
    return Answered(
        asked=asked,
        number=answer.number if answer else 0,
        badge=state_badge(answer) if answer else None,
        by=name_of(answer.by) if answer else "",
        at=answer.at if answer else None,
        state=answer.state if answer else "",
        is_fixed=is_fixed,
        other_texts=others,
        lines=tuple(lines_of(question, answer.value, language, known)) if answer else (),
        evidence=pieces(answer.evidence, known) if answer else (),
        remarks=remarks,
        beside=beside_of(answer, question, waiting, language, known) if answer and waiting else None,
        suggestions=tuple(suggestions[:MOST_SUGGESTED]),
        is_chosen_elsewhere=question.kind is Kind.RECORD,
        files=enclosed.shown(answer.value, files) if answer and is_files else (),
        asking=enclosed.asking(question) if is_files else None,
        may_change=is_files and may_write and not is_fixed,
    )


def beside_of(
    answer: Answer, question: Question, waiting: Sequence[Writing], language: str, known: Mapping[str, Linked]
) -> Beside:
    """Both texts of a question on which two wrote."""
    return Beside(
        question.code,
        told(answer, question, language, known),
        tuple(told(one, question, language, known) for one in waiting),
    )


def elsewhere(state: State, section: Section) -> dict[str, Any]:
    """What conditions of a section ask of answers in other sections, as the script of the page reads it."""
    wanted = references(section)
    found: dict[str, Any] = {}
    for code, columns in wanted.items():
        if state.definition.section_of[code] is section or code not in state.course.answers:
            continue
        question, value = state.definition.questions[code], state.course.answers[code]
        plain = value.get("amount", "") if question.kind is Kind.MONEY and isinstance(value, Mapping) else value
        if question.kind in {Kind.TEXT, Kind.TABLE, Kind.FILE, Kind.RECORD}:
            plain = "1"
        sums = {one: str(column_sum(question, one, value)) for one in columns}
        found[code] = {"value": plain, "sums": sums} if sums else {"value": plain}
    return found


def title_of(state: State, language: str) -> Words:
    """What the questionnaire is called."""
    return words(state.definition.title, language)
