"""The rule sets of the mechanisms, from their files, and what reviews tell the desk of the staff."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from comity.kernel.errors import Unreadable
from comity.operations.reviews.enums import Cluster, Mechanism, Step


FOLDER: Final = Path(__file__).parent / "facts" / "rules"
# What a file of rules must say, and of which kind it is.
VALUES: Final[Mapping[str, type]] = {
    "groups": int,
    "late_group": int,
    "no_mutual": bool,
    "least": int,
    "most": int,
    "instrument_reviewers": bool,
    "additional": str,
    "most_additional": int,
    "similar_law": bool,
    "redraws": int,
    "organisations": str,
    "steps": int,
}


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of a mechanism: each value, its source, and whether it was verified against the document."""

    mechanism: Mechanism
    instruments: tuple[str, ...]
    values: Mapping[str, Any]
    sources: Mapping[str, str]
    verified: frozenset[str]


@cache
def rule_set(mechanism: str) -> RuleSet:
    """The rule set of a mechanism, read from its file.

    Raises:
        Unreadable: the file lacks a value, or one is of another kind.
    """
    name = f"{mechanism}.yaml"
    said = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    rules = said["rules"]
    if wrong := sorted(set(VALUES) ^ set(rules)):
        raise Unreadable(f"Missing or unknown: {', '.join(wrong)}.", where=name)
    for key, one in rules.items():
        if type(one["value"]) is not VALUES[key]:
            raise Unreadable(f"“{key}” is {one['value']!r} and must be of kind {VALUES[key].__name__}.", where=name)
        if one["source"] not in said["sources"]:
            raise Unreadable(f"“{key}” names a source that is not in the list: {one['source']}.", where=name)
    return RuleSet(
        Mechanism(said["mechanism"]),
        tuple(said["instruments"]),
        {key: one["value"] for key, one in rules.items()},
        {key: said["sources"][one["source"]] for key, one in rules.items()},
        frozenset(key for key, one in rules.items() if one["is_verified"]),
    )


COURSES: Final = Path(__file__).parent / "facts" / "courses"
# The steps for which a file says how long they may take: all but the last two.
TIMED: Final = tuple(one.value for one in Step if one not in {Step.PUBLISHED, Step.ENDED})
COUNTED_FROM: Final = frozenset({"start", "step"})
# After a review: by when each recommendation has a first action or an answer.
FOLLOWED: Final = ("first",)


@dataclass(frozen=True, slots=True)
class Course:
    """How a review goes in a mechanism.

    Args:
        mechanism: which.
        has_visit: whether a country visit belongs to it.
        days: by step, how many days it may take and whether from the start of the review or of the step.
        sources: by step, where that comes from.
        verified: the steps of which it was held against the document itself.
        most_experts: how many experts a State may name for one review.
        clusters: by code, the questionnaires for each instrument.
        follow_up: by name of ``FOLLOWED``, how many days, counted from the publication.
    """

    mechanism: Mechanism
    has_visit: bool
    days: Mapping[str, Mapping[str, Any]]
    sources: Mapping[str, str]
    verified: frozenset[str]
    most_experts: int
    clusters: Mapping[str, Mapping[str, list[str]]]
    follow_up: Mapping[str, int]


@cache
def course(mechanism: str) -> Course:
    """How a review goes in a mechanism, read from its file.

    Raises:
        Unreadable: the file lacks a step, or names what is not known.
    """
    name = f"{mechanism}.yaml"
    said = yaml.safe_load((COURSES / name).read_text(encoding="utf-8"))
    days, after = said["days"], said["follow_up"]
    if wrong := sorted((set(TIMED) ^ set(days)) | (set(FOLLOWED) ^ set(after))):
        raise Unreadable(f"Missing or unknown: {', '.join(wrong)}.", where=name)
    later = {f"follow_up.{key}": one | {"from": "step"} for key, one in after.items()}
    later["most_experts"] = said["most_experts"] | {"days": 1, "from": "step"}
    for key, one in (days | later).items():
        if type(one["days"]) is not int or one["days"] < 1 or one["from"] not in COUNTED_FROM:
            raise Unreadable(f"“{key}” is counted in whole days, from the start or from the step.", where=name)
        if one["source"] not in said["sources"]:
            raise Unreadable(f"“{key}” names a source that is not in the list: {one['source']}.", where=name)
    if strange := sorted(set(said["clusters"]) - set(Cluster.values)):
        raise Unreadable(f"Unknown clusters: {', '.join(strange)}.", where=name)
    return Course(
        Mechanism(said["mechanism"]),
        said["has_visit"],
        {key: {"days": one["days"], "from": one["from"]} for key, one in days.items()},
        {key: said["sources"][one["source"]] for key, one in days.items()},
        frozenset(key for key, one in days.items() if one["is_verified"]),
        said["most_experts"]["value"],
        said["clusters"],
        {key: one["days"] for key, one in after.items()},
    )


CORRESPONDENCES: Final = Path(__file__).parent / "facts" / "correspondences.csv"


@cache
def sisters() -> Mapping[str, tuple[str, ...]]:
    """The articles of the other convention about the same, by article, both ways."""
    found: dict[str, list[str]] = {}
    with CORRESPONDENCES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            one, other = row["organized-crime"], row["corruption"]
            found.setdefault(one, []).append(other)
            found.setdefault(other, []).append(one)
    return {article: tuple(several) for article, several in found.items()}


CLUSTERS: Final = Path(__file__).parent / "facts" / "clusters.csv"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An article that is reviewed in a cluster.

    Args:
        article: its term, such as ``XVIII-12-a:5``.
        is_verified: whether that it belongs there is known from a public source.
    """

    article: str
    is_verified: bool


@cache
def reviewed(mechanism: str) -> Mapping[str, Mapping[str, tuple[Reviewed, ...]]]:
    """By cluster and instrument, the articles that are reviewed in a mechanism, in their order."""
    found: dict[str, dict[str, list[Reviewed]]] = {}
    with CLUSTERS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["mechanism"] == mechanism:
                one = Reviewed(f"{row['instrument']}:{row['article']}", row["is_verified"] == "yes")
                found.setdefault(row["cluster"], {}).setdefault(row["instrument"], []).append(one)
    return {
        cluster: {symbol: tuple(several) for symbol, several in instruments.items()}
        for cluster, instruments in found.items()
    }
