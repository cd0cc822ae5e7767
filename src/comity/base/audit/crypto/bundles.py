"""A whole log as JSON Lines, and what is wrong with it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from comity.base.audit.crypto.notes import Checkpoint, Key, checkpoint_of, key_of
from comity.base.audit.crypto.trees import (
    SIZE,
    Node,
    Wrong,
    consistency,
    inclusion,
    is_consistent,
    leaf_hash,
    node_hash,
    root_of_inclusion,
    subtree,
)


# What a bundle and a proof say of themselves; a later form gets another number.
LOG: Final = "comity-audit-log/1"
PROOF: Final = "comity-audit-proof/1"


@dataclass(slots=True)
class Findings:
    """What was found: each fault in a sentence, what must be known beside, and what was looked at."""

    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    leaves: int = 0
    withheld: int = 0
    waiting: int = 0
    checkpoints: int = 0
    # So many leaves are under a checkpoint that fits.
    proved: int = 0


class Growing:
    """The root over leaves that come one after the other; it holds one hash for each level."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []

    def add(self, hashed: bytes) -> None:
        """Take in the next leaf."""
        level = 0
        while self._peaks and self._peaks[-1][0] == level:
            hashed = node_hash(self._peaks.pop()[1], hashed)
            level += 1
        self._peaks.append((level, hashed))
        self.size += 1

    def root(self) -> bytes:
        """The root over the leaves so far."""
        if not self._peaks:
            return subtree(0, 0, _nothing)
        found = self._peaks[-1][1]
        for _level, one in reversed(self._peaks[:-1]):
            found = node_hash(one, found)
        return found


def _nothing(level: int, index: int) -> bytes:
    raise AssertionError((level, index))


def named(event: Any) -> str:
    """An event in a few words, for a sentence about it."""
    if not isinstance(event, dict):
        return "an event"
    subject = " ".join(str(event.get(name, "")) for name in ("subject", "subject_id") if event.get(name))
    return f"event {event.get('number')} ({event.get('verb')}{' of ' + subject if subject else ''}, {event.get('at')})"


