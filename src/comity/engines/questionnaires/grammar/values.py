"""The form of an answer to each kind of question, and what is wrong with one.

===============  ==================================================
yes-in-part-no   ``"yes"``, ``"in-part"`` or ``"no"``
choice           the code of the choice
several          a list of codes
number           digits as text, such as ``"12.5"``
money            ``{"amount": "12.50", "currency": "EUR"}``
date             ``"2026-03-31"``
text             texts by language, or one text under the empty code
table            a list of rows, each with its cells by column code; a fixed row also has its own code under ``row``
file             a list of keys of files that were sent for this very answer
record           a list of keys
===============  ==================================================
"""

import datetime as dt
import re
import uuid
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from comity.engines.questionnaires.enums import Cell, Kind
from comity.engines.questionnaires.grammar.checking import codes_of
from comity.engines.questionnaires.grammar.evaluating import (
    Answers,
    Course,
    amount,
    column_sum,
    course,
    holds,
    is_empty,
    number_in,
)
from comity.engines.questionnaires.shapes import Column, Definition, Question, Reference


CURRENCY: Final = re.compile(r"[A-Z]{3}")


def faults(definition: Definition, answers: Answers, language: str) -> dict[str, list[str]]:
    """What stands in the way of calling some answers ready, by question code, in the reader's language.

    Only questions that are asked are looked at.
    """
    now = course(definition, answers)
    found = {}
    for code, question in definition.questions.items():
        if code in now.asked and question.is_answered and (told := list(of_one(definition, question, now, language))):
            found[code] = told
    return found


def of_one(definition: Definition, question: Question, now: Course, language: str) -> Iterator[str]:
    """What is wrong with the answer to one question that is asked."""
    value = now.answers.get(question.code)
    if is_empty(value):
        if question.code in now.required:
            yield _("An answer is missing.")
        return
    told = list(malformed(question, value))
    yield from told
    if told:
        return
    if question.check is not None and not holds(question.check.that, now.answers, definition):
        yield said(question.check.says, language)
    for total in question.totals:
        other = amount(Reference(total.question), now.answers, definition)
        own = column_sum(question, total.column, value)
        if other is not None and own != other:
            name = next(said(one.text, language) for one in question.columns if one.code == total.column)
            sums = {"column": name, "sum": own, "question": total.question, "other": other}
            yield _("“%(column)s” adds up to %(sum)s, but the answer to %(question)s is %(other)s.") % sums


def said(texts: Mapping[str, str], language: str) -> str:
    """A text as it is read in a language: in that language, else in English, else in the first that there is."""
    return texts.get(language) or texts.get("") or texts.get("en") or next(iter(texts.values()), "")


def malformed(question: Question, value: Any) -> Iterator[str]:  # noqa: C901, PLR0912 -- a table, kind by kind
    """What is wrong with the form of an answer that is not empty."""
    match question.kind:
        case Kind.YES_IN_PART_NO | Kind.CHOICE:
            if value not in codes_of(question):
                yield _("This is none of the answers that are offered.")
        case Kind.SEVERAL:
            if not isinstance(value, list) or not set(value) <= set(codes_of(question)):
                yield _("This is none of the answers that are offered.")
        case Kind.NUMBER:
            yield from _number(value, whole=question.whole)
        case Kind.MONEY:
            if not isinstance(value, Mapping):
                yield _("Write a number, such as 1250 or 12.5.")
                return
            yield from _number(value.get("amount"))
            if not CURRENCY.fullmatch(str(value.get("currency", ""))):
                yield _("Write the currency by its three letters, such as EUR.")
        case Kind.DATE:
            yield from _day(value)
        case Kind.TEXT:
            if not isinstance(value, Mapping) or not all(isinstance(text, str) for text in value.values()):
                yield _("Write a text.")
        case Kind.TABLE:
            yield from _table(question, value)
        case Kind.FILE | Kind.RECORD:
            if not isinstance(value, list) or not all(_is_key(one) for one in value):
                yield _("This is no link to what was asked for.")
            elif question.kind is Kind.FILE and len(value) > question.taken.most:
                yield _("At most %(most)s files are asked for here.") % {"most": question.taken.most}


def _is_key(value: Any) -> bool:
    try:
        uuid.UUID(str(value))
    except ValueError:
        return False
    return True


def _number(value: Any, *, whole: bool = False) -> Iterator[str]:
    number = number_in(value)
    if number is None:
        yield _("Write a number, such as 1250 or 12.5.")
    elif whole and number != number.to_integral_value():
        yield _("Write a whole number.")


def _day(value: Any) -> Iterator[str]:
    try:
        dt.date.fromisoformat(str(value))
    except ValueError:
        yield _("Write the day as year, month and day, such as 2026-03-31.")


def _table(question: Question, value: Any) -> Iterator[str]:
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        yield _("This is no table.")
        return
    rows = [row for row in value if not is_empty({k: v for k, v in row.items() if k != "row"})]
    if question.repeat and not question.repeat.least <= len(rows) <= question.repeat.most:
        told = _("The table has %(count)s rows; from %(least)s to %(most)s are asked for.")
        yield told % {"count": len(rows), "least": question.repeat.least, "most": question.repeat.most}
    known = {row.code: row for row in question.rows}
    for number, row in enumerate(rows, 1):
        name = str(row.get("row") or number)
        if question.rows and row.get("row") not in known:
            yield _("Row %(row)s is no row of this table.") % {"row": name}
            continue
        for column in question.columns:
            for sentence in _cell(column, row):
                yield _("Row %(row)s, column %(column)s: %(sentence)s") % {
                    "row": name, "column": column.code, "sentence": sentence,
                }  # fmt: skip
    yield from _row_sums(question, {str(row.get("row")): row for row in rows})


def _cell(column: Column, row: Mapping[str, Any]) -> Iterator[str]:
    value = row.get(column.code)
    if is_empty(value):
        if column.required:
            yield _("An answer is missing.")
        return
    if column.kind is Cell.NUMBER:
        yield from _number(value)
        if column.sum_of:
            total = sum((number_in(row.get(code)) or Decimal(0) for code in column.sum_of), Decimal(0))
            if number_in(value) != total:
                yield _("It is not the sum of its parts, which is %(sum)s.") % {"sum": total}
    elif column.kind is Cell.DATE:
        yield from _day(value)
    elif column.kind is Cell.CHOICE and value not in {choice.code for choice in column.choices}:
        yield _("This is none of the answers that are offered.")


def _row_sums(question: Question, rows: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for row in question.rows:
        for column in question.columns if row.sum_of and row.code in rows else ():
            own = rows[row.code].get(column.code)
            if column.kind is not Cell.NUMBER or is_empty(own):
                continue
            parts = [number_in(rows.get(code, {}).get(column.code)) or Decimal(0) for code in row.sum_of]
            if number_in(own) != (total := sum(parts, Decimal(0))):
                sentence = _("It is not the sum of its parts, which is %(sum)s.") % {"sum": total}
                yield _("Row %(row)s, column %(column)s: %(sentence)s") % {
                    "row": row.code, "column": column.code, "sentence": sentence,
                }  # fmt: skip
