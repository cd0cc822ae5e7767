"""The golden set, and the figures by which answers are judged against it."""

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

import yaml


GOLDEN: Final = Path(__file__).resolve().parents[1] / "tests" / "golden" / "queries.yaml"
KINDS: Final = (
    "topic", "question", "citation", "title", "known-item", "misspelt", "udhr", "everyday", "case-name", "case-facts",
)  # fmt: skip
# What is asked about a subject; of everything else there is one answer, wherever one looks.
SUBJECTS: Final = frozenset({"topic", "question", "misspelt", "udhr"})
# The Universal Declaration comes from a pack.
DECLARATION: Final = "A-RES-217"
DEPTH: Final = 10
# From this grade on an answer counts as found; what only touches on the query counts for nDCG alone.
FOUND: Final = 2


class Part(StrEnum):
    """What a query is for: to find out what is better, or to say how good it is."""

    TUNING = "tuning"
    HELD_OUT = "held-out"


def part_of(identity: str) -> Part:
    """Which part a query belongs to, by a bit of the SHA-256 of what identifies it: the same on every machine."""
    return Part.HELD_OUT if hashlib.sha256(identity.encode()).digest()[0] & 1 else Part.TUNING


@dataclass(frozen=True, slots=True)
class Entry:
    """A query with the grade, from 1 to 3, of each address that answers it.

    Attributes:
        languages: the versions that answer it, if only some do.
        is_spent: something was mended for the sake of this very query, so that it can prove nothing any more.
    """

    id: str
    query: str
    language: str
    what: str
    grades: Mapping[str, int]
    languages: tuple[str, ...] = ()
    is_spent: bool = False

    @property
    def part(self) -> Part:
        """Tuning or held out: what asks for the same article in six languages is in one part."""
        return Part.TUNING if self.is_spent else part_of(min(self.grades, key=lambda one: (-self.grades[one], one)))


@dataclass(frozen=True, slots=True)
class Golden:
    """All entries, and the symbols of the treaties that were weighed article by article for every subject."""

    judged: frozenset[str]
    entries: tuple[Entry, ...]


class Figures(NamedTuple):
    """Means over several queries, each from 0 to 1.

    ``recall`` is the share of the addresses graded 2 or 3 that stand among the first ten; of more than ten, ten are
    asked for. ``gain`` is nDCG with 2 to the power of the grade, less one.
    """

    queries: int
    first: float
    hit: float
    rank: float
    gain: float
    recall: float


def golden(path: Path = GOLDEN) -> Golden:
    """Read the golden set."""
    read = yaml.safe_load(path.read_text(encoding="utf-8"))
    entries = tuple(
        Entry(
            one["id"],
            one["query"],
            one["language"],
            one["what"],
            {each["address"]: each["grade"] for each in one["relevant"]},
            tuple(one.get("languages", ())),
            bool(one.get("spent")),
        )
        for one in read["entries"]
    )
    return Golden(frozenset(read["judged"]), entries)


def symbol_of(address: str) -> str:
    """The symbol of the treaty at an address; empty for anything else."""
    pieces = address.split("/")
    return pieces[2] if pieces[1] == "treaties" else ""


def weighed(entry: Entry, addresses: Iterable[str], judged: frozenset[str]) -> list[str]:
    """The distinct addresses of an answer, without those of which nobody has said whether they answer a subject.

    Dozens of treaties have an article on extradition; only those that were weighed can be right or wrong.
    """
    distinct = list(dict.fromkeys(addresses))
    if entry.what not in SUBJECTS:
        return distinct
    # Of a treaty that was weighed, its articles were; whether the treaty as a whole is an answer was not asked.
    return [one for one in distinct if one in entry.grades or (symbol_of(one) in judged and "/articles/" in one)]


def figures_of(grades: Mapping[str, int], addresses: Sequence[str]) -> Figures:
    """The figures of one query from the addresses that answered it, best first."""
    top = list(addresses[:DEPTH])
    wanted = {address for address, grade in grades.items() if grade >= FOUND}
    place = next((number for number, address in enumerate(top, 1) if address in wanted), 0)
    ideal = _gain(sorted(grades.values(), reverse=True)[:DEPTH])
    return Figures(
        queries=1,
        first=float(place == 1),
        hit=float(place > 0),
        rank=1 / place if place else 0.0,
        gain=_gain([grades.get(address, 0) for address in top]) / ideal if ideal else 0.0,
        recall=sum(address in wanted for address in top) / min(DEPTH, len(wanted)) if wanted else 0.0,
    )


def _gain(grades: Sequence[int]) -> float:
    return float(sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, 1)))


def mean(several: Sequence[Figures]) -> Figures:
    """The means of the figures of single queries.

    Raises:
        ValueError: there is none.
    """
    if not several:
        raise ValueError("There is no query to take a mean of.")
    number = len(several)
    return Figures(number, *(sum(one[at] for one in several) / number for at in range(1, len(Figures._fields))))


def judge(
    entries: Iterable[Entry], judged: frozenset[str], asked: Callable[[Entry], Iterable[tuple[str, str]]]
) -> dict[str, Figures]:
    """The figures of each entry by its id; ``asked`` gives the address and language of each hit, best first."""
    result: dict[str, Figures] = {}
    for entry in entries:
        hits = [(at, code) for at, code in asked(entry) if not entry.languages or code in entry.languages]
        result[entry.id] = figures_of(entry.grades, weighed(entry, (at for at, _ in hits), judged))
    return result
