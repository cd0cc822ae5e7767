"""The process that reads what a stranger sent: with little memory, little time, and one answer on its output."""

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path

from comity.base.files.content.looking import cleaned, inspected
from comity.base.files.content.types import TYPES, Flaw, Flawed, Limits


def main() -> None:
    """Read one request from the input, answer it."""
    asked = json.load(sys.stdin)
    limits = Limits(**asked["limits"])
    _bind(limits)
    try:
        path = Path(asked["path"])
        if asked["out"]:
            found = cleaned(path, Path(asked["out"]), TYPES[asked["type"]], limits)
        else:
            found = inspected(path, asked["name"], frozenset(asked["allowed"]), limits)
        answer = asdict(found)
    except Flawed as flawed:
        answer = {"flaw": flawed.flaw.value, "detail": flawed.detail}
    except (MemoryError, RecursionError):
        answer = {"flaw": Flaw.TOO_COSTLY.value, "detail": ""}
    json.dump(answer, sys.stdout)


def _bind(limits: Limits) -> None:
    """Bind this process to its limits; what goes beyond ends it."""
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_FSIZE, limits.written),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
