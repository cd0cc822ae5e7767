"""The pages of the reference that are made from the code, and the check that they still equal it."""

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

from comity.base.access.enums import Permission, Scope
from comity.base.access.roles import GIVEN_BY_SECRETARIAT, NOT_DELEGATED, ROLES, SCOPES, SECOND_FACTOR, SHARED
from comity.engines.procedures.registry import dossiers
from comity.operations.reviews.rules import seeing
from comity.project.commandline import COMMANDS


SOURCE: Final = Path(__file__).parents[2]
FOLDER: Final = SOURCE.parents[1] / "docs" / "reference"
MADE: Final = "Made from the code by `make docs`; a test fails when the two differ.\n"


def modules() -> str:
    """Every package with the sentence that says what it is for, layer by layer."""
    lines = ["# Module map", "", MADE]
    for layer in ("project", "operations", "knowledge", "engines", "base", "ui", "kernel"):
        lines += [f"## {layer}", "", _sentence(SOURCE / layer), ""]
        inside = [folder for folder in sorted((SOURCE / layer).iterdir()) if (folder / "apps.py").exists()]
        lines += [f"- **{folder.name}** — {_sentence(folder)}" for folder in inside]
        if inside:
            lines.append("")
    return "\n".join(lines)


def roles() -> str:
    """Which role may do what to what, and how far each reaches."""
    names = list(ROLES)
    lines = [
        "# Roles and permissions",
        "",
        MADE,
        "Whatever has no sign is refused. One function decides, `comity.base.access.roles.decide`, and a test asks it",
        "for every cell: for one's own organisation, another of the same State, another State, and none.",
        "",
        "- ● everywhere",
        "- ◐ for the State, or organisation of States, of the organisation for which the role is held",
        "- ○ for that organisation alone",
        "",
        f"| object | action | {' | '.join(names)} |",
        "| --- | --- |" + " :-: |" * len(names),
    ]
    for permission in Permission:
        thing, action = permission.value.rsplit(".", 1)
        cells = " | ".join(_reach(name, permission) for name in names)
        lines.append(f"| {thing} | {action} | {cells} |")
    lines += [
        "",
        "A role may be limited to subjects, such as one crime type. What is about others only is then refused;",
        "what is about none is not, but for the log and the list of all files, which such a role does not open.",
        "Drafts of what concerns no State, such as of a book, are open to whoever drafts for any State; an editor",
        "publishes them. Whoever works for an organisation sees who else does, and whoever may confirm an authority",
        "reads all that it says.",
        "",
        "| | " + " | ".join(names) + " |",
        "| --- |" + " :-: |" * len(names),
    ]
    for says, which in (
        ("does nothing before a second factor is shown", SECOND_FACTOR),
        ("is given by the Secretariat only", GIVEN_BY_SECRETARIAT),
        ("does not pass to who acts for somebody", NOT_DELEGATED),
    ):
        lines.append(f"| {says} | " + " | ".join("●" if name in which else "" for name in names) + " |")
    return "\n".join([*lines, ""])


REACH: Final = {Scope.EVERYWHERE: "●", Scope.OWN_PLACE: "◐", Scope.OWN_ORGANISATION: "○"}


def _reach(role: str, permission: Permission) -> str:
    if permission not in ROLES[role]:
        return ""
    return REACH[Scope.EVERYWHERE if permission in SHARED else SCOPES[role]]


def settings() -> str:
    """Every value that is read from the environment, with its default and the comment above it."""
    text = (SOURCE / "project" / "settings.py").read_text(encoding="utf-8")
    lines = ["# Settings", "", MADE, "Each may also be read from a file: `NAME_FILE` names it.", ""]
    lines += ["| name | when it is not set | what it is |", "| --- | --- | --- |"]
    for match in re.finditer(
        r'((?:^#.*\n)*)^[^#\n]*?env(?:_yes|_number)?\("(\w+)"(?:, (?:default=)?([^\n]*?))?\)', text, re.MULTILINE
    ):
        comment = " ".join(line.lstrip("# ") for line in match[1].strip().splitlines())
        default = (match[3] or "").strip("\"'), ") or "—"
        lines.append(f"| `{match[2]}` | {_default(default)} | {comment} |")
    return "\n".join([*lines, ""])


def commands() -> str:
    """The commands of the command line."""
    lines = [
        "# Commands",
        "",
        MADE,
        "`comity COMMAND --help` says more of each.",
        "",
        "| command | what it does |",
        "| --- | --- |",
    ]
    return "\n".join([*lines, *(f"| `comity {name}` | {text} |" for name, (_, text) in COMMANDS.items()), ""])


def flows() -> dict[str, Callable[[], str]]:
    """A page for each flow of the installed procedures, by its name; nothing before the apps are ready."""
    return {f"flow-{name}.md": model.flow.drawn for name, model in dossiers().items()}


def sight() -> str:
    """What each side of a review sees at each step."""
    return seeing.drawn()


def request_types() -> str:
    """What the request writer can write."""
    from comity.operations.assistance.exports.reference import page  # noqa: PLC0415 -- once the apps are ready

    return page(MADE)


PAGES: Final[dict[str, Callable[[], str]]] = {
    "modules.md": modules,
    "roles.md": roles,
    "review-sight.md": sight,
    "settings.md": settings,
    "commands.md": commands,
    "request-types.md": request_types,
}


def stale() -> list[str]:
    """The pages that no longer equal the code."""
    return [
        name
        for name, make in (PAGES | flows()).items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text(encoding="utf-8") != make()
    ]


def _default(text: str) -> str:
    if "Path.home" in text:
        return "`~/.local/share/comity`"
    return {"False": "`no`", "True": "`yes`", "—": "—"}.get(text, f"`{text}`")


def _sentence(folder: Path) -> str:
    return ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""


@click.group("reference")
def command() -> None:
    """Write or check the generated pages of the reference."""


@command.command("write")
def write_command() -> None:
    """Write the pages anew."""
    for name, make in (PAGES | flows()).items():
        (FOLDER / name).write_text(make(), encoding="utf-8")
        click.echo(f"docs/reference/{name}")


@command.command("check")
def check_command() -> None:
    """Fail when a page differs from the code."""
    if names := stale():
        raise click.ClickException(f"These pages differ from the code: {', '.join(names)}. Run `make docs`.")
