"""Measure this machine: `python -m bench`, or a part of it: `python -m bench PART [options]`.

The parts are retrieval, citations, pages, search-speed, alerts and audit.

Nothing here is a test: a figure is never asserted, only printed and written to build/bench.
"""

import os
import sys
import time
from collections.abc import Callable
from typing import Final

from rich.console import Console


PARTS: Final = ("retrieval", "citations", "pages", "search-speed", "alerts", "audit")
# Without a word on the command line everything is measured, in sizes that a small machine gets through.
USUAL: Final = {
    "retrieval": [],
    "citations": [],
    "pages": [],
    "search-speed": ["--documents", "100000"],
    "alerts": [],
    "audit": [],
}


def part(name: str) -> Callable[[list[str]], None]:
    """The function that measures a part; read only when asked for, since each needs the settings in its own way."""
    if name == "retrieval":
        from bench.retrieval import main  # noqa: PLC0415 -- see above
    elif name == "citations":
        from bench.citing import main  # noqa: PLC0415
    elif name == "pages":
        from bench.pages import main  # noqa: PLC0415
    elif name == "alerts":
        from bench.alerts import main  # noqa: PLC0415
    elif name == "audit":
        from bench.audit import main  # noqa: PLC0415
    else:
        from bench.search_speed import main  # noqa: PLC0415
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

    if name not in {"search-speed", "alerts", "audit"}:  # which make an installation of their own
        installed()
    part(name)(others)


if __name__ == "__main__":
    main(sys.argv[1:])
