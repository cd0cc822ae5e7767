"""Read the source as data, for the tests that keep its shape."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path


REPOSITORY = Path(__file__).parents[2]
ROOT = REPOSITORY / "src" / "comity"


@dataclass(frozen=True)
class Module:
    path: Path
    tree: ast.Module
    text: str

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def role(self) -> str:
        """What the file is for: models, actions, views; for a file in a folder of that name, the folder."""
        roles = {"models", "actions", "queries", "rules", "views", "imports", "exports", "index", "vectors", "api"}
        folder = self.path.parent.name
        return folder if folder in roles else self.path.stem

    def functions(self) -> list[ast.FunctionDef]:
        return [n for n in self.tree.body if isinstance(n, ast.FunctionDef)]

    def imported(self) -> set[str]:
        names: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom):
                names.add(node.module or "")
            elif isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
        return names


@cache
def everything() -> tuple[Module, ...]:
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        if "migrations" not in path.parts:
            text = path.read_text(encoding="utf-8")
            found.append(Module(path, ast.parse(text), text))
    return tuple(found)


def modules(*roles: str) -> Iterator[Module]:
    for module in everything():
        if not roles or module.role in roles:
            yield module
