"""The program that verifies a log, as one file that is not part of itself."""

from pathlib import Path
from typing import Final

from comity.kernel.programs import in_one_file


HEADING: Final = '''#!/usr/bin/env python3
"""Verify an audit log of Comity without Comity: one file, Python 3.11 or later, no secrets, no network.

It needs nothing but the standard library; where the package "cryptography" is, signatures are checked with it.

    python verify_log.py verify BUNDLE [--key KEY] [--checkpoint FILE] [--against OLDER-BUNDLE]
    python verify_log.py prove BUNDLE LEAF              an inclusion proof, as JSON
    python verify_log.py prove BUNDLE --between N M     a consistency proof, as JSON
    python verify_log.py check PROOF --key KEY          check either, against the signed checkpoints in it

KEY is the public key of the log, or a file that holds it. The program ends with 0 when all is well, with 1 when
anything was found, and with 2 when a file cannot be read. Apache-2.0, as all of Comity.
"""
'''
PARTS: Final = ("trees", "notes", "bundles", "program")


def single_file() -> str:
    """The whole program."""
    return in_one_file(Path(__file__).parent, PARTS, heading=HEADING)
