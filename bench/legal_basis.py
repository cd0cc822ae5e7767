# ruff: noqa: PLC0415 -- our code is imported after the settings of the installation that is measured
"""How long the finder takes for one pair of States, with its questions to the database, and for all pairs at once.

One pair: everything that the page and the interface for programs ask for, the median and the 95th percentile of many
pairs drawn at random. All pairs: each of the 197 States asks each of the others for the same measure, from one ledger.
"""

import argparse
import json
import random
import statistics
import time
from pathlib import Path
from typing import Final

from bench.installation import machine


REPORT: Final = Path(__file__).resolve().parents[1] / "build" / "bench" / "legal-basis.json"
ROUNDS: Final = 200
SEED: Final = 6


def one_pair(states, measure, day, offences):
    """Milliseconds for each of many pairs: the finding, what was declared, and the acts on which it rests."""
    from comity.operations.assistance import queries, registry
    from comity.operations.assistance.exports.data import keys_of
    from comity.operations.assistance.shapes import Question

    drawn, kind, taken = random.Random(SEED), registry.measures()[measure], []
    for _ in range(ROUNDS):
        first, second = drawn.sample(states, 2)
        began = time.perf_counter()
        finding = queries.find(Question(first, second, measure, day, offences))
        queries.statements(finding, kind)
        queries.acts_by_key(keys_of(finding.candidates))
        queries.whom(finding, kind)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def all_pairs(states, measure, day, offences):
    """Seconds for every ordered pair of States, how many there were, and for how many any treaty serves."""
    from comity.operations.assistance import queries
    from comity.operations.assistance.enums import Outcome
    from comity.operations.assistance.shapes import Question

    began, pairs, served = time.perf_counter(), 0, 0
    ledger = queries.ledger(day)
    for first in states:
        for second in states:
            if first != second:
                finding = queries.decide(Question(first, second, measure, day, offences), ledger)
                pairs += 1
                served += bool(finding.of(Outcome.SERVES))
    return time.perf_counter() - began, pairs, served


def main(arguments):
    """Measure and print."""
    from django.utils import timezone

    from comity.base.places.queries import states as counted

    parser = argparse.ArgumentParser(prog="python -m bench legal-basis", description=__doc__)
    parser.add_argument("--measure", default="bank-records")
    parser.add_argument("--offence", action="append", default=[])
    given = parser.parse_args(arguments)
    states = sorted(counted().values_list("code", flat=True))
    day, offences = timezone.now().date(), tuple(given.offence)
    # The files of facts are read once by a process.
    one_pair(states[:2], given.measure, day, offences)
    taken = one_pair(states, given.measure, day, offences)
    seconds, pairs, served = all_pairs(states, given.measure, day, offences)
    figures = {
        "machine": machine(),
        "measure": given.measure,
        "offences": list(offences),
        "one pair, median (ms)": round(statistics.median(taken), 1),
        "one pair, 95th percentile (ms)": round(statistics.quantiles(taken, n=20)[-1], 1),
        "one pair, longest (ms)": round(max(taken), 1),
        "all ordered pairs": pairs,
        "all ordered pairs (s)": round(seconds, 1),
        "pairs for which a treaty serves": served,
    }
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(figures, indent=2, ensure_ascii=False), encoding="utf-8")
    for name, value in figures.items():
        print(f"{name}: {value}")