class Reading:
    """A log as it is read, line by line; 32 bytes stay in memory for each leaf."""

    def __init__(self, key: Key | None = None) -> None:
        self.key = key
        self.given = key is not None
        self.origin = ""
        self.hashes = bytearray()
        self.checkpoints: list[tuple[str, Checkpoint]] = []
        self.found = Findings()
        self._strange: list[tuple[int, bytes, Any]] = []
        # The number of the event before, and the highest of all.
        self._before = self._last = 0
        self._ended = False

    def take(self, line: dict[str, Any]) -> None:
        """Take in one line of a bundle.

        Raises:
            Wrong: it is no line of one.
        """
        if "log" in line:
            self._begin(line)
        elif "leaf" in line:
            self._leaf(line)
        elif "checkpoint" in line:
            self.checkpoint(line["checkpoint"], f"checkpoint {len(self.checkpoints) + 1} of the bundle")
        elif "waiting" in line:
            self._waiting(line["waiting"])
        elif "end" in line:
            self._ended = True
            self._whole(line["end"])
        else:
            raise Wrong(f"This line is none of a log: {json.dumps(line)[:80]}")

    def _begin(self, line: dict[str, Any]) -> None:
        if line["log"] != LOG:
            raise Wrong(f"This log is of the form {line['log']!r}; this program reads {LOG}.")
        self.origin = str(line.get("origin", ""))
        if self.key is None and line.get("key"):
            self.key = key_of(str(line["key"]))

    def _leaf(self, line: dict[str, Any]) -> None:
        place, index = len(self.hashes) // SIZE, line["leaf"]
        hashed = bytes.fromhex(line["hash"])
        if len(hashed) != SIZE:
            raise Wrong(f"Leaf {index} has no hash of {SIZE} bytes.")
        self.hashes += hashed
        if index != place:
            what = "leaves are missing before it" if index > place else "it is there twice, or out of its order"
            self.found.faults.append(f"Leaf {index} stands where leaf {place} belongs: {what}.")
        if "event" not in line:
            self.found.withheld += 1
            return
        event = line["event"]
        if event is None:
            self.found.faults.append(f"Leaf {index}: its event was removed.")
            return
        computed = leaf_hash(event)
        if computed != hashed:
            self._strange.append((index, computed, event))
        number = event.get("number")
        if not isinstance(number, int) or number <= self._before:
            self.found.faults.append(
                f"Leaf {index}: {named(event)} was inserted or reordered; the leaf before has number {self._before}."
            )
        self._before = number if isinstance(number, int) else self._before
        self._last = max(self._last, self._before)

    def checkpoint(self, note: str, name: str) -> None:
        """Take in a checkpoint, of the bundle or from elsewhere."""
        try:
            self.checkpoints.append((name, checkpoint_of(note)))
        except Wrong as wrong:
            self.found.faults.append(f"{name}: {wrong}")

    def _waiting(self, event: Any) -> None:
        self.found.waiting += 1
        if not isinstance(event, dict) or not isinstance(event.get("number"), int) or event["number"] <= self._last:
            self.found.faults.append(f"Without a leaf: {named(event)} was inserted; later ones have theirs.")

    def _whole(self, end: dict[str, Any]) -> None:
        said, counted = end.get("leaves"), len(self.hashes) // SIZE
        if (said, end.get("waiting")) != (counted, self.found.waiting):
            self.found.faults.append(
                f"The bundle says that it has {said} leaves and {end.get('waiting')} events that wait; "
                f"it has {counted} and {self.found.waiting}. Lines were taken out or put in."
            )

    def done(self) -> Findings:
        """What was found in all of it."""
        found = self.found
        found.leaves = len(self.hashes) // SIZE
        for index, computed, event in self._strange:
            place = _place_of(self.hashes, computed)
            if place is None:
                found.faults.append(f"Leaf {index}: {named(event)} was changed after it was written.")
            else:
                found.faults.append(f"Leaf {index}: {named(event)} was reordered; it belongs to leaf {place}.")
        if not self._ended:
            found.faults.append("The bundle breaks off: its last line, which says how long it is, is missing.")
        self._check_checkpoints()
        if found.waiting:
            found.remarks.append(f"{found.waiting} events wait for their leaf; nothing proves them yet.")
        if found.withheld:
            found.remarks.append(f"{found.withheld} events are withheld; of these only the hashes were looked at.")
        if found.proved < found.leaves:
            found.remarks.append(f"The last {found.leaves - found.proved} leaves are under no checkpoint that fits.")
        return found

    def _check_checkpoints(self) -> None:
        found, key = self.found, self.key
        found.checkpoints = len(self.checkpoints)
        if key is None:
            found.faults.append("There is no key: give the log’s public key, or no checkpoint can be believed.")
            return
        if not self.given:
            found.remarks.append("The key was taken from the bundle itself. Give the one that you know, with --key.")
        if not self.checkpoints:
            found.remarks.append("There is no checkpoint: only the hashes of the bundle itself could be compared.")
        roots = self._roots({one.size for _name, one in self.checkpoints})
        for name, one in sorted(self.checkpoints, key=lambda pair: pair[1].size):
            if one.origin != key.name or not one.is_signed_by(key):
                found.faults.append(f"{name}, of {one.size} leaves, is not signed by {key.name}: made up or changed.")
            elif one.size > found.leaves:
                found.faults.append(
                    f"{name} is signed for {one.size} leaves; the log has {found.leaves}: "
                    f"{one.size - found.leaves} at its end were removed."
                )
            elif roots[one.size] == one.root:
                found.proved = max(found.proved, one.size)
            else:
                found.faults.append(
                    f"{name} does not fit: among leaves {found.proved} to {one.size - 1} an event was changed, "
                    "removed, inserted or reordered, and the hashes were made anew."
                )

    def _roots(self, sizes: set[int]) -> dict[int, bytes]:
        growing, roots = Growing(), {}
        if 0 in sizes:
            roots[0] = growing.root()
        most = max(sizes, default=0)
        for start in range(0, min(len(self.hashes), most * SIZE), SIZE):
            growing.add(bytes(self.hashes[start : start + SIZE]))
            if growing.size in sizes:
                roots[growing.size] = growing.root()
        return roots

    def node(self) -> Node:
        """The hashes of the tree over the leaves that were read."""

        def node(level: int, index: int) -> bytes:
            growing = Growing()
            for start in range((index << level) * SIZE, ((index + 1) << level) * SIZE, SIZE):
                growing.add(bytes(self.hashes[start : start + SIZE]))
            return growing.root()

        return node


