# ruff: noqa: PLC0415 -- our code is imported after the settings of the installation that is measured
"""How well citations are recognised: precision and recall on passages that were checked by hand.

Two samples stand in tests/golden/citations. Of one we wrote the passages ourselves, in the notations of the packs; the
others are in the packs, of which only the places are kept: they are asked where the packs are loaded.
A citation counts as found when the record and the part that it leads to are the right ones and it stands at the place.
"""

import csv
import hashlib
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml


FOLDER: Final = Path(__file__).resolve().parents[1] / "tests" / "golden" / "citations"
MARK: Final = re.compile(r"⟦([^|⟧]*)\|([^⟧]*)⟧")
LINE: Final = re.compile(r"(?P<language>\S+) (?P<place>\S+) (?P<record>\S+) \| (?P<text>.*)")


@dataclass
class Tally:
    """Right, found and expected citations, with what went wrong."""

    right: int = 0
    found: int = 0
    expected: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.expected if self.expected else 1.0


@dataclass(frozen=True)
class Passage:
    """A passage with the citations in it: start, end, and record and part as one key."""

    language: str
    place: str
    record: str
    text: str
    expected: tuple[tuple[int, int, str], ...]

    @property
    def is_held_out(self) -> bool:
        """Decided by a bit of the SHA-256 of the text, so that nobody chooses."""
        return bool(hashlib.sha256(self.text.encode()).digest()[0] & 1)


