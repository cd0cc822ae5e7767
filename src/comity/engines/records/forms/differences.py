"""What differs between a record as it is and as it would be, in lines that people read."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comity.engines.records.forms.columns import capitalised
from comity.engines.records.forms.typed import Row, Typed, mark, row_of, shown
from comity.engines.records.registry import Group


@dataclass(frozen=True, slots=True)
class Difference:
    """A column or a group that would change, as people read it."""

    label: str
    before: str
    after: str


def told_row(group: Group, row: Row, titles: Mapping[str, str]) -> str:
    """A row in one line."""
    begun = row_of(group, group.fresh())
    told = [
        shown(one, row[one.name], titles)
        for one in group.columns
        if row.get(one.name) and row[one.name] != begun.get(one.name)
    ]
    return " · ".join(told)


def told_rows(group: Group, rows: Sequence[Row], titles: Mapping[str, str]) -> str:
    """Rows, one a line."""
    return "\n".join(told_row(group, row, titles) for row in rows)


def of_rows(group: Group, before: Sequence[Row], after: Sequence[Row], titles: Mapping[str, str]) -> Difference:
    """The rows that went and those that came; those that stay are not told."""
    marked_before, marked_after = [mark(one) for one in before], [mark(one) for one in after]
    gone, come = list[Row](), list[Row]()
    for kind, first, last, start, end in difflib.SequenceMatcher(
        None, marked_before, marked_after, autojunk=False
    ).get_opcodes():
        if kind != "equal":
            gone += before[first:last]
            come += after[start:end]
    return Difference(capitalised(str(group.label)), told_rows(group, gone, titles), told_rows(group, come, titles))


def is_only_wording(name: str, before: Typed, after: Typed) -> bool:
    """Whether it is the wording of a text that is not there: nobody wants to hear of it."""
    part, _colon, language = name.partition(":")
    title = f"title:{language}"
    return part == "wording" and not before.texts.get(title) and not after.texts.get(title)
