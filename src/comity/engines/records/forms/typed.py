"""What stands in the form of a record: texts by column, rows by group; from a record, or from what was sent."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from babel.dates import format_date
from django.http import QueryDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from comity.engines.records.enums import Sort
from comity.engines.records.registry import Column, Group, Outline, Sketch, coded
from comity.engines.records.registry.outline import place_names
from comity.kernel.dates import Period
from comity.kernel.errors import Unreadable
from comity.kernel.languages import interface_language
from comity.kernel.typed_dates import Ambiguous, typed


# Of the inputs: of a column, of a row, of how many rows there are.
FIELD: Final = "f"
ROW: Final = "r"
# So many rows can be typed in one form; what has more is kept as it is.
MOST_ROWS: Final = 60
LONGEST_CELL: Final = 60_000
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z]{4})?")
MOST_LANGUAGES: Final = 20
DATES: Final = frozenset({Sort.DAY, Sort.PERIOD})
Row = dict[str, str]


@dataclass(slots=True)
class Typed:
    """What the form holds.

    Attributes:
        texts: by the names of columns.
        rows: by the names of groups.
        languages: beyond the six, those in which there are fields for texts.
        seen: what the person had before them when they began, a short mark for each column and group.
    """

    texts: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    seen: dict[str, str] = field(default_factory=dict)


def kept(sketch: Sketch, outline: Outline) -> Typed:
    """What a record says, as the form would hold it."""
    texts = {name: column.written(sketch) for name, column in outline.columns.items()}
    rows = {group.name: [row_of(group, one) for one in group.rows(sketch)] for group in outline.groups}
    return Typed(texts, rows, seen=marks(texts, rows))


def row_of(group: Group, row: Any) -> Row:
    """The texts of one row."""
    return {column.name: column.written(Sketch(detail=row)) for column in group.columns}


def marks(texts: Mapping[str, str], rows: Mapping[str, list[Row]]) -> dict[str, str]:
    """A short mark for each column and group: another one as soon as its text is."""
    return {name: mark(text) for name, text in texts.items()} | {f"+{name}": mark(told) for name, told in rows.items()}


def mark(told: object) -> str:
    """Eight figures that stand for a text or for rows; line ends do not count, since browsers change them."""
    plain = json.dumps(told, sort_keys=True, ensure_ascii=False).replace("\\r\\n", "\\n").replace("\\r", "\\n")
    return hashlib.sha256(plain.encode()).hexdigest()[:8]


def is_too_much(rows: list[Row]) -> bool:
    """Whether some rows are more than a page can hold; they stay as they are."""
    return len(rows) > MOST_ROWS or any(len(text) > LONGEST_CELL for row in rows for text in row.values())


def languages_sent(sent: QueryDict) -> tuple[str, ...]:
    """The languages beyond the six for which there are fields."""
    given = [code.lower() for code in sent.get("languages", "").split()[:MOST_LANGUAGES]]
    return tuple(dict.fromkeys(code for code in given if LANGUAGE.fullmatch(code)))


def sent(data: QueryDict, outline: Outline) -> Typed:
    """What was sent, of the declared columns and groups alone; whatever else was sent is not looked at."""
    texts = {name: _text(data, f"{FIELD}-{name}", column) for name, column in outline.columns.items()}
    rows: dict[str, list[Row]] = {}
    for group in outline.groups:
        count = data.get(f"n-{group.name}", "0")
        number = min(int(count), MOST_ROWS) if count.isascii() and count.isdigit() and len(count) < 4 else 0  # noqa: PLR2004 -- no form has a thousand rows
        rows[group.name] = [
            {one.name: _text(data, f"{ROW}-{group.name}-{index}-{one.name}", one) for one in group.columns}
            for index in range(number)
        ]
    try:
        seen = json.loads(data.get("seen", "{}"))
    except (ValueError, RecursionError):
        seen = {}
    told = {str(name): str(one) for name, one in seen.items()} if isinstance(seen, dict) else {}
    return Typed(texts, rows, languages_sent(data), told)


def _text(data: QueryDict, name: str, column: Column) -> str:
    several = data.getlist(name)
    if column.sort == Sort.SEVERAL and column.choices:
        return " | ".join(several)
    text = several[-1] if several else ""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def is_blank(group: Group, row: Row) -> bool:
    """Whether nothing was typed into a row: what it began with does not count."""
    begun = row_of(group, group.fresh())
    return all(not text or text == begun.get(name, "") for name, text in row.items())


# ---------------------------------------------------------------- dates


def as_date(text: str, sort: Sort) -> str:
    """A date as it is kept, from one as people write it; what is none stays, and its column says what is wrong.

    Raises:
        Unreadable: it may be two days.
    """
    if sort not in DATES or not text:
        return text
    try:
        period = typed(text)
    except Ambiguous as two:
        raise Unreadable(
            _("“%(value)s” may be %(first)s or %(second)s. Write the one that is meant.")
            % {"value": text[:40], "first": two.first, "second": two.second}
        ) from two
    except Unreadable:
        return text
    return period.text


def as_code(text: str, sort: Sort) -> str:
    """The codes of places, from their names as people write them.

    Raises:
        Unreadable: no place is known so.
    """
    if sort not in {Sort.PLACE, Sort.PLACES} or not text:
        return text
    if sort == Sort.PLACE:
        return coded.place(text)
    several = [one.strip() for one in text.replace(";", "|").split("|")]
    return " | ".join(dict.fromkeys(coded.place(one) for one in several if one))


def understood(text: str, sort: Sort = Sort.PERIOD) -> str:
    """How a date was understood, in a sentence; empty when it was not, or when nothing was typed."""
    try:
        period = typed(text) if text and sort in DATES else None
    except Unreadable:
        return ""
    return sentence_of(period) if period else ""


def sentence_of(period: Period) -> str:
    """A date in the reader's own words."""
    language = interface_language(get_language() or "en")
    # The United Nations write the day before the month.
    locale = "en_GB" if language == "en" else language
    first, last = (format_date(one, "long", locale=locale) for one in (period.earliest, period.latest))
    if period.is_exact:
        return gettext("Understood as %(day)s.") % {"day": first}
    return gettext("Understood as some time from %(first)s to %(last)s.") % {"first": first, "last": last}


# ---------------------------------------------------------------- how a text is shown


def shown(column: Column, text: str, titles: Mapping[str, str] | None = None) -> str:
    """A text as people read it: a place by its name, a choice by its label, a record by its title."""
    if not text:
        return ""
    if column.sort == Sort.RECORD:
        return (titles or {}).get(text, text)
    if column.sort in {Sort.PLACE, Sort.PLACES}:
        names = dict(place_names())
        return " | ".join(names.get(one.strip(), one.strip()) for one in text.split("|"))
    if column.choices and column.sort in {Sort.CHOICE, Sort.SEVERAL}:
        labels = {value: str(label) for value, label in column.choices}
        return " | ".join(labels.get(one.strip(), one.strip()) for one in text.split("|"))
    if column.sort == Sort.YES_NO:
        return {"yes": gettext("Yes"), "no": gettext("No")}.get(text, text)
    return text
