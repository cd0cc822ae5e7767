"""The program that repeats a draw without Comity; ``single`` writes it as one file."""

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from comity.operations.reviews.lots.checking import broken
from comity.operations.reviews.lots.drawing import first_lot, later_lot
from comity.operations.reviews.lots.numbers import seed_of, sha256, tidy
from comity.operations.reviews.lots.worlds import Impossible, Review, World, loads_of


FORMAT: Final = "comity-draw/1"


class Wrong(Exception):
    """What was handed in is no commitment or transcript; the sentence says why."""


def program_hash(text: str) -> str:
    """The SHA-256 of the program, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def record_of(commitment: Mapping[str, Any], randomness: str, before: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Draw one lot: everything that the transcript says of it.

    Args:
        commitment: what was published before.
        randomness: what became known after.
        before: the records of the earlier lots of this draw, the first one first.

    Raises:
        Impossible: the rules leave no outcome.
        Wrong: it does not follow on the earlier lots.
    """
    if commitment.get("format") != FORMAT or commitment["lot"] != len(before):
        raise Wrong(f"This is no commitment of the form {FORMAT} for lot {len(before)}.")
    if commitment["previous"] != (sha256(before[-1]) if before else ""):
        raise Wrong("This commitment does not name the lot before it.")
    world, seed = World.of(commitment), seed_of(commitment, randomness)
    if before:
        reviews, choices = later_lot(world, seed, [_read(one) for one in before[-1]["outcome"]], commitment["acts"])
    else:
        reviews, choices = first_lot(world, seed)
    return {
        "commitment": dict(commitment),
        "commitment_sha256": sha256(commitment),
        "randomness": tidy(randomness),
        "seed": seed.hex(),
        "choices": choices,
        "outcome": [_written(world, one) for one in reviews],
        "loads": dict(sorted(loads_of(reviews).items())),
    }


def _written(world: World, review: Review) -> dict[str, Any]:
    own = world.instruments(review.state)
    sitting = [
        {
            "state": who,
            "seat": seat,
            "additional": False,
            "instruments": sorted(own & world.instruments(who)),
        }
        for seat, who in review.main.items()
    ]
    sitting += [
        {"state": who, "seat": seat, "additional": True, "instruments": list(names)}
        for seat, who, names in review.additional
    ]
    sitting.sort(key=lambda one: (one["additional"], one["seat"] != "same", one["state"]))
    return {
        "state": review.state,
        "group": review.group,
        "reviewers": sitting,
        "released": [{"seat": seat, "state": who} for seat, who in review.released],
        "redraws": review.redraws,
    }


def _read(said: Mapping[str, Any]) -> Review:
    return Review(
        said["state"],
        said["group"],
        {one["seat"]: one["state"] for one in said["reviewers"] if not one["additional"]},
        [(one["seat"], one["state"], tuple(one["instruments"])) for one in said["reviewers"] if one["additional"]],
        [(one["seat"], one["state"]) for one in said["released"]],
        said["redraws"],
    )


def transcript_of(records: Sequence[Mapping[str, Any]]) -> str:
    """The transcript of all lots of a draw, as the one text that it is."""
    said = {"format": FORMAT, "lots": list(records)}
    return json.dumps(said, sort_keys=True, indent=1, ensure_ascii=False) + "\n"


def repeated(records: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Every lot drawn again from its commitment and randomness."""
    found: list[dict[str, Any]] = []
    for one in records:
        found.append(record_of(one["commitment"], one["randomness"], found))
    return found


def say(sentence: str) -> None:
    """Write a line for whoever called."""
    sys.stdout.write(f"{sentence}\n")


def _lots(path: Path) -> list[dict[str, Any]]:
    said = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(said, dict) or said.get("format") != FORMAT or not isinstance(said.get("lots"), list):
        raise Wrong(f"{path.name} is no transcript of the form {FORMAT}.")
    return list(said["lots"])


def _verify(given: argparse.Namespace) -> int:
    lots, own, faults = _lots(given.transcript), program_hash(Path(__file__).read_text(encoding="utf-8")), 0
    done: list[dict[str, Any]] = []
    for number, lot in enumerate(lots):
        said = lot["commitment"]
        if said["program"] != own:
            say(f"Lot {number}: drawn with the program {said['program']}; this is {own}. Verify it with that one.")
            faults += 1
        again = record_of(said, lot["randomness"], done)
        wrong = [name for name in sorted({*lot, *again}) if lot.get(name) != again.get(name)]
        problems = broken(said | {"counted": counted(again)}, again["outcome"])
        for sentence in [f"“{name}” is not what the lot gives." for name in wrong] + problems:
            say(f"FAULT in lot {number}: {sentence}")
        faults += len(wrong) + len(problems)
        say(f"Lot {number}: commitment {again['commitment_sha256']}, randomness “{again['randomness']}”, ")
        say(f"       {len(again['outcome'])} reviews, {'as drawn, all rules kept' if not wrong else 'NOT as drawn'}.")
        done.append(again)
    if given.commitment and given.commitment not in {one["commitment_sha256"] for one in done}:
        say(f"FAULT: no lot has the commitment {given.commitment}.")
        faults += 1
    return 1 if faults else 0


def counted(record: Mapping[str, Any]) -> str:
    """How additional reviews were counted in a lot: ``together`` with the others, or ``apart``."""
    return str(record["choices"]["reviewers"].get("additional", record["commitment"]["rules"]["additional"]))


def _repeat(given: argparse.Namespace) -> int:
    sys.stdout.write(transcript_of(repeated(_lots(given.transcript))))
    return 0


def _draw(given: argparse.Namespace) -> int:
    commitment = json.loads(given.commitment.read_text(encoding="utf-8"))
    before = _lots(given.after) if given.after else []
    sys.stdout.write(transcript_of([*before, record_of(commitment, given.randomness, before)]))
    return 0


def _hash(given: argparse.Namespace) -> int:
    say(sha256(json.loads(given.commitment.read_text(encoding="utf-8"))))
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; 0 when all is well, 1 when not, 2 when a file cannot be read, 3 when there is no outcome."""
    parser = argparse.ArgumentParser(prog="comity-draw", description="Repeat and verify a drawing of lots.")
    several = parser.add_subparsers(required=True)
    one = several.add_parser("verify", help="repeat every lot, and look at every rule")
    one.add_argument("transcript", type=Path)
    one.add_argument("--commitment", help="the SHA-256 that was published before")
    one.set_defaults(run=_verify)
    one = several.add_parser("repeat", help="write the transcript anew")
    one.add_argument("transcript", type=Path)
    one.set_defaults(run=_repeat)
    one = several.add_parser("draw", help="draw a lot")
    one.add_argument("commitment", type=Path)
    one.add_argument("randomness")
    one.add_argument("--after", type=Path, help="the transcript of the earlier lots")
    one.set_defaults(run=_draw)
    one = several.add_parser("hash", help="the SHA-256 of a commitment")
    one.add_argument("commitment", type=Path)
    one.set_defaults(run=_hash)
    given = parser.parse_args(arguments)
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr] # -- whatever the machine writes by itself
    try:
        return int(given.run(given))
    except Impossible as no:
        say(str(no))
        return 3
    except (Wrong, OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        say(f"This cannot be read: {error}")
        return 2
