"""What follows from answers: which questions are asked, which must be answered, and what figures come out.

The script ``ui/questionnaire.js`` does the same in the browser from the same data, as XLSForm's programs do from the
XPath that is written for them: what is not answered, or not asked, is empty; an empty number compares to nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from comity.engines.questionnaires.enums import Comparison, Kind
from comity.engines.questionnaires.shapes import (
    Amount,
    Combined,
    Compared,
    Condition,
    Definition,
    Negated,
    Question,
    Reference,
    Worked,
)


# Answers by question code, in the form of ``grammar.values``.
Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Course:
    """What follows from some answers.

    Args:
        asked: codes of the questions that are asked, calculations and notes among them.
        sections: codes of the sections that are.
        required: codes of the questions of which an answer may not be missing.
        answers: the answers that count, with figures for calculations.
    """

    asked: frozenset[str]
    sections: frozenset[str]
    required: frozenset[str]
    answers: Answers


def course(definition: Definition, answers: Answers) -> Course:
    """What follows from some answers; a question that is not asked has none."""
    counted: dict[str, Any] = {}
    asked, sections, required = set(), set(), set()
    for section in definition.sections:
        if section.relevant is not None and not holds(section.relevant, counted, definition):
            continue
        sections.add(section.code)
        for question in section.questions:
            if question.relevant is not None and not holds(question.relevant, counted, definition):
                continue
            asked.add(question.code)
            if question.calculation is not None:
                figure = amount(question.calculation, counted, definition)
                if figure is not None:
                    counted[question.code] = str(figure)
                continue
            if not is_empty(answers.get(question.code)):
                counted[question.code] = answers[question.code]
            needs = question.required
            if needs if isinstance(needs, bool) else holds(needs, counted, definition):
                required.add(question.code)
    return Course(frozenset(asked), frozenset(sections), frozenset(required), counted)


def is_empty(value: Any) -> bool:
    """Whether nothing was answered."""
    if isinstance(value, Mapping):
        return all(is_empty(one) for one in value.values())
    if isinstance(value, list | tuple):
        return all(is_empty(one) for one in value)
    return value is None or value == ""


def holds(condition: Condition, answers: Answers, definition: Definition) -> bool:
    """Whether a condition holds of some answers."""
    match condition:
        case Negated(of):
            return not holds(of, answers, definition)
        case Combined(how, of):
            several = (holds(one, answers, definition) for one in of)
            return all(several) if how == "all" else any(several)
        case Compared():
            return _compared(condition, answers, definition)


def _compared(one: Compared, answers: Answers, definition: Definition) -> bool:
    question = definition.questions[one.what.question]
    value = answers.get(question.code)
    if one.how is Comparison.ANSWERED:
        return (not is_empty(value)) == one.to
    if question.kind is Kind.SEVERAL:
        return one.to in (value or ())
    if isinstance(one.to, tuple):
        return value in one.to
    if question.kind is Kind.DATE:
        other = answers.get(one.to.question) if isinstance(one.to, Reference) else one.to
        return _ordered(value or None, one.how, other or None)
    if isinstance(one.to, str | bool):
        return (value == one.to) is (one.how is Comparison.IS)
    return _ordered(amount(one.what, answers, definition), one.how, amount(one.to, answers, definition))


def _ordered(left: Any, how: Comparison, right: Any) -> bool:
    if left is None or right is None:
        return how is Comparison.IS_NOT
    return bool(
        {
            Comparison.IS: left == right,
            Comparison.IS_NOT: left != right,
            Comparison.AT_LEAST: left >= right,
            Comparison.AT_MOST: left <= right,
            Comparison.MORE_THAN: left > right,
            Comparison.LESS_THAN: left < right,
        }[how]
    )


def amount(one: Amount, answers: Answers, definition: Definition) -> Decimal | None:
    """An amount; None when something in it is not there. The sum of a column without numbers is nought."""
    match one:
        case Worked(how, of):
            parts = [amount(each, answers, definition) for each in of]
            known = [part for part in parts if part is not None]
            if len(known) < len(parts):
                return None
            return sum(known, Decimal(0)) if how == "sum" else known[0] - known[1]
        case Reference(code, column):
            value = answers.get(code)
            if column:
                return column_sum(definition.questions[code], column, value)
            return number_in(value.get("amount") if isinstance(value, Mapping) else value)
        case _:
            return one


def number_in(value: Any) -> Decimal | None:
    """The number that a value is; None for anything else."""
    if isinstance(value, str | int) and not isinstance(value, bool):
        try:
            number = Decimal(value)
        except InvalidOperation:
            return None
        return number if number.is_finite() else None
    return None


def column_sum(question: Question, column: str, value: Any) -> Decimal:
    """The sum of a column of a table, without the rows that are themselves sums."""
    sums = {row.code for row in question.rows if row.sum_of}
    total = Decimal(0)
    for row in value if isinstance(value, list) else ():
        if row.get("row") not in sums or "row" not in row:
            total += number_in(row.get(column)) or Decimal(0)
    return total
