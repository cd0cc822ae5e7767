"""What differs between a record as it is and as it would be, in lines that people read."""

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from comity.engines.records.forms.columns import capitalised
from comity.engines.records.forms.typed import Row, Typed, mark, row_of, shown
from comity.engines.records.registry import Column, Group, Outline, groups


# A word, the blanks after it, or one character of a script that is written without any.
TOKENS: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\s\u3040-\u30ff\u3400-\u9fff]+|\s+")
# Beyond so many words a text is not compared word by word, but stands whole.
MOST_WORDS: Final = 3000
# Texts in which less is the same are two texts: shown whole, they are read more easily.
LEAST_SAME: Final = 0.3
# A text in pieces: the words, and whether the other text has them not.
Pieces = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A column or a group that would change, as people read it."""

    label: str
    before: str
    after: str


def pieces(before: str, after: str) -> tuple[Pieces, Pieces]:
    """Two texts in pieces, each with whether the other has it not, so that what changed is seen in what stays."""
    old, new = TOKENS.findall(before), TOKENS.findall(after)
    whole = ([(before, True)], [(after, True)])
    if not old or not new or max(len(old), len(new)) > MOST_WORDS:
        return whole
    found = difflib.SequenceMatcher(None, old, new, autojunk=False)
    if found.ratio() < LEAST_SAME:
        return whole
    was: Pieces = []
    comes: Pieces = []
    for kind, first, last, start, end in found.get_opcodes():
        if last > first:
            was.append(("".join(old[first:last]), kind != "equal"))
        if end > start:
            comes.append(("".join(new[start:end]), kind != "equal"))
    return was, comes


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


def differences(
    outline: Outline, before: Typed, after: Typed, titles: Mapping[str, str], label: Callable[[str], str]
) -> list[Difference]:
    """Every column and every group that differs.

    Args:
        outline: what can be typed of the kind.
        before: what is there.
        after: what would be.
        titles: what records are called that are named by their keys.
        label: gives what people call a column.
    """
    found = [
        Difference(label(name), shown(column, before.texts.get(name, "")), shown(column, after.texts[name]))
        for name, column in outline.columns.items()
        if before.texts.get(name, "") != after.texts[name] and not is_only_wording(name, before, after)
    ]
    for group in outline.groups:
        were, wanted = before.rows.get(group.name, []), after.rows[group.name]
        if were != wanted:
            found.append(of_rows(group, were, wanted, titles))
    return found


def pointing_at(outline: Outline, name: str) -> list[tuple[Group, Column]]:
    """The columns of other groups that point at the rows of one, each with its group."""
    model = outline.model
    if name not in model.satellites:
        return []
    table = groups.satellite_of(model, name)
    pairs = []
    for other in outline.groups:
        if other.name in model.satellites:
            names = {
                one.name for one in groups.satellite_of(model, other.name).siblings() if one.related_model is table
            }
            pairs += [(other, column) for column in other.columns if column.name in names]
    return pairs
