# ruff: noqa: PLC0415 -- our code is imported after the settings of the installation that is measured
"""What the tree of the audit log costs: writers with and without it, and verifying a log of a million leaves."""

import argparse
import base64
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path

from bench.search_speed import installation, machine


def written(count, *, note):
    """Write events in transactions of one each, as actions do; events a second."""
    from django.db import transaction

    began = time.perf_counter()
    for number in range(count):
        with transaction.atomic():
            note(number)
    return count / (time.perf_counter() - began)


def bare(number):
    """The event alone, as it was before there was a tree: no pseudonym, no seal."""
    from comity.base.audit.models import Event

    Event.objects.create(
        verb="bench.write", subject="records.Record", subject_id=str(number), details={"revision": number}
    )


def writers(count):
    """Events a second: the row alone; with pseudonym and seal; and while the tree is grown at the same time."""
    from django.db import connections

    from comity.base.audit.actions import note, sequence
    from comity.base.audit.models import Event, Leaf
    from comity.base.people.actions import ensure_service

    by, stopped = ensure_service(), threading.Event()

    def sealed(number):
        note("bench.write", None, by=by, revision=number)

    def grow():
        while not stopped.wait(1.0):
            sequence()
        connections.close_all()

    told = {"the row alone": [], "with pseudonym and seal": [], "and the tree grown beside": []}
    # By turns: another's work on this machine falls on all three.
    for _ in range(3):
        told["the row alone"].append(written(count, note=bare))
        told["with pseudonym and seal"].append(written(count, note=sealed))
        stopped.clear()
        beside = threading.Thread(target=grow)
        beside.start()
        told["and the tree grown beside"].append(written(count, note=sealed))
        stopped.set()
        beside.join()
    base = max(told["the row alone"])
    for name, rates in told.items():
        print(f"  {name:28} {max(rates):8,.0f} events/s, best of 3; ratio {max(rates) / base:.2f}")
    waiting = Event.objects.count() - Leaf.objects.count()
    began, used = time.perf_counter(), time.process_time()
    sequence()
    took, used = time.perf_counter() - began, time.process_time() - used
    print(
        f"  {waiting:,} waiting events into the tree: {took:.1f} s ({waiting / took:,.0f}/s, processor {used:.1f} s)"
    )


def invented(path, leaves, signer):
    """A log of so many leaves, signed at its end and at nine places before."""
    from comity.base.audit.crypto.bundles import LOG, Growing
    from comity.base.audit.crypto.trees import leaf_hash

    growing, actor = Growing(), uuid.uuid4().hex
    with path.open("w", encoding="utf-8") as out:
        out.write(json.dumps({"log": LOG, "origin": signer.key.name, "key": str(signer.key)}) + "\n")
        for index in range(leaves):
            event = {
                "actor": actor, "at": "2026-11-21T19:00:00.000000Z", "behalf": "", "details": {"revision": index % 9},
                "key": str(uuid.UUID(int=index)), "kind": "write", "number": index + 1,
                "record": str(uuid.UUID(int=index)),
                "subject": "records.Record", "subject_id": str(uuid.UUID(int=index)), "verb": "record.publish",
            }  # fmt: skip
            hashed = leaf_hash(event)
            growing.add(hashed)
            out.write(json.dumps({"leaf": index, "hash": hashed.hex(), "event": event}, separators=(",", ":")) + "\n")
            if (index + 1) % (leaves // 10) == 0:
                out.write(json.dumps({"checkpoint": signer.signed(growing.size, growing.root())}) + "\n")
        out.write(json.dumps({"end": {"leaves": leaves, "waiting": 0}}) + "\n")


def verified(folder, leaves):
    """How long the program of one file takes with a whole log, and how much memory."""
    from comity.base.audit.crypto.keys import signer
    from comity.base.audit.crypto.single import single_file

    bundle, program = folder / "log.jsonl", folder / "verify_log.py"
    key = signer(folder, "bench.example/audit")
    program.write_text(single_file(), encoding="utf-8")
    began = time.perf_counter()
    invented(bundle, leaves, key)
    made = time.perf_counter() - began
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(program), "verify", str(bundle), "--key", str(key.key)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    took = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    megabytes = bundle.stat().st_size / 1e6
    print(f"  a log of {leaves:,} leaves ({megabytes:,.0f} MB, made in {made:.0f} s), without any library:")
    print(f"    {done.stdout.strip().splitlines()[-1]}")
    print(f"    {took:.1f} s, processor {used.ru_utime:.1f} s, at most {used.ru_maxrss / 1024:.0f} MB of memory")


def signatures(folder):
    """What one checkpoint costs to check, with the library and with our own arithmetic."""
    from comity.base.audit.crypto.keys import signer
    from comity.base.audit.crypto.notes import checkpoint_of, verified, verified_slowly

    key = signer(folder, "bench.example/audit")
    one = checkpoint_of(key.signed(1, bytes(32)))
    raw = one.signatures[0][1][4:]
    assert len(base64.b64encode(raw)) == 88
    for name, check in (("with the library", verified), ("with our own arithmetic", verified_slowly)):
        began = time.perf_counter()
        for _ in range(20):
            assert check(key.key.public, raw, one.body.encode())
        print(f"  one signature {name}: {(time.perf_counter() - began) * 50:.2f} ms")


def main(arguments=None):
    """Write, put into the tree, verify, print."""
    parser = argparse.ArgumentParser(prog="python -m bench audit", description=__doc__)
    parser.add_argument("--events", type=int, default=1_000, help="events of each writer (default: %(default)s)")
    parser.add_argument("--leaves", type=int, default=1_000_000, help="leaves of the log (default: %(default)s)")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as folder:
        installation(folder)
        print(machine())
        writers(given.events)
        signatures(Path(folder))
        verified(Path(folder), given.leaves)
