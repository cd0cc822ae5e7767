"""Ten thousand drawings of lots: do the rules hold in all, and is every outcome equally likely.

python -m bench draws [--draws 10000] [--small 4000]
"""

import argparse
import datetime as dt
import hashlib
import json
import math
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from comity.operations.reviews.lots.chain import length, walk
from comity.operations.reviews.lots.checking import broken
from comity.operations.reviews.lots.drawing import first_lot
from comity.operations.reviews.lots.groups import divide, divisions
from comity.operations.reviews.lots.numbers import Numbers
from comity.operations.reviews.lots.program import FORMAT, record_of
from comity.operations.reviews.lots.search import find, outcomes
from comity.operations.reviews.lots.worlds import World, loads_of, main_choices, main_limits, table_of


OUT: Final = Path("build/bench/draws.json")
# The day of the second meeting at which the lots of the organized crime mechanism were drawn, to the month.
DAYS: Final = {"organized-crime": dt.date(2020, 12, 1), "corruption": dt.date(2020, 12, 1)}
# Regional group and number of States of small worlds; with rules that differ from the usual ones.
SMALL: Final[dict[str, tuple[dict[str, int], dict[str, Any]]]] = {
    "two groups of three": ({"a": 3, "b": 3}, {"most": 3}),
    "everybody exactly two": ({"a": 3, "b": 3}, {"most": 2, "least": 2}),
    "two, three and two": ({"a": 3, "b": 2, "c": 2}, {"no_mutual": False, "most": 2, "least": 2}),
    "mutual reviews allowed": ({"a": 2, "b": 3}, {"no_mutual": False, "most": 3}),
}


def p_value(chi: float, freedom: int) -> float:
    """How often chance alone gives a chi-square at least so large (Wilson and Hilferty's approximation)."""
    spread = 2 / (9 * freedom)
    return 0.5 * math.erfc(((chi / freedom) ** (1 / 3) - (1 - spread)) / math.sqrt(2 * spread))


def chi_square(counts: list[int], expected: float) -> float:
    return sum((one - expected) ** 2 / expected for one in counts)


def small_world(regions: dict[str, int], rules: dict[str, Any]) -> World:
    """A world of a few invented States, all party to one instrument."""
    codes = [(f"{region}{number}", region) for region, count in regions.items() for number in range(count)]
    usual = {
        "groups": 3, "late_group": 3, "least": 1, "most": 3, "no_mutual": True, "instrument_reviewers": False,
        "additional": "together", "most_additional": 3, "similar_law": False, "redraws": 2, "steps": 32,
    }  # fmt: skip
    parties = [
        {"code": code, "region": region, "instruments": ["I"], "systems": [], "wish": "", "reviewed": True,
         "reviews": True, "kind": "state"}
        for code, region in codes
    ]  # fmt: skip
    return World.of({"rules": usual | rules, "parties": parties})


def seed_number(number: int) -> bytes:
    return hashlib.sha256(number.to_bytes(8, "big")).digest()


