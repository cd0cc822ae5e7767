"""Invented parties, and commitments about them."""

import hashlib

from comity.operations.reviews.lots.numbers import sha256
from comity.operations.reviews.lots.program import FORMAT


RULES = {
    "groups": 2,
    "late_group": 3,
    "least": 1,
    "most": 3,
    "no_mutual": True,
    "instrument_reviewers": True,
    "additional": "together",
    "most_additional": 3,
    "similar_law": False,
    "redraws": 2,
    "organisations": "out",
    "steps": 32,
}


def party(code, region, instruments=("A",), systems=(), wish="", *, reviewed=True, reviews=True):
    return {
        "code": code,
        "kind": "state",
        "region": region,
        "instruments": list(instruments),
        "systems": list(systems),
        "wish": wish,
        "reviewed": reviewed,
        "reviews": reviews,
    }


def commitment(parties, acts=(), before=(), **rules):
    return {
        "format": FORMAT,
        "lot": len(before),
        "previous": sha256(before[-1]) if before else "",
        "program": "",
        "rules": RULES | rules,
        "parties": sorted(parties, key=lambda one: one["code"]),
        "acts": list(acts),
    }


def seed(number):
    return hashlib.sha256(str(number).encode()).digest()


def world_of_many(count=30, **more):
    kinds = [("A",), ("A", "B", "C"), ("A", "B", "C")]
    systems = [("civil",), ("common",), ()]
    return [
        party(f"{'vwxyz'[n % 5]}{n:02}", "vwxyz"[n % 5], kinds[n % 3], systems[n % 3], **more) for n in range(count)
    ]


def act(kind, state, **more):
    return {"kind": kind, "state": state, "reason": "note", **more}
