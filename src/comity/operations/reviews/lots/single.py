"""The program that repeats a draw, as one file that is not part of itself."""

from pathlib import Path
from typing import Final

from comity.kernel.programs import in_one_file


HEADING: Final = '''#!/usr/bin/env python3
"""Repeat and verify a drawing of lots of Comity without Comity: one file, Python 3.11 or later, no network.

    python3 -I comity-draw.py verify TRANSCRIPT [--commitment SHA256]    repeat every lot, and look at every rule
    python3 -I comity-draw.py repeat TRANSCRIPT                          write the transcript anew, byte for byte
    python3 -I comity-draw.py draw COMMITMENT RANDOMNESS [--after TRANSCRIPT]    draw a lot, and write the transcript
    python3 -I comity-draw.py hash COMMITMENT                            the SHA-256 of a commitment

It ends with 0 when all is well, with 1 when something is not as it was drawn, with 2 when a file cannot be read, and
with 3 when the rules leave no outcome. Apache-2.0, as all of Comity.
"""
'''
PARTS: Final = (
    "numbers",
    "seats",
    "search",
    "chain",
    "groups",
    "worlds",
    "explaining",
    "drawing",
    "checking",
    "program",
)


def single_file() -> str:
    """The whole program."""
    return in_one_file(Path(__file__).parent, PARTS, heading=HEADING)
