"""The program that verifies a log without Comity; ``single`` writes it as one file."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from comity.base.audit.crypto.bundles import (
    checked,
    consistency_proof,
    differing,
    inclusion_proof,
    lines_of,
    read,
)
from comity.base.audit.crypto.notes import Key, key_of
from comity.base.audit.crypto.trees import SIZE, Wrong


SHOWN: Final = 200


def say(sentence: str) -> None:
    """Write a line for whoever called."""
    sys.stdout.write(f"{sentence}\n")


def given_key(text: str | None) -> Key | None:
    """The key that was given, or stands in the file that was named."""
    if text is None:
        return None
    path = Path(text)
    return key_of(path.read_text(encoding="utf-8") if path.is_file() else text)


def verify(given: argparse.Namespace) -> int:
    """Look at a whole log, and say everything that is wrong."""
    reading = read(lines_of(given.bundle), given_key(given.key))
    for path in given.checkpoint:
        reading.checkpoint(path.read_text(encoding="utf-8"), f"the checkpoint in {path.name}")
    found = reading.done()
    if given.against:
        older = read(lines_of(given.against))
        for leaf in differing(reading.hashes, older.hashes):
            found.faults.append(f"Leaf {leaf} is not what it was in {given.against.name}.")
    for sentence in found.remarks:
        say(f"Note: {sentence}")
    for sentence in found.faults[:SHOWN]:
        say(f"FAULT: {sentence}")
    if len(found.faults) > SHOWN:
        say(f"FAULT: and {len(found.faults) - SHOWN} more.")
    told = f"{found.leaves} leaves, {found.proved} of them proved by {found.checkpoints} checkpoints"
    say(f"{'NOT whole' if found.faults else 'Whole'}: {told}; {found.waiting} events wait.")
    return 1 if found.faults else 0


def prove(given: argparse.Namespace) -> int:
    """Write a proof from a bundle."""
    reading = read(lines_of(given.bundle), given_key(given.key))
    reading.found.faults.clear()
    size = len(reading.hashes) // SIZE
    known = {one.size: one for _name, one in reading.checkpoints if one.size <= size}
    if given.between:
        first, second = given.between
        if not 0 <= first <= second <= size:
            raise Wrong(f"Give two sizes from 0 to {size}, the smaller first.")
        kept = [known[one].note for one in dict.fromkeys((first, second)) if one in known]
        say(json.dumps(consistency_proof((first, second), reading.node(), kept), ensure_ascii=False, indent=1))
        return 0
    later = min((one for one in known if given.leaf is not None and 0 <= given.leaf < one), default=None)
    if later is None:
        raise Wrong(f"Give a leaf that is under a checkpoint; the last checkpoint has {max(known, default=0)} leaves.")
    event = next((one.get("event") for one in lines_of(given.bundle) if one.get("leaf") == given.leaf), None)
    proof = inclusion_proof(given.leaf, known[later], reading.node(), event=event)
    say(json.dumps(proof, ensure_ascii=False, indent=1))
    return 0


def check(given: argparse.Namespace) -> int:
    """Check a proof, and say what it proves."""
    proof = json.loads(given.proof.read_text(encoding="utf-8"))
    if not isinstance(proof, dict):
        raise Wrong("This is no proof.")
    try:
        say(checked(proof, given_key(given.key)))
    except Wrong as wrong:
        say(f"FAULT: {wrong}")
        return 1
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; 0 when all is well, 1 when anything was found, 2 when a file cannot be read."""
    parser = argparse.ArgumentParser(prog="verify_log.py", description="Verify an audit log of Comity.")
    several = parser.add_subparsers(required=True)
    one = several.add_parser("verify", help="look at a whole log")
    one.add_argument("bundle", type=Path, help="what `comity audit export` wrote")
    one.add_argument("--key", help="the log's public key, or a file that holds it")
    one.add_argument("--checkpoint", type=Path, action="append", default=[], help="one that was kept elsewhere")
    one.add_argument("--against", type=Path, help="an older bundle of the same log")
    one.set_defaults(run=verify)
    one = several.add_parser("prove", help="write a proof")
    one.add_argument("bundle", type=Path)
    one.add_argument("leaf", type=int, nargs="?")
    one.add_argument("--between", type=int, nargs=2, metavar=("N", "M"))
    one.add_argument("--key")
    one.set_defaults(run=prove)
    one = several.add_parser("check", help="check a proof")
    one.add_argument("proof", type=Path)
    one.add_argument("--key")
    one.set_defaults(run=check)
    given = parser.parse_args(arguments)
    try:
        return int(given.run(given))
    except (Wrong, OSError, ValueError, RecursionError) as error:
        say(f"This cannot be read: {error}")
        return 2
