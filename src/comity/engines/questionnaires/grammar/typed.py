"""Answers as people type them, brought to the form of ``grammar.values``; and whether two are the same."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from comity.engines.questionnaires.enums import Cell, Kind
from comity.engines.questionnaires.grammar.evaluating import is_empty, number_in
from comity.engines.questionnaires.shapes import Question
from comity.kernel.errors import Unreadable
from comity.kernel.typed_dates import typed as typed_date


GROUPED: Final = re.compile(r"[\s\u00a0\u202f'’٬]")
PLAIN: Final = re.compile(r"[-−]?\d+(?:\.\d+)?")
# A comma before three digits may part thousands, or a fraction: only who wrote it knows.
DECIMAL_COMMA: Final = re.compile(r"([-−]?\d+)[,٫](\d{1,2}|\d{4,})")
# Signs between figures that are thousands in one country and a fraction in another.
THOUSANDS: Final = re.compile(r"[-−]?\d{1,3}\.\d{3}(?:\.\d{3})+")


def number(text: str) -> str | None:
    """The number in a text, with a point and without signs between thousands; None when it cannot be told."""
    figures = "".join(str(unicodedata.decimal(one, one)) for one in GROUPED.sub("", text))
    if found := DECIMAL_COMMA.fullmatch(figures):
        figures = ".".join(found.groups())
    return figures.replace("−", "-") if PLAIN.fullmatch(figures) and not THOUSANDS.fullmatch(figures) else None


def day(text: str) -> str | None:
    """The day in a text as ISO 8601 writes it; None when it is none, or may be two."""
    try:
        period = typed_date(text)
    except Unreadable:
        return None
    return period.earliest.isoformat() if period.earliest == period.latest else None


def tidy(text: str) -> str:
    """A text without spaces at the ends of lines, and without empty lines at its own ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n").strip()


def same(question: Question, one: Any, other: Any) -> bool:
    """Whether two answers to a question say the same, however they are written."""
    return bool(_canonical(question, one) == _canonical(question, other))


def _canonical(question: Question, value: Any) -> Any:  # noqa: PLR0911 -- a table, kind by kind
    if is_empty(value):
        return None
    match question.kind:
        case Kind.NUMBER:
            return _figure(value)
        case Kind.MONEY if isinstance(value, Mapping):
            return _figure(value.get("amount")), str(value.get("currency") or "").upper()
        case Kind.TEXT if isinstance(value, Mapping):
            return {language: tidy(str(text)) for language, text in value.items() if tidy(str(text or ""))} or None
        case Kind.SEVERAL | Kind.FILE | Kind.RECORD if isinstance(value, list):
            return sorted(map(str, value))
        case Kind.TABLE if isinstance(value, list):
            kinds = {column.code: column.kind for column in question.columns}
            rows = [
                {code: _cell(kinds.get(code), cell) for code, cell in row.items() if not is_empty(cell)}
                for row in value
                if isinstance(row, Mapping)
            ]
            return [row for row in rows if set(row) - {"row"}] or None
        case _:
            return value


def _cell(kind: Cell | None, value: Any) -> Any:
    return _figure(value) if kind is Cell.NUMBER else tidy(str(value))


def _figure(value: Any) -> Decimal | str:
    found = number_in(value)
    return found if found is not None else str(value).strip()
