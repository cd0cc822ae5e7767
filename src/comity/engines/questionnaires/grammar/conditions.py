"""Conditions and amounts, from plain data and back."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.translation import gettext as _

from comity.engines.questionnaires.enums import Comparison
from comity.engines.questionnaires.grammar.faults import Path
from comity.engines.questionnaires.shapes import (
    Amount,
    Combined,
    Compared,
    Condition,
    Negated,
    Reference,
    Worked,
)


Wrong = Callable[[Path, str], None]
DEEPEST: Final = 12
ORDERED: Final = (Comparison.AT_LEAST, Comparison.AT_MOST, Comparison.MORE_THAN, Comparison.LESS_THAN)
LONGEST_NUMBER: Final = 30
# So many digits survive JSON and workbooks alike.
DIGITS: Final = 15


def read(value: Any, path: Path, wrong: Wrong, depth: int = 0) -> Condition | None:
    """The condition in plain data; None when it is none, which is told."""
    if not isinstance(value, Mapping):
        wrong(path, _('A condition looks like {"question": "A1", "is": "yes"}.'))
        return None
    if depth > DEEPEST:
        wrong(path, _("The condition is nested too deeply."))
        return None
    names = set(value)
    if names in ({"all"}, {"any"}):
        how = next(iter(names))
        return _combined(how, value[how], (*path, how), wrong, depth)
    if names == {"not"}:
        inner = read(value["not"], (*path, "not"), wrong, depth + 1)
        return Negated(inner) if inner is not None else None
    return _compared(value, path, wrong)


def _combined(how: str, several: Any, path: Path, wrong: Wrong, depth: int) -> Condition | None:
    if not isinstance(several, list | tuple) or not several:
        wrong(path, _("Here a list of conditions is expected."))
        return None
    found = [read(one, (*path, number), wrong, depth + 1) for number, one in enumerate(several)]
    sound = tuple(one for one in found if one is not None)
    if len(sound) < len(found):
        return None
    # All of one, and any of one, are that one.
    return sound[0] if len(sound) == 1 else Combined(how, sound)


def _compared(value: Mapping[str, Any], path: Path, wrong: Wrong) -> Condition | None:
    named = [one for one in Comparison if one.value in value]
    others = set(value) - {"question", "column", *(one.value for one in Comparison)}
    if "question" not in value or len(named) != 1 or others:
        known = ", ".join(one.value for one in Comparison)
        wrong(path, _("A condition names a question and one comparison of these: %(known)s.") % {"known": known})
        return None
    what = _reference(value, path, wrong)
    how = named[0]
    to = _compared_to(value[how.value], how, (*path, how.value), wrong)
    return None if what is None or to is None else Compared(what, how, to)


def _compared_to(value: Any, how: Comparison, path: Path, wrong: Wrong) -> Any:
    if how is Comparison.ANSWERED:
        if isinstance(value, bool):
            return value
        wrong(path, _("Here true or false is expected."))
        return None
    if how is Comparison.IN:
        if isinstance(value, list | tuple) and value and all(isinstance(one, str) and one for one in value):
            return tuple(dict.fromkeys(value))
        wrong(path, _("Here a list of codes is expected."))
        return None
    if isinstance(value, str) and value:
        return value
    return read_amount(value, path, wrong)


def _reference(value: Mapping[str, Any], path: Path, wrong: Wrong) -> Reference | None:
    question, column = value.get("question"), value.get("column", "")
    if isinstance(question, str) and question and isinstance(column, str):
        return Reference(question, column)
    wrong(path, _("“%(name)s” names a question by its code.") % {"name": "question"})
    return None


def read_amount(value: Any, path: Path, wrong: Wrong, depth: int = 0) -> Amount | None:
    """The amount in plain data: a number, a reference, a sum or a difference; None when it is none, which is told."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _number(value, path, wrong)
    if isinstance(value, Mapping) and "question" in value and set(value) <= {"question", "column"}:
        return _reference(value, path, wrong)
    if isinstance(value, Mapping) and set(value) in ({"sum"}, {"minus"}) and depth <= DEEPEST:
        how = next(iter(value))
        several = value[how]
        fits = isinstance(several, list | tuple) and (len(several) == 2 if how == "minus" else len(several) > 1)  # noqa: PLR2004 -- a difference is of two
        if fits:
            found = [read_amount(one, (*path, how, n), wrong, depth + 1) for n, one in enumerate(several)]
            sound = tuple(one for one in found if one is not None)
            return Worked(how, sound) if len(sound) == len(found) else None
    told = _(
        'Here a number is expected, or {"question": "A1"}, {"sum": […]} of two or more, or {"minus": […]} of two.'
    )
    wrong(path, told)
    return None


def _number(value: float | Decimal, path: Path, wrong: Wrong) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("nan")
    if (
        not number.is_finite()
        or len(format(number, "f")) > LONGEST_NUMBER
        or len(number.normalize().as_tuple().digits) > DIGITS
    ):
        wrong(path, _("This is no number that can be worked with."))
        return None
    number = number.normalize()
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number


def plain(condition: Condition) -> dict[str, Any]:
    """A condition as plain data."""
    match condition:
        case Negated(of):
            return {"not": plain(of)}
        case Combined(how, of):
            return {how: [plain(one) for one in of]}
        case Compared(what, how, to):
            return {**plain_reference(what), how.value: _plain_to(to)}


def _plain_to(to: Any) -> Any:
    match to:
        case str() | bool():
            return to
        case tuple():
            return list(to)
        case _:
            return plain_amount(to)


def plain_reference(one: Reference) -> dict[str, str]:
    """A reference as plain data."""
    return {"question": one.question, "column": one.column} if one.column else {"question": one.question}


def plain_amount(amount: Amount) -> Any:
    """An amount as plain data; numbers as JSON writes them."""
    match amount:
        case Reference():
            return plain_reference(amount)
        case Worked(how, of):
            return {how: [plain_amount(one) for one in of]}
        case _:
            return int(amount) if amount == amount.to_integral_value() else float(amount)
