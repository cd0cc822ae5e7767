"""What stands in the form of a record: texts by column, rows by group; from a record, or from what was sent."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from babel.dates import format_date
from django.http import QueryDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from comity.engines.records import actions
from comity.engines.records.enums import Sort
from comity.engines.records.models import Detail
from comity.engines.records.registry import Column, Group, Outline, Sketch, coded
from comity.engines.records.registry.outline import place_names
from comity.kernel.dates import Period
from comity.kernel.errors import Unreadable
from comity.kernel.languages import interface_language
from comity.kernel.typed_dates import Ambiguous, typed


# Of the inputs: of a column, of a row, of how many rows there are.
FIELD: Final = "f"
ROW: Final = "r"
# So many rows of a group have fields at once; of more, one page of them, and the others are carried along.
SHOWN_ROWS: Final = 30
# What has more rows, or more to carry, is kept as it is.
MOST_ROWS: Final = 1000
MOST_CARRIED: Final = 1_000_000  # characters
LONGEST_CELL: Final = 60_000
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z]{4})?")
MOST_LANGUAGES: Final = 20
DATES: Final = frozenset({Sort.DAY, Sort.PERIOD})
# Under this name a row carries its own number, which it keeps wherever it stands; of rows that are kept there is none.
OWN: Final = "~"
Row = dict[str, str]


@dataclass(slots=True)
class Typed:
    """What the form holds.

    Attributes:
        texts: by the names of columns.
        rows: by the names of groups.
        languages: beyond the six, those in which there are fields for texts.
        seen: what the person had before them when they began, a short mark for each column and group.
        first: by the names of groups, the first of the rows that have fields, counted from 0.
    """

    texts: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    seen: dict[str, str] = field(default_factory=dict)
    first: dict[str, int] = field(default_factory=dict)

    def window(self, name: str) -> range:
        """The numbers of those rows of a group that have fields, counted from 0."""
        count = len(self.rows.get(name, ()))
        if count <= SHOWN_ROWS:
            return range(count)
        first = min(max(self.first.get(name, 0), 0), count - 1) // SHOWN_ROWS * SHOWN_ROWS
        return range(first, min(first + SHOWN_ROWS, count))

    def add(self, name: str, row: Row) -> str:
        """Give a group one more row, and fields to its page; gives a sentence when it has too many already."""
        if len(self.rows[name]) >= MOST_ROWS:
            return _("At most %(most)d rows can be typed on screen.") % {"most": MOST_ROWS}
        self.rows[name].append(row)
        self.turn_to(name, len(self.rows[name]) - 1)
        return ""

    def turn_to(self, name: str, index: int) -> None:
        """Give fields to the page of rows on which one stands."""
        self.first[name] = index

    def turn_to_faults(self, wrong: Sequence[tuple[str, int]]) -> None:
        """Give fields to the first row of each group with which something is wrong, unless one is looked at already.

        Args:
            wrong: groups and rows.
        """
        for name in {name for name, _index in wrong}:
            rows = [index for group, index in wrong if group == name]
            if not any(index in self.window(name) for index in rows):
                self.turn_to(name, min(rows))

    def carried(self, name: str) -> str:
        """The rows of a group before and after those that have fields, as the page carries them; empty for none."""
        rows, window = self.rows.get(name, []), self.window(name)
        if len(window) == len(rows):
            return ""
        return json.dumps([rows[: window.start], rows[window.stop :]], ensure_ascii=False, separators=(",", ":"))


def kept(sketch: Sketch, outline: Outline) -> Typed:
    """What a record says, as the form would hold it."""
    texts = {name: column.written(sketch) for name, column in outline.columns.items()}
    rows = {group.name: [row_of(group, one) for one in group.rows(sketch)] for group in outline.groups}
    return Typed(texts, rows, seen=marks(texts, rows))


def sketch_of(detail: Detail) -> Sketch:
    """A kept record with its links."""
    sketch = Sketch.of(detail)
    sketch.links = actions.stored_links(detail.record)
    return sketch


def row_of(group: Group, row: Any) -> Row:
    """The texts of one row."""
    return {column.name: column.written(Sketch(detail=row)) for column in group.columns}


def marks(texts: Mapping[str, str], rows: Mapping[str, list[Row]]) -> dict[str, str]:
    """A short mark for each column and group: another one as soon as its text is."""
    return {name: mark(text) for name, text in texts.items()} | {f"+{name}": mark(told) for name, told in rows.items()}


def mark(told: object) -> str:
    """Eight figures that stand for a text or for rows; line ends do not count, since browsers change them."""
    plain = json.dumps(_bare(told), sort_keys=True, ensure_ascii=False).replace("\\r\\n", "\\n").replace("\\r", "\\n")
    return hashlib.sha256(plain.encode()).hexdigest()[:8]


def _bare(told: object) -> object:
    """A text, a row or rows without what rows carry for themselves."""
    if isinstance(told, dict):
        return {name: text for name, text in told.items() if name != OWN}
    return [_bare(one) for one in told] if isinstance(told, list) else told


def numbered(rows: list[Row], before: list[Row]) -> list[Row]:
    """Rows that took the place of others, each with the number that the same row had among those."""
    numbers = {mark(one): one[OWN] for one in before if OWN in one}
    return [one | {OWN: numbers[mark(one)]} if mark(one) in numbers else one for one in rows]


def is_too_much(rows: list[Row]) -> bool:
    """Whether some rows are more than a page can hold; they stay as they are."""
    lengths = [len(text) for row in rows for text in row.values()]
    return len(rows) > MOST_ROWS or sum(lengths) > MOST_CARRIED or max(lengths, default=0) > LONGEST_CELL


def languages_sent(sent: QueryDict) -> tuple[str, ...]:
    """The languages beyond the six for which there are fields."""
    given = [code.lower() for code in sent.get("languages", "").split()[:MOST_LANGUAGES]]
    return tuple(dict.fromkeys(code for code in given if LANGUAGE.fullmatch(code)))


def sent(data: QueryDict, outline: Outline) -> Typed:
    """What was sent, of the declared columns and groups alone; whatever else was sent is not looked at."""
    texts = {name: _text(data, f"{FIELD}-{name}", column) for name, column in outline.columns.items()}
    rows: dict[str, list[Row]] = {}
    first: dict[str, int] = {}
    for group in outline.groups:
        before, after = _carried(data.get(f"c-{group.name}", ""), group)
        number = min(_number(data.get(f"n-{group.name}", "")), MOST_ROWS) - len(before) - len(after)
        here = [
            {one.name: _text(data, f"{ROW}-{group.name}-{index}-{one.name}", one) for one in group.columns}
            | own_number(data.get(f"{ROW}-{group.name}-{index}-{OWN}"))
            for index in range(len(before), len(before) + number)
        ]
        rows[group.name], first[group.name] = [*before, *here, *after], len(before)
    try:
        seen = json.loads(data.get("seen", "{}"))
    except (ValueError, RecursionError):
        seen = {}
    told = {str(name): str(one) for name, one in seen.items()} if isinstance(seen, dict) else {}
    return Typed(texts, rows, languages_sent(data), told, first)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0  # noqa: PLR2004 -- none has so many


def _carried(text: str, group: Group) -> tuple[list[Row], list[Row]]:
    """The rows of a group that have no fields on the page, of its declared columns alone."""
    try:
        read = json.loads(text) if text else None
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, list) or len(read) != 2 or not all(isinstance(one, list) for one in read):  # noqa: PLR2004 -- before and after
        return [], []
    before, after = ([_row(one, group) for one in several[:MOST_ROWS]] for several in read)
    return before, after


def _row(told: Any, group: Group) -> Row:
    given = told if isinstance(told, dict) else {}
    told_of = {one.name: str(given.get(one.name, "")).strip() for one in group.columns}
    return told_of | own_number(given.get(OWN))


def own_number(given: Any) -> Row:
    """The number that a row carries, as the row has it; nothing where there is none."""
    text = str(given or "")
    return {OWN: text} if text.isascii() and text.isdigit() and len(text) < 8 else {}  # noqa: PLR2004 -- none has so many


def _text(data: QueryDict, name: str, column: Column) -> str:
    several = data.getlist(name)
    if column.sort == Sort.SEVERAL and column.choices:
        return " | ".join(several)
    text = several[-1] if several else ""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def is_blank(group: Group, row: Row) -> bool:
    """Whether nothing was typed into a row: what it began with does not count."""
    begun = row_of(group, group.fresh())
    return all(not text or name == OWN or text == begun.get(name, "") for name, text in row.items())


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
