"""Have a file looked at by a process of its own, so that what breaks the reader breaks nothing else."""

import json
import logging
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Final

import comity
from comity.base.files.content.types import Flaw, Flawed, Found, Limits, Type


LOG: Final = logging.getLogger("comity.files")
# Each may take its memory: so many in one process of the server, and others wait for their turn.
TOGETHER: Final = BoundedSemaphore(2)
# The clock may go on while the processor waits for a disk.
PATIENCE: Final = 3


def inspect(path: Path, name: str, allowed: frozenset[str], limits: Limits) -> Found:
    """What a file is, when it may be taken.

    Args:
        path: where its bytes are.
        name: what it is called.
        allowed: the names of the types that are taken here.
        limits: how far to look.

    Raises:
        Flawed: it may not be taken, or could not be looked through within the limits.
    """
    return _asked({"path": str(path), "name": name, "allowed": sorted(allowed), "out": ""}, limits)


def clean(path: Path, out: Path, kind: Type, limits: Limits) -> Found:
    """Write the copy of a file that others may read, when its type carries more than meets the eye.

    Raises:
        Flawed: no such copy can be made within the limits.
    """
    return _asked({"path": str(path), "type": kind.name, "out": str(out)}, limits)


def _asked(question: dict[str, Any], limits: Limits) -> Found:
    written = json.dumps(question | {"limits": asdict(limits)})
    # Nothing of our own surroundings goes along: no secret, no address of a database.
    surroundings = {"PYTHONPATH": str(Path(comity.__file__).parents[1]), "PATH": "", "LC_ALL": "C.UTF-8"}
    try:
        with TOGETHER:
            done = subprocess.run(
                [sys.executable, "-s", "-P", "-m", "comity.base.files.content"],
                input=written.encode(),
                capture_output=True,
                timeout=limits.seconds * PATIENCE,
                env=surroundings,
                check=False,
            )
    except subprocess.TimeoutExpired as error:
        raise Flawed(Flaw.TOO_COSTLY) from error
    if done.returncode:
        # Killed at a limit, or brought down by what it read; if it was our fault, this line says where to look.
        LOG.warning(
            "The reader of files ended with %d: %s", done.returncode, done.stderr[-300:].decode("utf-8", "replace")
        )
        raise Flawed(Flaw.TOO_COSTLY if done.returncode < 0 or b"MemoryError" in done.stderr else Flaw.DAMAGED)
    answer = json.loads(done.stdout)
    if "flaw" in answer:
        raise Flawed(Flaw(answer["flaw"]), answer["detail"])
    return Found(**answer)
