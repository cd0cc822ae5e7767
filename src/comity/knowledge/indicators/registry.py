"""The facts about indicators that ship with the project, read from its own files."""

import csv
import hashlib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from comity.engines.records.registry import Wording
from comity.kernel.dates import Period
from comity.kernel.errors import Unreadable
from comity.kernel.languages import INTERFACE, interface_language
from comity.knowledge.indicators.enums import PLACE, Dimension, Frequency, Nature, Precision, Status, Theme
from comity.knowledge.indicators.models import Indicator
from comity.knowledge.indicators.shapes import Described, Figure, SeriesKey


FOLDER: Final = Path(__file__).parent / "facts"
# The lists of facts/words.yaml.
LISTS: Final = ("units", "counters", "coverages", "cycles", "networks", "sexes", "footnotes")


def rows(name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of one file of facts, each with its place in the file."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            yield f"{name}, row {number}", row


def fingerprint() -> str:
    """SHA-256 over every file that is loaded and over the way of reading them."""
    digest = hashlib.sha256()
    for path in sorted([*FOLDER.glob("*.csv"), *FOLDER.glob("*.yaml"), Path(__file__)]):
        digest.update(f"{path.name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@cache
def words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Units, counters, coverages and the like: list, word, language, name."""
    content: dict[str, dict[str, dict[str, str]]] = _yaml("words.yaml")
    for name in LISTS:
        for word, labels in content.get(name, {}).items():
            _check_languages(labels, f"words.yaml, {name}, {word}")
    return content


def choices_of(list_: str) -> Callable[[], tuple[tuple[str, str], ...]]:
    """A function that gives the words of a list with what each is called in the reader's language."""

    def made() -> tuple[tuple[str, str], ...]:
        language = interface_language(get_language() or "en")
        return tuple((code, word(list_, code, language)) for code in words().get(list_, {}))

    return made


WORDS: Final = {
    "code": Wording(
        gettext_lazy("Code"), gettext_lazy("Small letters, figures and hyphens; it never changes."), "cases-published"
    ),
    "unit": Wording(gettext_lazy("Unit"), choices=choices_of("units")),
    "counted_by": Wording(gettext_lazy("Counted by"), choices=choices_of("counters")),
    "coverage": Wording(gettext_lazy("Covers"), choices=choices_of("coverages")),
}


def elsewhere(indicator: Indicator) -> tuple[tuple[str, str], ...]:
    """What of an indicator is not in its form, and where it is kept."""
    return ((_("Its figures are corrected one by one on its page, or brought in by file."), indicator.address),)


def word(list_: str, code: str, language: str) -> str:
    """What a word of a list is called; the code itself where the list has no such word."""
    labels = words().get(list_, {}).get(code, {})
    return labels.get(language) or labels.get("en") or code


def indicators() -> Iterator[tuple[str, Described]]:
    """Every indicator with its place in the file.

    Raises:
        Unreadable: one lacks a language, or has a theme, unit, nature or frequency that is not known.
    """
    for path in sorted(FOLDER.glob("indicators-*.yaml")):
        for code, said in _yaml(path.name).items():
            where = f"{path.name}, {code}"
            described = Described(
                code=code,
                theme=said["theme"],
                unit=said["unit"],
                nature=said.get("nature", Nature.STOCK),
                frequency=said.get("frequency", Frequency.IRREGULAR),
                counted_by=said.get("counted_by", ""),
                coverage=said.get("coverage", ""),
                titles=said["titles"],
                methods=said["methods"],
            )
            _check(described, where)
            yield where, described


def _check(said: Described, where: str) -> None:
    known: list[tuple[str, str, object]] = [
        ("theme", said.theme, Theme.values),
        ("nature", said.nature, Nature.values),
        ("frequency", said.frequency, Frequency.values),
        ("unit", said.unit, words()["units"]),
        ("counted_by", said.counted_by, ("", *words()["counters"])),
        ("coverage", said.coverage, ("", *words()["coverages"])),
    ]
    for name, value, values in known:
        assert isinstance(values, list | tuple | dict)
        if value not in values:
            raise Unreadable(f"“{value}” is none of {', '.join(filter(None, values))}.", where=f"{where}, {name}")
    _check_languages(said.titles, f"{where}, titles")
    _check_languages(said.methods, f"{where}, methods")


def _check_languages(texts: Mapping[str, str], where: str) -> None:
    missing = [code for code in INTERFACE if not texts.get(code)]
    if missing:
        raise Unreadable(f"It is not said in {', '.join(missing)}. Say it in all six languages.", where=where)


@cache
def reports() -> Mapping[str, Mapping[str, str]]:
    """The reports that the figures stand in: title, address and publisher by the report's short name."""
    return {row["report"]: row for _where, row in rows("reports.csv")}


def figures() -> Iterator[Figure]:
    """Every figure of the shipped facts.

    Raises:
        Unreadable: a row names a report, a word or a period that is not known.
    """
    for where, row in rows("observations.csv"):
        report = reports().get(row["report"])
        if report is None:
            raise Unreadable(f"No report is called “{row['report']}”.", where=f"{where}, column report")
        if row["precision"] and row["precision"] not in Precision.values:
            raise Unreadable(f"“{row['precision']}” is no precision.", where=f"{where}, column precision")
        yield Figure(
            indicator=row["indicator"],
            series=SeriesKey(row[PLACE] or None, {n: row[n] for n in Dimension.values if row.get(n)}),
            period=Period.parse(row["period"]),
            value=Decimal(row["value"]),
            precision=row["precision"] or Precision.EXACT,
            status=row["status"] or Status.FINAL,
            footnotes=footnotes(row["footnote"], where),
            source_title=report["title"],
            source_url=report["url"],
            paragraph=row["paragraph"],
            where=where,
        )


def footnotes(written: str, where: str = "") -> dict[str, str]:
    """A footnote in six languages from its short form, ``countries=>50; women=40%``.

    Each part is a word of the list ``footnotes``, and the figure that belongs to it; ``>`` says more than, ``~``
    almost. A word without a figure is a sentence of its own.
    """
    if not written:
        return {}
    found: dict[str, list[str]] = {code: [] for code in INTERFACE}
    for part in written.split(";"):
        name, _equals, figure = (one.strip() for one in part.strip().partition("="))
        if name not in words()["footnotes"]:
            raise Unreadable(f"“{name}” is no word of the footnotes in words.yaml.", where=f"{where}, column footnote")
        for code, texts in found.items():
            texts.append(_footnote(name, figure, code))
    return {code: " ".join(texts) for code, texts in found.items()}


def _footnote(name: str, figure: str, code: str) -> str:
    label = word("footnotes", name, code)
    if not figure:
        return label
    bound = {">": "more-than", "~": "almost"}.get(figure[0], "")
    number = figure[1:] if bound else figure
    told = word("footnotes", bound, code).replace("%s", number) if bound else number
    colon = {"zh": "：", "fr": "\u00a0: "}.get(code, ": ")
    stop = "。" if code == "zh" else "."
    return f"{label}{colon}{told}{stop}"


def _yaml(name: str) -> dict[str, Any]:
    try:
        content = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Unreadable("This file of facts is not YAML in UTF-8.", where=name) from error
    assert isinstance(content, dict)
    return content
