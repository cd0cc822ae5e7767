"""An authority written as the rows of a table, so that it can be read again."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from comity.kernel.languages import INTERFACE
from comity.knowledge.authorities.grammar.cells import PART
from comity.knowledge.authorities.grammar.columns import COLUMNS
from comity.knowledge.authorities.shapes import Entry, parts_of


LIST: Final = ";"


def written(value: Any) -> str:
    """A value of a field as its cell holds it, so that it can be read again."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, list):
        return str(value)
    if value and isinstance(value[0], dict):
        return "\n".join(_line(one) for one in value)
    return f"{LIST} ".join(map(str, value))


def _line(one: Mapping[str, str]) -> str:
    if "begins_on" in one:
        return f"{one['begins_on']}{'/' + one['ends_on'] if one['ends_on'] else ''} {PART} {one['text']}"
    parts = parts_of(one)
    while parts and not parts[-1]:
        parts.pop()
    return f" {PART} ".join(parts)


def rows_of(entry: Entry) -> list[dict[str, str]]:
    """An authority as rows: one for each designation, or one when it has none."""
    own = {
        "identifier": entry.identifier,
        "place": entry.place,
        "name": entry.names.get(entry.language, ""),
        "language": entry.language,
        **{f"name_{code}": name for code, name in entry.names.items() if code in INTERFACE and code != entry.language},
        **{name: written(value) for name, value in entry.particulars.items()},
        "restricted": f"{LIST} ".join(entry.restricted),
        "confirmed_on": entry.confirmed_on.isoformat() if entry.confirmed_on else "",
        "confirmed_by": entry.confirmed_by,
    }
    told = [{name: str(value or "") for name, value in asdict(one).items()} for one in entry.designations]
    return [{column: (own | row).get(column, "") for column in COLUMNS} for row in told or [{}]]