def compared(name: str, samples: int) -> dict[str, Any]:
    """A small world: how often the walk ends at each of all outcomes."""
    world = small_world(*SMALL[name])
    chosen = [
        ((code, seat, ()), main_choices(world, code, seat)) for code in world.reviewed() for seat in ("same", "other")
    ]
    table = table_of(world, chosen, main_limits(world))
    everything = [tuple(one) for one in outcomes(table, 10_000_000)]
    count: Counter[tuple[int, ...]] = Counter()
    # Few samples of many outcomes say nothing of each: neighbours in the list are gathered into cells of twenty.
    for number in range(samples):
        numbers = Numbers(seed_number(number), "compare")
        sitting, _is_sure = find(table, numbers)
        assert sitting is not None
        walk(sitting, numbers, length(table, world.rules["steps"]))
        count[tuple(sitting.filled)] += 1
    cells = min(len(everything), max(2, samples // 20))
    size: Counter[int] = Counter()
    held: Counter[int] = Counter()
    for place, one in enumerate(everything):
        size[place * cells // len(everything)] += 1
        held[place * cells // len(everything)] += count[one]
    chi = sum(
        (held[cell] - samples * size[cell] / len(everything)) ** 2 / (samples * size[cell] / len(everything))
        for cell in size
    )
    return {
        "world": name,
        "outcomes": len(everything),
        "samples": samples,
        "strangers": sum(found for one, found in count.items() if one not in set(everything)),
        "cells": cells,
        "chi_square": round(chi, 1),
        "freedom": cells - 1,
        "p": round(p_value(chi, cells - 1), 4),
    }


def divided(samples: int) -> dict[str, Any]:
    """Groups of a small world: how often each admissible division is drawn."""
    regions = {"a": ["a1", "a2", "a3"], "b": ["b1", "b2"], "c": ["c1", "c2"]}
    whole = divisions(regions, 3)
    count: Counter[tuple[tuple[str, int], ...]] = Counter()
    for number in range(samples):
        placed, _said = divide(regions, {}, 3, Numbers(seed_number(number), "groups"))
        count[tuple(sorted(placed.items()))] += 1
    expected = samples / whole
    chi = chi_square([*count.values(), *[0] * (whole - len(count))], expected)
    return {"divisions": whole, "drawn": len(count), "samples": samples, "chi_square": round(chi, 1),
            "freedom": whole - 1, "p": round(p_value(chi, whole - 1), 4)}  # fmt: skip


def commitment_of(mechanism: str) -> dict[str, Any]:
    """The commitment of a draw among the parties that are installed, on the mechanism's day."""
    from comity.operations.reviews.enums import Part  # noqa: PLC0415 -- tables exist only now
    from comity.operations.reviews.models import Draw  # noqa: PLC0415
    from comity.operations.reviews.queries import parties  # noqa: PLC0415
    from comity.operations.reviews.registry import rule_set  # noqa: PLC0415

    draw = Draw(mechanism=mechanism, phase="", parties_on=DAYS[mechanism], rules=dict(rule_set(mechanism).values))
    listed = [one.plain() for one in parties(draw) if one.part != Part.OUT]
    return {"format": FORMAT, "lot": 0, "previous": "", "rules": draw.rules, "parties": listed, "acts": []}


def drawn(mechanism: str, draws: int, minutes: float) -> dict[str, Any]:
    """Many draws of one mechanism: time, rules, loads, regional groups."""
    commitment = commitment_of(mechanism)
    regions = {one["code"]: one["region"] for one in commitment["parties"]}
    times: list[float] = []
    faults: Counter[str] = Counter()
    loads: Counter[int] = Counter()
    mains: Counter[int] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    who: Counter[str] = Counter()
    sizes: Counter[tuple[int, ...]] = Counter()
    extra: list[int] = []
    ways: Counter[str] = Counter()
    until = time.monotonic() + minutes * 60
    for number in range(draws):
        if time.monotonic() > until:
            draws = number
            break
        start = time.process_time()
        record = record_of(commitment, f"bench {number}", [])
        times.append((time.process_time() - start) * 1000)
        faults.update(broken(commitment, record["outcome"]))
        loads.update(record["loads"].values())
        own: Counter[str] = Counter()
        for review in record["outcome"]:
            for one in review["reviewers"]:
                if one["additional"]:
                    continue
                own[one["state"]] += 1
                who[one["state"]] += 1
                if one["seat"] == "other":
                    pairs[regions[review["state"]], regions[one["state"]]] += 1
        mains.update(own.values())
        extra.append(sum(one["additional"] for review in record["outcome"] for one in review["reviewers"]))
        counted = Counter(review["group"] for review in record["outcome"])
        sizes[tuple(counted[group] for group in sorted(counted))] += 1
        how = record["choices"]["reviewers"]
        ways[f"{len(how['walks'])} walk, additional reviews counted {how['additional']}"] += 1
    times.sort()
    by_region: dict[str, list[int]] = {}
    for code, region in regions.items():
        by_region.setdefault(region, []).append(who[code])
    return {
        "mechanism": mechanism,
        "draws": draws,
        "parties": len(regions),
        "of_regions": {region: len(held) for region, held in by_region.items()},
        "ms": {
            "median": round(times[draws // 2], 1),
            "p95": round(times[draws * 95 // 100], 1),
            "most": round(times[-1], 1),
        },
        "broken": dict(faults),
        "sizes": {" ".join(map(str, size)): count for size, count in sizes.most_common()},
        "loads": {load: round(count / draws, 2) for load, count in sorted(loads.items())},
        "loads_without_additional": {load: round(count / draws, 2) for load, count in sorted(mains.items())},
        "additional": [min(extra), round(sum(extra) / draws, 1), max(extra)],
        "reviews_of_a_state": {
            region: [round(min(held) / draws, 2), round(sum(held) / len(held) / draws, 2), round(max(held) / draws, 2)]
            for region, held in by_region.items()
        },
        "other_reviewers": {
            f"{one} by {other}": round(count / draws, 2) for (one, other), count in sorted(pairs.items())
        },
        "ways": dict(ways),
    }


def mixed(draws: int) -> list[dict[str, Any]]:
    """The same figures after a walk of other lengths: when they no longer change, the walk is long enough."""
    commitment = commitment_of("organized-crime")
    found = []
    for steps in (0, 8, 32, 320):
        rules = commitment["rules"] | {"steps": steps}
        world = World.of(commitment | {"rules": rules})
        loads: Counter[int] = Counter()
        for number in range(draws):
            reviews, _said = first_lot(world, seed_number(number))
            loads.update(loads_of(reviews, additional=False).values())
        found.append(
            {"steps": steps, "draws": draws, "loads": {one: round(loads[one] / draws, 2) for one in sorted(loads)}}
        )
    return found


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench draws", description=__doc__)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--small", type=int, default=4_000, help="samples of each small world")
    parser.add_argument("--minutes", type=float, default=60, help="stop a mechanism's draws after so long")
    parser.add_argument("--mixing", type=int, default=300, help="draws for each length of the walk")
    given = parser.parse_args(arguments)
    console = Console(width=118, highlight=False)
    said: dict[str, Any] = {"small": [], "draws": []}
    for name in SMALL:
        said["small"].append(compared(name, given.small))
        console.print(said["small"][-1])
    said["groups"] = divided(given.small)
    console.print(said["groups"])
    said["mixing"] = mixed(given.mixing)
    console.print(said["mixing"])
    for mechanism in DAYS:
        said["draws"].append(drawn(mechanism, given.draws, given.minutes))
        console.print(said["draws"][-1])
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