def _place_of(hashes: bytearray, wanted: bytes) -> int | None:
    """The leaf with this hash; None when none has it."""
    start = 0
    while (found := hashes.find(wanted, start)) >= 0:
        if found % SIZE == 0:
            return found // SIZE
        start = found + 1
    return None


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a bundle.

    Raises:
        Wrong: the file is none.
    """
    try:
        with path.open(encoding="utf-8", errors="surrogatepass") as file:
            for number, text in enumerate(file, 1):
                try:
                    line = json.loads(text)
                    if not isinstance(line, dict) or (number == 1) != ("log" in line):
                        raise ValueError(text[:40])
                except (ValueError, RecursionError) as error:
                    raise Wrong(f"{path}, line {number}: this is no line of a log of Comity.") from error
                yield line
    except (OSError, UnicodeError) as error:
        raise Wrong(f"{path} cannot be read: {error}") from error


def read(lines: Iterable[dict[str, Any]], key: Key | None = None) -> Reading:
    """Read a whole log."""
    reading = Reading(key)
    for number, line in enumerate(lines, 1):
        try:
            reading.take(line)
        except (KeyError, TypeError, ValueError) as error:
            raise Wrong(f"Line {number} lacks what it must say: {error!r}.") from error
    return reading


def differing(hashes: bytes | bytearray, older: bytes | bytearray) -> list[int]:
    """The leaves of an older bundle that are others now, or none any more."""
    starts = range(0, len(older), SIZE)
    return [start // SIZE for start in starts if hashes[start : start + SIZE] != older[start : start + SIZE]]


def inclusion_proof(leaf: int, one: Checkpoint, node: Node, *, event: Any) -> dict[str, Any]:
    """The proof that a leaf is in the log that a checkpoint was signed for; without the event when that is None."""
    path = [hashed.hex() for hashed in inclusion(leaf, 0, one.size, node)]
    told = {} if event is None else {"event": event}
    return {"proof": PROOF, "leaf": leaf, "hash": node(0, leaf).hex(), **told, "path": path, "checkpoint": one.note}


def consistency_proof(sizes: tuple[int, int], node: Node, notes: Sequence[str]) -> dict[str, Any]:
    """The proof that a log only grew between two sizes; with the signed checkpoints of these where there are any."""
    first, second = sizes
    return {
        "proof": PROOF,
        "between": [first, second],
        "roots": [subtree(0, first, node).hex(), subtree(0, second, node).hex()],
        "path": [one.hex() for one in consistency(first, 0, second, node)] if first else [],
        "checkpoints": list(notes),
    }


def checked(proof: dict[str, Any], key: Key | None) -> str:
    """What a proof proves, in a sentence.

    Raises:
        Wrong: it proves nothing.
    """
    try:
        if proof["proof"] != PROOF:
            raise Wrong(f"This program reads proofs of the form {PROOF}.")
        path = [bytes.fromhex(one) for one in proof["path"]]
        if "between" in proof:
            return _checked_consistency(proof, path, key)
        hashed = bytes.fromhex(proof["hash"])
        if "event" in proof and leaf_hash(proof["event"]) != hashed:
            raise Wrong("The event is not the one that this leaf was made of: it was changed.")
        one = _believed(proof["checkpoint"], key)
        if root_of_inclusion(proof["leaf"], one.size, hashed, path) != one.root:
            raise Wrong("The proof does not lead to the root that was signed.")
    except (KeyError, TypeError, ValueError) as error:
        raise Wrong(f"This is no proof of Comity’s log: {error!r}.") from error
    what = named(proof["event"]) if "event" in proof else "an event that is withheld"
    return f"Leaf {proof['leaf']}, {what}, is in the log of {one.size} leaves that {one.origin} signed."


def _checked_consistency(proof: dict[str, Any], path: Sequence[bytes], key: Key | None) -> str:
    first, second = proof["between"]
    roots = (bytes.fromhex(proof["roots"][0]), bytes.fromhex(proof["roots"][1]))
    if not is_consistent(first, second, roots, path):
        raise Wrong(f"The log of {first} leaves is not the beginning of that of {second}.")
    signed = {}
    for note in proof["checkpoints"]:
        one = _believed(note, key)
        if one.size not in {first, second} or one.root != roots[one.size == second]:
            raise Wrong(f"The checkpoint of {one.size} leaves is not of this proof.")
        signed[one.size] = one.origin
    told = " and ".join(str(size) for size in sorted(signed)) or "neither"
    return f"The log of {first} leaves is the beginning of that of {second}; signed: {told}."


def _believed(note: str, key: Key | None) -> Checkpoint:
    one = checkpoint_of(note)
    if key is None:
        raise Wrong("Give the log’s public key with --key: without it anybody could have made this.")
    if one.origin != key.name or not one.is_signed_by(key):
        raise Wrong(f"The checkpoint is not signed by {key}.")
    return one
