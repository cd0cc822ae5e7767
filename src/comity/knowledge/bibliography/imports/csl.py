"""CSL-JSON, version 1.0.2: a list of items."""

import json
from collections.abc import Iterator
from typing import Any, Final

from comity.kernel.errors import Unreadable
from comity.knowledge.bibliography.shapes import Read


TEXTS: Final = (int, float, str)
# What registries of DOIs call types otherwise.
TYPES: Final = {
    "journal-article": "article-journal", "book-chapter": "chapter", "proceedings-article": "paper-conference",
    "monograph": "book", "edited-book": "book", "reference-book": "book", "dissertation": "thesis",
    "report-component": "report", "posted-content": "article-journal",
}  # fmt: skip
# A date that is said to be unknown: [[null]].
NO_DATE: Final[dict[str, Any]] = {}


def read(text: str) -> Iterator[Read | Unreadable]:
    """The items of a file; a single item is a list of one."""
    try:
        items = json.loads(text)
    except json.JSONDecodeError as fault:
        yield Unreadable(f"This is not JSON: {fault.msg}.", where=f"line {fault.lineno}, column {fault.colno}")
        return
    except RecursionError:
        yield Unreadable("This is nested too deeply to be a list of references.")
        return
    if isinstance(items, dict) and isinstance(items.get("message"), dict):
        # As registries of DOIs answer: the item, or a list of them, in an envelope.
        items = items["message"]
    if isinstance(items, dict):
        items = items["items"] if isinstance(items.get("items"), list) else [items]
    if not isinstance(items, list):
        yield Unreadable("A file of CSL-JSON is a list of items in square brackets.", where="line 1")
        return
    for number, item in enumerate(items, start=1):
        where = f"item {number}"
        if not isinstance(item, dict):
            yield Unreadable("An item stands in curly brackets.", where=where)
            continue
        try:
            yield Read(where, _plain(item))
        except Unreadable as fault:
            yield Unreadable(fault.sentence, where=f"{where}, {fault.where}")


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in item.items():
        if name in {"author", "editor", "translator"}:
            if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
                raise Unreadable("Names stand in a list, each in curly brackets.", where=name)
            found[name] = [_name(one) for one in value]
        elif name in {"issued", "accessed"}:
            found[name] = _date(value, name)
        elif isinstance(value, list) and value and isinstance(value[0], TEXTS):
            # Registries write titles and serial numbers as lists.
            found[name] = str(value[0])
        elif isinstance(value, TEXTS):
            found[name] = str(value)
    if "type" in found:
        found["type"] = TYPES.get(found["type"], found["type"])
    return {name: value for name, value in found.items() if value != NO_DATE}


def _name(name: dict[str, Any]) -> dict[str, str]:
    if name.get("literal"):
        return {"literal": str(name["literal"])}
    particles = [str(name[part]) for part in ("dropping-particle", "non-dropping-particle") if name.get(part)]
    family = " ".join([*particles, str(name.get("family", ""))]).strip()
    given = ", ".join(str(name[part]) for part in ("given", "suffix") if name.get(part))
    return {"family": family, "given": given} if given and family else {"literal": family or given}


def _date(value: Any, name: str) -> dict[str, Any]:
    if isinstance(value, dict):
        parts = value.get("date-parts")
        if not parts:
            return {"literal": str(value.get("raw") or value.get("literal") or "")}
        try:
            ends = [[int(part) for part in end if part not in {None, ""}] for end in parts]
        except (TypeError, ValueError) as fault:
            raise Unreadable("The parts of a date are numbers: [[2003, 9, 24]].", where=name) from fault
        if ends in ([[]], []):
            return NO_DATE
        if all(ends):
            return {"date-parts": ends}
    raise Unreadable('A date is written as {"date-parts": [[2003, 9, 24]]}.', where=name)
