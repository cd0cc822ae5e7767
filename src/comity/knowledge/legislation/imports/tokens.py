"""JSON read together with the place of every value in the file, so that each character can be accounted for."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]  # -- public in the documentation, not in the stubs
from typing import Any, Final

from comity.kernel.errors import Unreadable
from comity.knowledge.legislation.imports.sources import LARGEST_FILE, SourceFile


DEEPEST: Final = 40
SCALAR: Final = re.compile(r"-?\d[\d.eE+-]*|true|false|null")
OPENING: Final = frozenset("[{")
CLOSING: Final = frozenset("]}")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value that is no list or object: the path to it, and its offsets in the file (quotes included)."""

    path: tuple[str | int, ...]
    value: Any
    start: int
    end: int


def load(source: SourceFile) -> tuple[str, Any]:
    """The text of a JSON file and what it says.

    Raises:
        Unreadable: not JSON, nested too deeply, or with numbers that no computer holds.
    """
    text = source.text()
    depth = deepest = 0
    quoted = False
    for character in re.findall(r'\\.|"|[\[\]{}]', text, re.DOTALL) if len(text) <= LARGEST_FILE else ():
        if character == '"':
            quoted = not quoted
        elif not quoted and character in OPENING:
            depth += 1
            deepest = max(deepest, depth)
        elif not quoted and character in CLOSING:
            depth -= 1
    if deepest > DEEPEST:
        raise Unreadable(
            f"Lists and objects are nested {deepest} deep; {DEEPEST} is the limit. Write the text as a flat list.",
            where=source.name,
        )
    try:
        return text, json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        message = getattr(error, "msg", str(error))
        raise Unreadable(f"This is not JSON: {message}.", where=f"{source.name}, line {line}") from error


def leaves(text: str, data: Any) -> list[Leaf]:
    """Every value of the data in the order of the text."""
    position = 0

    def walk(value: Any, path: tuple[str | int, ...]) -> Iterator[Leaf]:
        nonlocal position
        if isinstance(value, dict):
            for key, inner in value.items():
                position = text.index('"', position)
                _, position = scanstring(text, position + 1)
                position = text.index(":", position) + 1
                yield from walk(inner, (*path, key))
        elif isinstance(value, list):
            position = text.index("[", position) + 1
            for index, inner in enumerate(value):
                yield from walk(inner, (*path, index))
        elif isinstance(value, str):
            start = text.index('"', position)
            _, position = scanstring(text, start + 1)
            yield Leaf(path, value, start, position)
        else:
            found = SCALAR.search(text, position)
            if found is None:
                raise Unreadable("A value could not be found again in the file.", where=f"character {position}")
            position = found.end()
            yield Leaf(path, value, found.start(), found.end())

    return list(walk(data, ()))