def written() -> Iterator[Passage]:
    """The passages that we wrote."""
    for line in (FOLDER / "written.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        parts = LINE.fullmatch(line)
        assert parts is not None, line
        text, expected, last = "", [], 0
        for mark in MARK.finditer(parts["text"]):
            text += parts["text"][last : mark.start()]
            expected.append((len(text), len(text) + len(mark[1]), mark[2]))
            text += mark[1]
            last = mark.end()
        text += parts["text"][last:]
        blank = {name: "" if parts[name] == "-" else parts[name] for name in ("place", "record")}
        yield Passage(parts["language"], blank["place"], blank["record"], text, tuple(expected))


def register() -> Any:
    """The records that the written passages may cite: laws and cases of the sample, and the project's treaties."""
    from comity.engines.citations.grammar import Register, number_key
    from comity.engines.citations.shapes import Named
    from comity.knowledge.treaties import registry as treaties

    several, units = [], {}
    for row in yaml.safe_load((FOLDER / "register.yaml").read_text(encoding="utf-8")):
        keys: dict[str, str] = {}
        for unit in str(row.pop("units", "")).split():
            first, dash, last = unit.partition("-")
            is_range = dash and first.isdecimal() and last.isdecimal() and first == "1" and int(last) > 1
            for number in range(1, int(last) + 1) if is_range else (unit,):
                keys[number_key(str(number))] = number_key(str(number))
        units[row["key"]] = keys
        lists = {name: tuple(row.get(name, ())) for name in ("names", "sure", "everywhere", "numbers", "calls_itself")}
        years = frozenset(row.get("years", ()))
        several.append(Named(record=row["key"], kind=row["kind"], place=row.get("place", ""), years=years, **lists))
    several += list(treaties_named())
    for symbol, numbers in treaties.known_titles().items():
        units[symbol] = {number_key(number): number_key(number) for number in numbers}
    places = {
        "Kenya": "KE", "India": "IN", "Singapore": "SG", "France": "FR", "Suisse": "CH", "Belgique": "BE",
        "Uruguay": "UY", "Казахстан": "KZ", "Республика Казахстан": "KZ", "Argentina": "AR", "Россия": "RU",
        "Deutschland": "DE",
    }  # fmt: skip
    return Register(several, places=places, units=lambda key: units.get(key, {}))


def treaties_named() -> Iterator[Any]:
    """The treaties of the project's facts under the names by which their module cites them, by their symbols."""
    from comity.knowledge.treaties import citations, registry
    from comity.knowledge.treaties.registry import rows

    titles: dict[str, list[str]] = defaultdict(list)
    for _where, row in rows("titles.csv"):
        titles[row["symbol"]].append(row["title"])
    for _where, row in rows("treaties.csv"):
        yield citations.named_by(
            row["symbol"],
            symbol=row["symbol"],
            short=row.get("short", ""),
            titles=[*titles[row["symbol"]], *([row["title"]] if row.get("title") else [])],
            own=[name for several in registry.names().get(row["symbol"], {}).values() for name in several],
            year=(row.get("adopted_on") or "")[:4],
            parent=row.get("parent", ""),
        )


def judged(passage: Passage, found: list[tuple[int, int, str]], tally: Tally) -> None:
    """Compare what was found in a passage with what stands there."""
    expected = list(passage.expected)
    tally.found += len(found)
    tally.expected += len(expected)
    for start, end, key in found:
        right = next((one for one in expected if one[2] == key and one[0] < end and start < one[1]), None)
        if right is None:
            tally.faults.append(
                f"{passage.language}: wrong: {passage.text[start:end]!r} → {key} in {passage.text[:90]!r}"
            )
        else:
            expected.remove(right)
            tally.right += 1
    for start, end, key in expected:
        tally.faults.append(
            f"{passage.language}: missed: {passage.text[start:end]!r} → {key} in {passage.text[:90]!r}"
        )


def of_written() -> dict[tuple[str, str], Tally]:
    """Precision and recall on the written passages, by part and language."""
    from comity.engines.citations.grammar import citations_in
    from comity.engines.citations.shapes import Words

    known, tallies = register(), defaultdict(Tally)
    for passage in written():
        words = Words(
            record=passage.record or "none",
            unit="none",
            language=passage.language,
            body=passage.text,
            place=passage.place,
            is_divided=bool(passage.record),
        )
        found = [
            (one.start, one.end, one.record + (f"#{one.unit}" if one.unit else ""))
            for one in citations_in(words, known)
            if one.record
        ]
        part = "held out" if passage.is_held_out else "tuning"
        for name in (passage.language, "all"):
            judged(passage, found, tallies[part, name])
    return tallies


def of_packs() -> tuple[dict[tuple[str, str], Tally], int]:
    """Precision and recall on passages of the packs, and how many of them are not here or have another text now."""
    from comity.engines.citations import registry
    from comity.engines.citations.grammar import citations_in
    from comity.engines.records.registry import detail_models

    by_address = {}
    for kind in ("law", "treaty", "case"):
        for detail in detail_models()[kind]._default_manager.all():
            by_address[detail.address] = str(detail.pk)
    known, tallies, absent = registry.register(), defaultdict(Tally), 0
    addresses = {key: address for address, key in by_address.items()}
    with (FOLDER / "packs.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(line for line in stream if not line.startswith("#")))
    several: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        several[by_address.get(row["record"], "")].append(row)
    absent += len(several.pop("", []))
    for key, its in several.items():
        told = {(one.unit, one.language): one for one in registry.words_of([key])}
        for row in its:
            words = told.get((row["unit"], row["language"]))
            if words is None or str(zlib.crc32(words.body.encode())) != row["crc"]:
                absent += 1
                continue
            expected = []
            for one in filter(None, row["expected"].split("; ")):
                place, _colon, target = one.partition(":")
                start, _dash, end = place.partition("-")
                expected.append((int(start), int(end), target))
            passage = Passage(row["language"], "", key, words.body, tuple(expected))
            found = [
                (one.start, one.end, addresses.get(one.record, "") + (f"#{one.unit}" if one.unit else ""))
                for one in citations_in(words, known)
                if one.record
            ]
            for name in (row["language"], "all"):
                judged(passage, found, tallies[row["part"], name])
    return tallies, absent


def main(arguments: list[str]) -> None:
    """Print both tables; with --faults also what went wrong."""
    from rich.console import Console
    from rich.table import Table

    from bench.installation import installed

    installed()
    console = Console(width=118, highlight=False)
    packs, absent = of_packs()
    for title, tallies in (("Passages written by us", of_written()), ("Passages of the packs", packs)):
        table = Table(title=f"Citations: {title}", title_justify="left")
        for name in ("part", "language", "citations", "precision", "recall"):
            table.add_column(name)
        for (part, language), tally in sorted(
            tallies.items(), key=lambda one: (one[0][0], one[0][1] == "all", one[0][1])
        ):
            table.add_row(part, language, str(tally.expected), f"{tally.precision:.3f}", f"{tally.recall:.3f}")
        console.print(table)
        if "--faults" in arguments:
            for (part, language), tally in tallies.items():
                # Whoever mends the rules looks at the part for tuning alone.
                if language == "all" and part == "tuning":
                    for fault in tally.faults:
                        console.print(f"{part} · {fault}", markup=False)
    if absent:
        console.print(f"{absent} passages of the packs are not in this installation, or have another text now.")
