"""What a rule reads of outcomes, charges, verdicts and sentences, against 138 judgments that were read by hand.

Ninety were seen while the rules were written or mended (tuning). Forty-eight were read by hand before the rules were
tried on them, and no rule was mended for them (held out). A question mark is what a reader could not tell.
"""

import csv
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from comity.knowledge.cases.imports import packs
from comity.knowledge.cases.shapes import PackReport


DECIDED = Path(__file__).parent / "decided.csv"
FIELDS = ("outcome", "verdict", "months", "statutes", "offences", "confiscated")
PROVISION = re.compile(r"\d[\w./-]*(?:\s?\(\w+\))*")
# What is reached, and may not be lost: precision and recall of each field, in either part.
FLOORS = {
    "tuning": {
        "outcome": (1.0, 0.9),
        "verdict": (1.0, 0.67),
        "months": (1.0, 0.66),
        "statutes": (1.0, 0.65),
        "offences": (0.96, 0.76),
        "confiscated": (1.0, 0.5),
    },
    "held-out": {
        "outcome": (0.9, 0.62),
        "verdict": (1.0, 0.15),
        "statutes": (1.0, 0.34),
        "offences": (0.76, 0.32),
    },
}


def told(new):
    """What was read, by field, as sets of small words."""
    parts = new.parts
    charges = parts["charges"]
    months = {
        "life" if one.is_life else "death" if one.sentence == "死刑" else str(one.imprisonment_months or "")
        for one in charges
    }
    statutes = {found for one in charges for found in provisions(one.statute)}
    return {
        "outcome": {one.outcome for one in parts["instances"]} - {""},
        "verdict": {one.verdict for one in charges} - {""},
        "months": months - {""},
        "statutes": statutes,
        "offences": [one.offence.casefold() for one in charges if one.offence],
        "confiscated": {f"{one.amount:.0f} {one.currency}" for one in parts["measures"] if one.amount is not None},
    }


def provisions(statute):
    """The numbers of the provisions that a citation of a law names, without the number and year of the law."""
    # «80 inc. 7»: the part of an article is none of its own.
    statute = re.sub(r" (?:inc|apdo)\. (?:\d+|\"\w\")", "", statute)
    found = PROVISION.findall(re.split(r" of the | of [A-Z]| УК | da Lei| do Código| de la | del ", statute)[0])
    numbers = [re.sub(r"\s", "", one).rstrip(".-") for one in found]
    is_titled = re.search(r"U\.\s?S\.\s?C|GCA|V\.I\.C|ILCS", statute)
    return numbers[1:] if is_titled else numbers


def compared(read, expected):
    """How many were right, were read and were there, by field; what nobody could tell is not compared."""
    for field in FIELDS:
        if expected[field] == "?":
            continue
        want = [one.strip() for one in expected[field].split(";") if one.strip()]
        got = read[field]
        if field == "offences":
            right = sum(any(key in one for one in got) for key in want)
            # An offence that was read and is none of those that are there counts against precision.
            yield field, right, right + sum(not any(key in one for key in want) for one in got), len(want)
        else:
            yield field, len(set(got) & set(want)), len(set(got)), len(want)


@pytest.mark.packs
@pytest.mark.parametrize("part", ["tuning", "held-out"])
def test_what_is_read_of_decisions_is_as_good_as_it_was(part, packs_folder, capsys):
    content = (packs_folder / "caselaw_world_open" / "cases.jsonl").read_bytes()
    report = PackReport("sample")
    rows = dict(reversed([(row["_id"], (where, row)) for where, row in packs._rows("cases.jsonl", content, report)]))
    sample = [row for row in csv.DictReader(DECIDED.read_text(encoding="utf-8").splitlines()) if row["part"] == part]
    right, read, there = Counter(), Counter(), Counter()
    for expected in sample:
        (new,) = packs.read([rows[expected["id"]]], None, report, lambda *_: None)
        for field, hits, got, want in compared(told(new), expected):
            right[field], read[field], there[field] = right[field] + hits, read[field] + got, there[field] + want
    assert (len(sample), report.refused) == ({"tuning": 90, "held-out": 48}[part], [])
    with capsys.disabled():
        lines = [
            f"{field:<12}{right[field] / max(read[field], 1):.2f} of {read[field]:<4}"
            f"{right[field] / max(there[field], 1):.2f} of {there[field]}"
            for field in FIELDS
        ]
        sys.stdout.write(
            "\n".join(["", f"read out of {len(sample)} judgments, {part}: precision, recall", *lines, ""])
        )
    for field, (precision, recall) in FLOORS[part].items():
        assert right[field] / max(read[field], 1) >= precision, field
        assert right[field] / max(there[field], 1) >= recall, field
