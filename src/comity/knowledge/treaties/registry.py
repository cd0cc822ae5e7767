"""The facts about treaties that ship with the project, read from its own files."""

import csv
import datetime as dt
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from comity.kernel.dates import Period
from comity.kernel.errors import Unreadable
from comity.knowledge.treaties.enums import SuccessionKind
from comity.knowledge.treaties.shapes import ActionRow, Source


FOLDER: Final = Path(__file__).parent / "facts"


def rows(name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of one file of facts, each with its place in the file."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            yield f"{name}, row {number}", row


def sources() -> list[Source]:
    """Where the facts come from."""
    return [Source(**row) for _where, row in rows("sources.csv")]


def actions() -> Iterator[ActionRow]:
    """Every action of every participant, in the order of the file, with identifiers that stay the same."""
    seen: dict[str, int] = {}
    for where, row in rows("participation.csv"):
        stem = ":".join(filter(None, ["facts", row["symbol"], row["place"], row["action"], row["territory"]]))
        seen[stem] = ordinal = seen.get(stem, 0) + 1
        try:
            on = Period.parse(row["on"])
        except Unreadable as error:
            raise Unreadable(error.sentence, where=f"{where}, column on") from error
        yield ActionRow(
            symbol=row["symbol"],
            place=row["place"],
            kind=row["action"],
            on=on,
            source=row["source"],
            identifier=f"{stem}:{ordinal}" if ordinal > 1 else stem,
            territory=row["territory"],
            note=row["note"],
            where=where,
        )


@cache
def successions() -> tuple[tuple[str, str, dt.date, SuccessionKind], ...]:
    """What became of States, as far as treaties are concerned: place, other State, day, kind."""
    return tuple(
        (row["place"], row["other"], dt.date.fromisoformat(row["on"]), SuccessionKind(row["kind"]))
        for _where, row in rows("successions.csv")
    )


@cache
def chapters() -> dict[str, str]:
    """The title of every chapter by its number."""
    return {row["chapter"]: row["title"] for _where, row in rows("chapters.csv")}


@cache
def known_titles() -> dict[str, dict[str, str]]:
    """The articles of every treaty of which they are known: title, or empty, by number."""
    found: dict[str, dict[str, str]] = {}
    for _where, row in rows("articles.csv"):
        found.setdefault(row["symbol"], {})[row["number"]] = row["title"]
    return found


def text_sources(pack: str) -> list[dict[str, str]]:
    """Which treaty, language and part each file of a pack of texts holds."""
    return [row for _where, row in rows("text_sources.csv") if row["pack"] == pack]


def summaries() -> Iterator[tuple[str, dict[str, Any]]]:
    """What the project says of articles in its own words, file by file."""
    for path in sorted((FOLDER / "summaries").glob("*.yaml")):
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
        except yaml.YAMLError as error:
            raise Unreadable("This file of summaries is not YAML.", where=path.name) from error
        yield path.name, content
