"""The facts about treaties that ship with the project, read from its own files."""

import csv
import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.engines.records.registry import Wording
from comity.kernel.dates import Period
from comity.kernel.errors import Unreadable
from comity.knowledge.treaties.enums import Obligation, Review, SuccessionKind
from comity.knowledge.treaties.models import Treaty
from comity.knowledge.treaties.shapes import ActionRow, Source, Summary


FOLDER: Final = Path(__file__).parent / "facts"
# Plainer words that a writer of summaries may use for the same.
PLAINLY: Final = {
    "must": Obligation.MANDATORY,
    "should": Obligation.CONSIDER,
    "may": Obligation.OPTIONAL,
    "defines": Obligation.NONE,
    "organises": Obligation.NONE,
}


WORDS: Final = {
    "symbol": Wording(
        gettext_lazy("Number"),
        gettext_lazy(
            "As the United Nations Treaty Collection numbers it, others by their depositary; it never changes."
        ),
        "XVIII-12",
    ),
    "chapter": Wording(gettext_lazy("Chapter"), gettext_lazy("Of the collection in which it stands."), "XVIII"),
    "short": Wording(gettext_lazy("Short title"), gettext_lazy("As people call it."), "UNTOC"),
    "adopted_on": Wording(gettext_lazy("Adopted on")),
    "adopted_at": Wording(gettext_lazy("Adopted at"), example="New York"),
    "in_force_on": Wording(gettext_lazy("In force since")),
    "entry_rule": Wording(
        gettext_lazy("When it begins to bind a State"),
        gettext_lazy("After the deposit: “deposit”, or a count such as days:30 or months:3."),
        "days:30",
    ),
    "exit_rule": Wording(
        gettext_lazy("When a withdrawal takes effect"), gettext_lazy("Written as the rule before."), "months:12"
    ),
    "depositary": Wording(gettext_lazy("Depositary"), gettext_lazy("Code of the place or organization."), "UN"),
    "registration": Wording(gettext_lazy("Number of registration"), example="39574"),
    "complete_on": Wording(
        gettext_lazy("Known completely up to"), gettext_lazy("Every act before this day that is listed is here.")
    ),
    "parent": Wording(gettext_lazy("Protocol to"), gettext_lazy("The number of the treaty to which it belongs.")),
    "crime_types": Wording(gettext_lazy("Crimes")),
}


def elsewhere(treaty: Treaty) -> tuple[tuple[str, str], ...]:
    """What of a treaty is not in its form, and where it is kept."""
    return (
        (_("What States did about it: signatures, ratifications, reservations."), f"{treaty.address}actions/"),
        (_("The words of its articles come in with a data pack."), ""),
    )


def rows(name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of one file of facts, each with its place in the file."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            yield f"{name}, row {number}", row


def fingerprint() -> str:
    """SHA-256 over every file that is loaded: another one as soon as a character of them changes."""
    digest = hashlib.sha256()
    for path in sorted([*FOLDER.glob("*.csv"), *(FOLDER / "summaries").glob("*.yaml")]):
        digest.update(f"{path.name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


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
def names() -> dict[str, dict[str, tuple[str, ...]]]:
    """Other names under which treaties go, by symbol and language: Palermo Convention."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for _where, row in rows("names.csv"):
        own = found.setdefault(row["symbol"], {})
        own[row["language"]] = (*own.get(row["language"], ()), row["name"])
    return found


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


def summaries() -> list[Summary]:
    """What the project says of articles in its own words, in every language there is a file of.

    How strongly an article asks, and which crimes it bears on, is said once, in the English file; the other
    languages take it from there.

    Raises:
        Unreadable: a file is not YAML, or lacks a key, or has a value that is not known.
    """
    found: list[Summary] = []
    for path in sorted((FOLDER / "summaries").glob("*.yaml")):
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise Unreadable("This file of summaries is not YAML in UTF-8.", where=path.name) from error
        if not isinstance(content, dict) or not isinstance(content.get("articles"), dict):
            raise Unreadable("This file of summaries has no key “articles”.", where=path.name)
        found.extend(_summary(content, str(number), said, path.name) for number, said in content["articles"].items())
    english = {(said.symbol, said.number): said for said in found if said.language == "en"}
    return [_completed(said, english.get((said.symbol, said.number))) for said in found]


def _summary(content: dict[str, Any], number: str, said: Any, file: str) -> Summary:
    where = f"{file}, article {number}"
    if not isinstance(said, dict) or not isinstance(said.get("summary"), str):
        raise Unreadable("It has no summary. Write one under the key “summary”.", where=where)
    written = str(said.get("obligation") or "")
    obligation, review = str(PLAINLY.get(written, written)), str(content.get("review") or Review.DRAFT)
    if obligation and obligation not in Obligation.values:
        raise Unreadable(f"“{obligation}” is none of {', '.join(Obligation.values)}.", where=f"{where}, obligation")
    if review not in Review.values:
        raise Unreadable(f"“{review}” is none of {', '.join(Review.values)}.", where=f"{file}, key review")
    return Summary(
        symbol=str(content.get("instrument")),
        language=str(content.get("language")),
        number=number,
        title=str(said.get("title") or ""),
        summary=said["summary"].strip(),
        asks=[str(one) for one in said.get("asks") or ()],
        obligation=obligation,
        crime_types=[str(one) for one in said.get("crime_types") or ()],
        review=review,
        where=where,
    )


def _completed(said: Summary, english: Summary | None) -> Summary:
    if english is None or said is english:
        return said
    return replace(
        said,
        obligation=said.obligation or english.obligation,
        crime_types=said.crime_types or english.crime_types,
    )
