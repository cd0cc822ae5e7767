"""An authority read from its rows, with what is wrong in which column."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from comity.kernel.languages import INTERFACE
from comity.knowledge.authorities.enums import Function
from comity.knowledge.authorities.grammar import cells
from comity.knowledge.authorities.grammar.columns import OF_THE_AUTHORITY, OF_THE_DESIGNATION
from comity.knowledge.authorities.shapes import EMPTIES, FIELDS, Entry, NewDesignation


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell, or with a whole row when no column is named."""

    row: int
    column: str
    sentence: str


Row = Mapping[str, str]
Numbered = tuple[int, Row]


def grouped(rows: Iterable[Numbered]) -> Iterator[list[Numbered]]:
    """The rows of each authority together, in the order in which the authorities come first."""
    found: dict[str, list[Numbered]] = {}
    for number, row in rows:
        found.setdefault(row.get("identifier", "").strip() or f"#{number}", []).append((number, row))
    yield from found.values()


def entry_of(  # noqa: C901 -- one line for each thing that a row can hold
    rows: Sequence[Numbered], before: Entry | None = None
) -> tuple[Entry | None, list[Fault]]:
    """One authority from its rows; None, and every fault, when anything is wrong.

    Args:
        rows: those of one identifier, with their numbers in the file.
        before: what is known of it; an empty cell leaves that as it is, ``-`` empties it.
    """
    faults: list[Fault] = []
    told = _joined(rows, faults)
    first = rows[0][0]

    def read(column: str, reader: Callable[[str], Any], default: Any) -> Any:
        number, text = told.get(column, (first, ""))
        if not text:
            return default
        try:
            cells.check_length(column, text)
            return reader("" if text == EMPTIES else text)
        except cells.Wrong as wrong:
            faults.append(Fault(number, column, str(wrong)))
            return default

    identifier = read("identifier", cells.identifier, "")
    if not identifier and not faults:
        said = _("Give each authority an identifier of its own, such as IT-justice.")
        faults.append(Fault(first, "identifier", said))
    place = read("place", cells.place, before.place if before else "")
    language = read("language", cells.language, before.language if before else "en")
    names = dict(before.names) if before else {}
    for code, column in [(language, "name"), *((code, f"name_{code}") for code in sorted(INTERFACE))]:
        if name := read(column, str, ""):
            names[code] = name
    if not place and not _is_told(faults, "place"):
        faults.append(Fault(first, "place", _("Name the State by its code of two letters, such as IT.")))
    if not names:
        faults.append(Fault(first, "name", _("Give the name of the authority.")))
    particulars = dict(before.particulars) if before else {}
    for field in FIELDS:
        value = read(field.name, cells.READERS[field.form], particulars.get(field.name))
        if value in ("", None, []):
            particulars.pop(field.name, None)
        else:
            particulars[field.name] = value
    restricted = read("restricted", cells.groups, before.restricted if before else ())
    confirmed_on = read("confirmed_on", cells.day_past, before.confirmed_on if before else None)
    confirmed_by = read("confirmed_by", str, before.confirmed_by if before else "")
    if confirmed_by and confirmed_on is None:
        faults.append(Fault(first, "confirmed_on", _("Who confirmed it did so on a day; give both.")))
    designations = tuple(one for number, row in rows if (one := _designation(number, row, faults)) is not None)
    if len(set(designations)) < len(designations):
        faults.append(Fault(first, "function", _("The same designation stands in two rows; leave one out.")))
    if faults:
        return None, faults
    return (
        Entry(
            identifier,
            place,
            names,
            language=language,
            particulars=particulars,
            restricted=restricted,
            confirmed_on=confirmed_on,
            confirmed_by=confirmed_by,
            designations=designations or (before.designations if before else ()),
        ),
        [],
    )


def _is_told(faults: list[Fault], column: str) -> bool:
    return any(fault.column == column for fault in faults)


def _joined(rows: Sequence[Numbered], faults: list[Fault]) -> dict[str, tuple[int, str]]:
    """The cells that describe the authority, from whichever of its rows has them; two that differ are a fault."""
    held: dict[str, tuple[int, str]] = {}
    for number, row in rows:
        for column in OF_THE_AUTHORITY:
            text = row.get(column, "").strip()
            if not text:
                continue
            if column in held and held[column][1] != text:
                sentence = _(
                    "This differs from row %(row)s of the same authority. Write it once, or the same in both."
                )
                faults.append(Fault(number, column, sentence % {"row": held[column][0]}))
            held.setdefault(column, (number, text))
    return held


def _designation(number: int, row: Row, faults: list[Fault]) -> NewDesignation | None:
    held = {column: row.get(column, "").strip() for column in OF_THE_DESIGNATION}
    if not any(held.values()):
        return None
    values: dict[str, Any] = {}
    for column, text in held.items():
        if not text:
            continue
        try:
            cells.check_length(column, text)
            values[column] = cells.DESIGNATION_READERS.get(column, str)(text)
        except cells.Wrong as wrong:
            faults.append(Fault(number, column, str(wrong)))
    if not held["function"]:
        sentence = _("A designation has a function: one of %(known)s.")
        faults.append(Fault(number, "function", sentence % {"known": ", ".join(Function.values)}))
    if not held["treaty"]:
        said = _("An article and another State belong to a treaty; name the treaty.")
        faults.extend(Fault(number, column, said) for column in ("article", "counterpart") if held[column])
    begins, ends = values.get("begins_on"), values.get("ends_on")
    if begins and ends and ends < begins:
        faults.append(Fault(number, "ends_on", _("A designation cannot end before it begins.")))
    return NewDesignation(**values) if "function" in values else None
