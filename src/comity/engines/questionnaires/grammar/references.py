"""Which answers a section asks for in its conditions, checks and figures."""

from collections.abc import Iterator

from comity.engines.questionnaires.shapes import (
    Amount,
    Combined,
    Compared,
    Condition,
    Negated,
    Question,
    Reference,
    Section,
    Worked,
)


def references(section: Section) -> dict[str, set[str]]:
    """Codes of the questions whose answers a section asks for, each with the columns that are summed."""
    found: dict[str, set[str]] = {}
    for one in _of_section(section):
        found[one.question] = found.get(one.question, set()) | ({one.column} - {""})
    return found


def leaning(section: Section) -> dict[str, set[str]]:
    """For each question of a section, the codes of those on whose answers it depends."""
    whole = set() if section.relevant is None else {one.question for one in _of_condition(section.relevant)}
    return {one.code: whole | {each.question for each in _of_question(one)} for one in section.questions}


def _of_section(section: Section) -> Iterator[Reference]:
    if section.relevant is not None:
        yield from _of_condition(section.relevant)
    for one in section.questions:
        yield from _of_question(one)


def _of_question(one: Question) -> Iterator[Reference]:
    for condition in (one.relevant, None if isinstance(one.required, bool) else one.required):
        if condition is not None:
            yield from _of_condition(condition)
    if one.calculation is not None:
        yield from _of_amount(one.calculation)


def _of_condition(condition: Condition) -> Iterator[Reference]:
    match condition:
        case Negated(of):
            yield from _of_condition(of)
        case Combined(_, several):
            for one in several:
                yield from _of_condition(one)
        case Compared(what, _, to):
            yield what
            if not isinstance(to, str | bool | tuple):
                yield from _of_amount(to)


def _of_amount(amount: Amount) -> Iterator[Reference]:
    match amount:
        case Reference():
            yield amount
        case Worked(_, several):
            for one in several:
                yield from _of_amount(one)
