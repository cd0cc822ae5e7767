"""The rows that belong to a record in a table: ``parties:role`` of the first, ``parties2:role`` of the second.

Links to other records stand in the same way, ``links:object`` and ``links2:object``; what is theirs alone is in
``arrows``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.engines.records.models import Detail
from comity.engines.records.registry import arrows, columns
from comity.engines.records.registry.groups import Group, joined
from comity.engines.records.registry.outline import outline_of
from comity.engines.records.registry.sketch import Column, Sketch


# So many rows of one group a table can give a record; a page takes no more either.
MOST: Final = 500
NAMED: Final = re.compile(r"([a-z][a-z_]*?)([1-9][0-9]{0,2})?:([a-z_]+)")


@dataclass(frozen=True, slots=True)
class RowColumn(Column):
    """A column of one of the rows of a record.

    Attributes:
        group: the rows.
        inner: the same column as a form has it, of a sketch whose ``detail`` is the row.
        number: of the row, the first being 1.
    """

    group: Group | None = None
    inner: Column | None = None
    number: int = 1


def groups_of_tables(model: type[Detail]) -> Iterator[Group]:
    """The groups of a kind whose rows stand in its table, with the words of its form: satellites, and links."""
    yield from (one for one in outline_of(model).groups if one.name in model.satellites)
    yield arrows.group()


def columns_of(model: type[Detail], *, rows: Mapping[str, int] | None = None, **more: Any) -> dict[str, Column]:
    """The columns of a kind by name: those of ``columns.columns_of``, and those of the rows that belong to it.

    Args:
        model: the kind.
        rows: how many rows of each group have columns; of those that are not named, one.
        more: what ``columns.columns_of`` takes.
    """
    found = columns.columns_of(model, **more)
    for group in groups_of_tables(model):
        for number in range(1, (rows or {}).get(group.name, 1) + 1):
            found |= {one.name: one for one in (column_of(group, inner, number) for inner in group.columns)}
    return found


def column_named(name: str, known: Mapping[str, Column]) -> Column | None:
    """The column of a machine name; that of a further row, language or source is made. None when there is none."""
    if name not in known and (found := NAMED.fullmatch(name)):
        first, number = known.get(f"{found[1]}:{found[3]}"), int(found[2] or 1)
        if isinstance(first, RowColumn) and first.group and first.inner and number <= MOST:
            return column_of(first.group, first.inner, number)
    return columns.column_named(name, dict(known))


def column_of(group: Group, inner: Column, number: int) -> RowColumn:
    """The column of one row of a group."""

    def written(sketch: Sketch) -> str:
        if group.name == arrows.GROUP:
            return arrows.written(sketch, inner, number)
        rows = rows_in(sketch, group)
        return inner.written(Sketch(detail=rows[number - 1])) if len(rows) >= number else ""

    def take(sketch: Sketch, text: str) -> None:
        if group.name == arrows.GROUP:
            arrows.take(sketch, inner, number, text)
            return
        rows = rows_in(sketch, group)
        if not text and len(rows) < number:
            return
        if len(rows) >= number and not hasattr(rows[number - 1], "before"):
            # What stands here already is judged again only when the table changes it.
            rows[number - 1].before = told(group, rows[number - 1])
        rows += [group.fresh() for _row in range(number - len(rows))]
        inner.taken(Sketch(detail=rows[number - 1]), text)
        group.handed(sketch, rows)

    needed = gettext_lazy("Needed in every row that has anything.")
    return RowColumn(
        cell(group.name, number - 1, inner.name),
        format_lazy("{group} {number}: {column}", group=group.label, number=number, column=inner.label),
        format_lazy("{} {}", inner.help, needed) if inner.is_required else inner.help,
        written,
        take,
        inner.choices,
        example=inner.example,
        limit=inner.limit,
        sort=inner.sort,
        group=group,
        inner=inner,
        number=number,
    )


def rows_in(sketch: Sketch, group: Group) -> list[Any]:
    """The rows of a record as a table has changed them so far."""
    held: dict[str, list[Any]] = getattr(sketch.detail, "edited", {})
    return held[group.name] if group.name in held else list(group.rows(sketch))


def finish(sketch: Sketch, model: type[Detail], given: Iterable[Column]) -> dict[str, str]:
    """Hand the rows that a table changed to their record, without those that are empty, each pointing at its siblings.

    Gives:
        What is wrong with them, a sentence by the name of the column that is meant.
    """
    several = {one.group.name: one.group for one in given if isinstance(one, RowColumn) and one.group}
    wrong = linked(sketch, model) if several.pop(arrows.GROUP, None) else {}
    held: dict[str, list[Any]] = getattr(sketch.detail, "edited", {})
    groups = [group for name, group in several.items() if name in held]
    return wrong | attached(sketch, model, groups) if groups else wrong


def linked(sketch: Sketch, model: type[Detail]) -> dict[str, str]:
    """Hand the links that a table gave to their record; what is wrong with them, by the name of the column."""
    found = arrows.finish(sketch, model)
    return {cell(arrows.GROUP, index, name): sentence for (index, name), sentence in found.items()}


def attached(sketch: Sketch, model: type[Detail], groups: list[Group]) -> dict[str, str]:
    """Attach the rows of some satellites; what is wrong with them, by the name of the column."""
    held: dict[str, list[Any]] = sketch.detail.edited
    for group in groups:
        for row in held[group.name]:
            keep_pointing(row)
    wrong = {
        cell(name, index, column): sentence for (name, index, column), sentence in joined(model, sketch.detail).items()
    }
    empty: set[int] = set()
    for group in groups:
        nothing = told(group, group.fresh())
        for index, row in enumerate(held[group.name]):
            cells = told(group, row)
            if cells == nothing:
                empty.add(id(row))
            if cells in (nothing, getattr(row, "before", None)):
                continue
            for name, sentence in faults_of(group, row).items():
                wrong.setdefault(cell(group.name, index, name), sentence)
    every = {name: [row for row in rows if id(row) not in empty] for name, rows in sketch.detail.rows().items()}
    for place in lost(every, empty):
        wrong.setdefault(place, _("The row that this names is empty."))
    sketch.detail.attach(every)
    sketch.detail.edited = {name: every[name] for name in held}
    return wrong


def cell(group: str, index: int, column: str) -> str:
    """The name of a column of one row, the first being 0."""
    return f"{group}{index + 1 if index else ''}:{column}"


def lost(every: Mapping[str, list[Any]], empty: set[int]) -> Iterator[str]:
    """The columns of rows that point at an empty one."""
    for name, rows in every.items():
        for index, row in enumerate(rows):
            yield from (
                cell(name, index, field.name) for field in row.siblings() if id(getattr(row, field.name)) in empty
            )


def keep_pointing(row: Any) -> None:
    """Let a row point at the siblings at which it points already, where the table says nothing of them."""
    before = {field.name: sibling.position for field in row.siblings() if (sibling := getattr(row, field.name))}
    row.pointed = before | getattr(row, "pointed", {})


def told(group: Group, row: Any) -> list[str]:
    """What the cells of a row say."""
    return [column.written(Sketch(detail=row)) for column in group.columns]


def faults_of(group: Group, row: Any) -> dict[str, str]:
    """What is wrong with a row, a sentence by column; what is of none stands at its first."""
    cells = dict(zip((column.name for column in group.columns), told(group, row), strict=True))
    found = {
        column.name: _("This must not be empty.")
        for column in group.columns
        if column.is_required and not cells[column.name]
    }
    if not found:
        found = {name if name in cells else group.columns[0].name: one for name, one in group.faults(row).items()}
    return found
