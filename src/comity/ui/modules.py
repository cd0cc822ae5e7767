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
    "ui/setting.js": "setting/worker.js",
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
# At these a browser ends a script that stands within a page, or reads it in another way.
ENDS: Final = re.compile(r"</script|<script|<!--", re.IGNORECASE)
EMPTY: Final = re.compile(r"\n\s*\n+")


class CannotLink(Exception):
    """A module is written in a way that is not understood here."""


def linked(entry: str, npm: Path | None = None, folder: Path = SCRIPTS) -> str:
    """A program as one module that imports nothing.

    Args:
        entry: the module of ours with which it begins.
        npm: the folder in which npm has put its packages; none for a program that uses ours only.
        folder: where our modules are.

    Raises:
        CannotLink: a module cannot be read, or says import or export in a way that is not understood.
    """
    text, name, exported = _Program(folder, npm).joined(entry)
    return f"{text}\nexport const {{ {', '.join(exported)} }} = {name};\n"


def enclosed(entry: str, folder: Path = SCRIPTS, npm: Path | None = None) -> str:
    """A program as one plain script, of which nothing is seen outside: it can stand within a page.

    Raises:
        CannotLink: as above, or it has words at which a page would end the script.
    """
    text, _, _ = _Program(folder, npm).joined(entry)
    if ends := ENDS.search(text):
        raise CannotLink(f"{entry}: {ends[0]}")
    return f'"use strict";\n(() => {{\n{text}\n}})();\n'


def _mark(name: str) -> str:
    return f"\0{name}\0"


class _Program:
    """The modules of a program, each behind all those that it needs."""

    def __init__(self, folder: Path, npm: Path | None) -> None:
        self.folder, self.npm = folder, npm
        self.order: dict[str, str] = {}

    def joined(self, entry: str) -> tuple[str, str, list[str]]:
        """The modules one after the other; what the first one is called there, and what it exports."""
        exported = self._visit(entry)
        numbers = {name: f"$m{number}" for number, name in enumerate(self.order)}
        text = "\n".join(f"const {numbers[name]} = {body}" for name, body in self.order.items())
        for name, number in numbers.items():
            text = text.replace(_mark(name), number)
        return text, numbers[entry], exported

    def _visit(self, name: str) -> list[str]:
        """Put a module behind all those that it needs; what it exports."""
        text = EMPTY.sub("\n", REMARK.sub("", self._source(name)))
        exported: dict[str, str] = {}

        def needed(said: str) -> str:
            other = _found(said, name)
            if other not in self.order:
                self._visit(other)
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
        self.order[name] = f'(() => {{\n"use strict";\n{text}\nreturn {{ {given} }};\n}})();'
        return list(exported)

    def _source(self, name: str) -> str:
        if not name.startswith(NPM):
            path = self.folder / name
        elif self.npm is not None:
            path = self.npm / name.removeprefix(NPM)
        else:
            raise CannotLink(f"{name}: this program has modules of ours only")
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
