"""What must be true of a whole definition, beyond the form of its parts."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from django.utils.translation import gettext as _

from comity.engines.questionnaires.enums import Cell, Comparison, Kind
from comity.engines.questionnaires.grammar.conditions import ORDERED
from comity.engines.questionnaires.grammar.faults import Path
from comity.engines.questionnaires.grammar.order import Earlier
from comity.engines.questionnaires.shapes import (
    Amount,
    Column,
    Combined,
    Compared,
    Condition,
    Definition,
    Negated,
    Question,
    Reference,
    Worked,
)


Wrong = Callable[[Path, str], None]
ARTICLE: Final = re.compile(r"[^\s:]+:[^\s]+")
ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
ONE_CODE: Final = frozenset({Kind.YES_IN_PART_NO, Kind.CHOICE})
FIGURES: Final = frozenset({Kind.NUMBER, Kind.MONEY, Kind.CALCULATION})
YES_IN_PART_NO: Final = ("yes", "in-part", "no")


def check_whole(definition: Definition, wrong: Wrong) -> None:
    """Tell everything in a definition that is well formed and cannot be."""
    check_once([one.code for one in definition.sections], ("sections",), wrong)
    seen = Earlier.first(definition)
    for number, section in enumerate(definition.sections):
        place: Path = ("sections", number)
        _check_article(section.article, place, wrong)
        if section.relevant is not None:
            check_condition(section.relevant, seen, (*place, "relevant"), wrong)
        for position, question in enumerate(section.questions):
            here = (*place, "questions", position)
            if question.code.casefold() in {code.casefold() for code in seen}:
                wrong((*here, "code"), _("The code “%(code)s” stands twice.") % {"code": question.code})
            _check_question(question, seen, here, wrong)
            seen[question.code] = question


def check_once(codes: Sequence[str], path: Path, wrong: Wrong) -> None:
    """Tell every code that stands twice, in whatever case."""
    known: set[str] = set()
    for number, code in enumerate(codes):
        if code.casefold() in known:
            wrong((*path, number, "code"), _("The code “%(code)s” stands twice.") % {"code": code})
        known.add(code.casefold())


def _check_article(article: str, path: Path, wrong: Wrong) -> None:
    if article and not ARTICLE.fullmatch(article):
        told = _("“%(article)s” is no article: write the instrument and the number, such as XVIII-12:5.")
        wrong((*path, "article"), told % {"article": article})


def _check_question(one: Question, before: Earlier, path: Path, wrong: Wrong) -> None:
    earlier = before.of(one)
    _check_article(one.article, path, wrong)
    _check_members(one, path, wrong)
    if one.relevant is not None:
        check_condition(one.relevant, earlier, (*path, "relevant"), wrong)
    if not isinstance(one.required, bool):
        check_condition(one.required, earlier, (*path, "required"), wrong)
    if one.check is not None:
        check_condition(one.check.that, before.of(one, itself=True), (*path, "check", "that"), wrong)
    if one.calculation is not None:
        check_amount(one.calculation, earlier, (*path, "calculation"), wrong)
    check_once([choice.code for choice in one.choices], (*path, "choices"), wrong)
    if one.kind is Kind.TABLE:
        _check_table(one, earlier, path, wrong)


def lacking(kind: Kind, part: str) -> str:
    """The sentence for a question without what its kind needs."""
    return _("A question of the kind “%(kind)s” needs %(part)s.") % {"kind": kind.value, "part": part}


def _check_members(one: Question, path: Path, wrong: Wrong) -> None:
    """Tell what a kind needs and does not have, and what it has and cannot use."""
    is_table, is_number = one.kind is Kind.TABLE, one.kind in {Kind.NUMBER, Kind.CALCULATION}
    uses = {
        "choices": (bool(one.choices), one.kind in {Kind.CHOICE, Kind.SEVERAL}),
        "unit": (bool(one.unit), is_number),
        "whole": (one.whole, one.kind is Kind.NUMBER),
        "columns": (bool(one.columns), is_table),
        "rows": (bool(one.rows), is_table),
        "repeat": (one.repeat is not None, is_table),
        "totals": (bool(one.totals), is_table),
        "calculation": (one.calculation is not None, one.kind is Kind.CALCULATION),
        "required": (one.required is not False, one.is_answered),
        "check": (one.check is not None, one.is_answered),
        "files": (one.files is not None, one.kind is Kind.FILE),
    }
    for name, (has, may) in uses.items():
        if has and not may:
            wrong((*path, name), _("A question of the kind “%(kind)s” has no such part.") % {"kind": one.kind.value})
    needs = {Kind.CHOICE: "choices", Kind.SEVERAL: "choices", Kind.TABLE: "columns", Kind.CALCULATION: "calculation"}
    if (needed := needs.get(one.kind)) and not uses[needed][0]:
        wrong(path, lacking(one.kind, needed))
    if one.rows and one.repeat is not None:
        wrong((*path, "repeat"), _("A table either has rows of its own or repeats, not both."))


def _check_table(one: Question, earlier: Earlier, path: Path, wrong: Wrong) -> None:
    columns = {column.code: column for column in one.columns}
    check_once([column.code for column in one.columns], (*path, "columns"), wrong)
    check_once([row.code for row in one.rows], (*path, "rows"), wrong)
    numbers = {code for code, column in columns.items() if column.kind is Cell.NUMBER}
    for number, column in enumerate(one.columns):
        _check_column(column, numbers, (*path, "columns", number), wrong)
    for number, row in enumerate(one.rows):
        if not set(row.sum_of) <= {each.code for each in one.rows}:
            wrong((*path, "rows", number, "sum-of"), _("These rows are not all rows of this table."))
    for part, sums in (
        ("columns", {c.code: c.sum_of for c in one.columns}),
        ("rows", {r.code: r.sum_of for r in one.rows}),
    ):
        if _turns(sums):
            wrong((*path, part), _("What is added up comes back to itself."))
    for number, total in enumerate(one.totals):
        if total.column not in numbers:
            told = _("“%(column)s” is no column of numbers of this table.") % {"column": total.column}
            wrong((*path, "totals", number, "column"), told)
        check_amount(Reference(total.question), earlier, (*path, "totals", number, "question"), wrong)


def _check_column(column: Column, numbers: set[str], path: Path, wrong: Wrong) -> None:
    check_once([choice.code for choice in column.choices], (*path, "choices"), wrong)
    if bool(column.choices) != (column.kind is Cell.CHOICE):
        wrong(path, _("A column of the kind “choice” has choices, and no other has."))
    if column.unit and column.kind is not Cell.NUMBER:
        wrong((*path, "unit"), _("Only numbers have a unit."))
    if column.sum_of and (column.kind is not Cell.NUMBER or not set(column.sum_of) <= numbers):
        wrong((*path, "sum-of"), _("Only numbers of this table can be added up."))


def _turns(sums: dict[str, tuple[str, ...]]) -> bool:
    """Whether something is, through whatever others, a part of its own sum."""
    left = {code: set(parts) for code, parts in sums.items()}
    while settled := {code for code, parts in left.items() if not parts & set(left)}:
        left = {code: parts for code, parts in left.items() if code not in settled}
    return bool(left)


def check_condition(condition: Condition, known: Earlier, path: Path, wrong: Wrong) -> None:
    """Tell what a condition asks of the questions before it that cannot be asked."""
    match condition:
        case Negated(of):
            check_condition(of, known, (*path, "not"), wrong)
        case Combined(how, several):
            for number, one in enumerate(several):
                check_condition(one, known, (*path, how, number), wrong)
        case Compared():
            _check_compared(condition, known, path, wrong)


def _check_compared(one: Compared, known: Earlier, path: Path, wrong: Wrong) -> None:
    question = _asked(one.what, known, path, wrong)
    if question is None:
        return
    is_figure = question.kind in FIGURES or bool(one.what.column)
    fitting = comparisons(question, column=one.what.column)
    if one.how not in fitting:
        told = {
            "code": question.code,
            "kind": question.kind.value,
            "fitting": ", ".join(each.value for each in fitting),
        }
        said = _("“%(code)s” is of the kind “%(kind)s”, which can be compared by: %(fitting)s.")
        wrong(path, said % told)
        return
    place = (*path, one.how.value)
    if one.how is Comparison.ANSWERED:
        return
    if is_figure:
        if isinstance(one.to, str | bool | tuple):
            wrong(place, _("A number is compared to a number."))
        else:
            check_amount(one.to, known, place, wrong)
    elif question.kind is Kind.DATE:
        if not (isinstance(one.to, str) and ISO_DAY.fullmatch(one.to)) and not _is_date(one.to, known):
            wrong(place, _("A date is compared to a day such as 2026-03-31, or to another date."))
    else:
        _check_codes(one.to, question, place, wrong)


def _is_date(to: object, known: Earlier) -> bool:
    return isinstance(to, Reference) and to.question in known and known[to.question].kind is Kind.DATE


def _check_codes(to: object, question: Question, path: Path, wrong: Wrong) -> None:
    offered = codes_of(question)
    wanted: Iterable[object] = to if isinstance(to, tuple) else (to,)
    strange = [str(code) for code in wanted if not isinstance(code, str) or code not in offered]
    if strange:
        told = {"code": question.code, "strange": ", ".join(strange), "offered": ", ".join(offered)}
        wrong(path, _("“%(code)s” cannot be answered with %(strange)s; it offers %(offered)s.") % told)


def codes_of(question: Question) -> tuple[str, ...]:
    """With which codes a question is answered."""
    if question.kind is Kind.YES_IN_PART_NO:
        return YES_IN_PART_NO
    return tuple(choice.code for choice in question.choices)


def comparisons(question: Question, *, column: str = "") -> tuple[Comparison, ...]:
    """How answers to a question can be compared."""
    if column or question.kind is Kind.CALCULATION:
        return (Comparison.IS, Comparison.IS_NOT, *ORDERED)
    if question.kind in FIGURES or question.kind is Kind.DATE:
        return (Comparison.IS, Comparison.IS_NOT, *ORDERED, Comparison.ANSWERED)
    if question.kind in ONE_CODE:
        return (Comparison.IS, Comparison.IS_NOT, Comparison.IN, Comparison.ANSWERED)
    if question.kind is Kind.SEVERAL:
        return (Comparison.INCLUDES, Comparison.ANSWERED)
    return () if question.kind in {Kind.NOTE, Kind.TABLE} else (Comparison.ANSWERED,)


def check_amount(amount: Amount, known: Earlier, path: Path, wrong: Wrong) -> None:
    """Tell what an amount is made of that is no number."""
    match amount:
        case Worked(how, of):
            for number, one in enumerate(of):
                check_amount(one, known, (*path, how, number), wrong)
        case Reference():
            question = _asked(amount, known, path, wrong)
            if question is not None and not amount.column and question.kind not in FIGURES:
                wrong(path, _("“%(code)s” is not answered with a number.") % {"code": amount.question})


def _asked(what: Reference, known: Earlier, path: Path, wrong: Wrong) -> Question | None:
    question = known.get(what.question)
    if question is None:
        wrong(path, known.why_not(what.question))
        return None
    if what.column:
        found = [column for column in question.columns if column.code == what.column and column.kind is Cell.NUMBER]
        if not found:
            told = {"code": what.question, "column": what.column}
            wrong(path, _("“%(code)s” has no column of numbers “%(column)s”.") % told)
            return None
    return question
