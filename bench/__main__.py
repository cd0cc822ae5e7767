"""Measure this machine: `python -m bench`, or a part of it: `python -m bench PART [options]`.

The parts are retrieval, citations, pages, search-speed, alerts, audit, durability, contributors, answering, api,
draws, malformed, legal-basis, reviews, sealing, carried, exchanges and import-records.

Nothing here is a test: a figure is never asserted, only printed and written to build/bench.
"""

import os
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Final

from rich.console import Console


PARTS: Final = (
    "retrieval",
    "citations",
    "pages",
    "search-speed",
    "alerts",
    "audit",
    "durability",
    "contributors",
    "answering",
    "api",
    "draws",
    "malformed",
    "legal-basis",
    "reviews",
    "sealing",
    "carried",
    "import-records",
    "exchanges",
)
# The others make an installation of their own.
ON_WHAT_IS_INSTALLED: Final = frozenset({"retrieval", "citations", "pages", "legal-basis", "draws"})
# Without a word on the command line everything is measured, in sizes that a small machine gets through.
USUAL: Final = {
    "retrieval": [],
    "citations": [],
    "pages": [],
    "search-speed": ["--documents", "100000"],
    "alerts": [],
    "audit": [],
    "durability": ["--rounds", "2"],
    "contributors": [],
    "answering": [],
    "api": [],
    "draws": ["--draws", "1000", "--small", "5000", "--mixing", "100"],
    "malformed": [],
    "legal-basis": [],
    "reviews": ["--reviews", "40"],
    "sealing": ["--large", "500"],
    "carried": [],
    "import-records": [],
    "exchanges": ["--number", "200"],
}


def part(name: str) -> Callable[[list[str]], None]:
    """What measures a part, from the file of its name; it is read only when its settings are named."""
    main: Callable[[list[str]], None] = import_module(f"bench.{name.replace('-', '_')}").main
    return main


def everything() -> None:
    """Every part, each in a process of its own: what one keeps in memory would be in the figures of the next."""
    import subprocess  # noqa: PLC0415 -- only here

    from bench.installation import installed, machine  # noqa: PLC0415

    console = Console(width=118, highlight=False)
    console.print(machine(), markup=False)
    installed()
    failed = []
    for name in PARTS:
        began = time.monotonic()
        console.rule(name)
        done = subprocess.run([sys.executable, "-m", "bench", name, *USUAL[name]], check=False, env=os.environ)
        console.print(f"{name}: {time.monotonic() - began:.0f} s", markup=False)
        if done.returncode:
            failed.append(name)
    if failed:
        raise SystemExit(f"Could not be measured: {', '.join(failed)}. The lines above say why.")


def main(arguments: list[str]) -> None:
    """Measure what was asked for."""
    if not arguments:
        everything()
        return
    name, *others = arguments
    if name not in PARTS:
        raise SystemExit(
            f"{name!r} is not measured here. Give one of: {', '.join(PARTS)}; or nothing, for all.\n{__doc__}"
        )
    from bench.installation import installed  # noqa: PLC0415 -- names the settings

    if name in ON_WHAT_IS_INSTALLED:
        installed()
    part(name)(others)


if __name__ == "__main__":
    main(sys.argv[1:])
