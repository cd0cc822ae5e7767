"""Our programs for the browser: modules of ours and of npm's, linked into one file each, which needs no other.

A browser finds no module by a bare name without an inline import map, which the content security policy forbids, and
static files change their names with their content, so that modules could not name each other. Each module becomes a
function here, in the order in which they need each other; nothing in them is changed but the words import and export.
"""

import posixpath
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final


SCRIPTS: Final = Path(__file__).parent / "scripts"
# Public name to the module with which it begins.
PROGRAMS: Final = {
    "ui/sealing.js": "sealing/index.js",
    "ui/exchange.js": "exchange/index.js",
    "ui/cipher.js": "sealing/cipher.js",
}
# Under which path of npm's a bare name is found; any other bare name is a path there already.
ENTRIES: Final = {
    "age-encryption": "age-encryption/dist/index.js",
    "shamir-secret-sharing": "shamir-secret-sharing/esm/index.js",
    "shamir-secret-sharing/csprng": "shamir-secret-sharing/esm/csprng.js",
    "@scure/base": "@scure/base/index.js",
    "libsodium": "libsodium/dist/modules-esm/libsodium.mjs",
}
NPM: Final = "npm:"

_FROM: Final = r"""\s*from\s*["']([^"']+)["'];?"""
IMPORT: Final = re.compile(rf"^import\s+(\{{[^}}]*\}}|\*\s+as\s+\w+){_FROM}", re.MULTILINE)
PASSED_ON: Final = re.compile(rf"^export\s+(\{{[^}}]*\}}|\*\s+as\s+\w+|\*){_FROM}", re.MULTILINE)
NAMED: Final = re.compile(r"^export\s+(\{[^}]*\});?", re.MULTILINE)
DECLARED: Final = re.compile(r"^export\s+((?:async\s+)?function\*?|class|const|let)\s+([\w$]+)", re.MULTILINE)
DEFAULT: Final = re.compile(r"(?:^|(?<=[;}]))export\s+default\s+([\w$]+);", re.MULTILINE)
LEFT: Final = re.compile(r"^\s*(?:import|export)\b(?!\()[^\n]*", re.MULTILINE)
# What stands before functions to be read; notes of licences, which begin with /*!, stay.
REMARK: Final = re.compile(r"^//# sourceMappingURL=.*$|^[ \t]*/\*\*.*?\*/[ \t]*$", re.MULTILINE | re.DOTALL)
EMPTY: Final = re.compile(r"\n\s*\n+")


class CannotLink(Exception):
    """A module is written in a way that is not understood here."""


def linked(entry: str, npm: Path) -> str:
    """A program as one module that imports nothing.

    Args:
        entry: the module of ours with which it begins.
        npm: the folder in which npm has put its packages.

    Raises:
        CannotLink: a module cannot be read, or says import or export in a way that is not understood.
    """
    order: dict[str, str] = {}
    exported = _visit(entry, npm, order)
    numbers = {name: f"$m{number}" for number, name in enumerate(order)}
    parts = [f"const {numbers[name]} = {body}" for name, body in order.items()]
    text = "\n".join(parts)
    for name, number in numbers.items():
        text = text.replace(_mark(name), number)
    names = ", ".join(exported)
    return f"{text}\nexport const {{ {names} }} = {numbers[entry]};\n"


def _mark(name: str) -> str:
    return f"\0{name}\0"


def _visit(name: str, npm: Path, order: dict[str, str]) -> list[str]:
    """Put a module behind all those that it needs; what it exports."""
    text = EMPTY.sub("\n", REMARK.sub("", _source(name, npm)))
    exported: dict[str, str] = {}

    def needed(said: str) -> str:
        other = _found(said, name)
        if other not in order:
            _visit(other, npm, order)
        return _mark(other)

    text = IMPORT.sub(lambda one: _taken(one[1], one[2], needed), text)
    text = PASSED_ON.sub(lambda one: _passed(one[1], one[2], needed, exported), text)
    text = NAMED.sub(lambda one: _kept(one[1], exported), text)

    def declared(one: re.Match[str]) -> str:
        exported[one[2]] = one[2]
        return f"{one[1]} {one[2]}"

    text = DECLARED.sub(declared, text)
    text = DEFAULT.sub(lambda one: _kept(f"{{{one[1]} as default}}", exported), text)
    if left := LEFT.search(text):
        raise CannotLink(f"{name}: {left[0].strip()}")
    given = ", ".join(f"{outside}: {inside}" for outside, inside in exported.items())
    order[name] = f'(() => {{\n"use strict";\n{text}\nreturn {{ {given} }};\n}})();'
    return list(exported)


def _source(name: str, npm: Path) -> str:
    path = npm / name.removeprefix(NPM) if name.startswith(NPM) else SCRIPTS / name
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise CannotLink(f"{name}: {error.strerror}") from error


def _found(said: str, here: str) -> str:
    if said.startswith("."):
        return posixpath.normpath(posixpath.join(posixpath.dirname(here), said))
    return NPM + ENTRIES.get(said, said)


def _pairs(braces: str) -> list[tuple[str, str]]:
    """What stands in braces, each as its name there and its name here."""
    pieces = [piece.split() for piece in braces.strip("{}").split(",") if piece.strip()]
    return [(piece[0], piece[-1]) for piece in pieces]


def _taken(what: str, said: str, needed: Callable[[str], str]) -> str:
    if what.startswith("*"):
        return f"const {what.rsplit(maxsplit=1)[-1]} = {needed(said)};"
    pairs = _pairs(what)
    # Nothing taken: it was a type, and types may go round in circles.
    return f"const {{ {', '.join(f'{a}: {b}' for a, b in pairs)} }} = {needed(said)};" if pairs else ""


def _passed(what: str, said: str, needed: Callable[[str], str], exported: dict[str, str]) -> str:
    if what == "*":
        raise CannotLink(f"export * from {said}: say what is exported")
    other = needed(said)
    if what.startswith("*"):
        exported[what.rsplit(maxsplit=1)[-1]] = other
    else:
        exported.update({outside: f"{other}.{inside}" for inside, outside in _pairs(what)})
    return ""


def _kept(what: str, exported: dict[str, str]) -> str:
    exported.update({outside: inside for inside, outside in _pairs(what)})
    return ""
