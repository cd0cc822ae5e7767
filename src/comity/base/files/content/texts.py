"""Plain text: in UTF-8, without the marks of a language that a browser or a machine would run."""

import codecs
import re
from pathlib import Path
from typing import Final

from comity.base.files.content.types import Flaw, Flawed


AT_ONCE: Final = 2**20
CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
RUNS: Final = re.compile(
    r"^\s*(#!|<\?php|<%|%!PS|\{\\rtf)|<!(doctype|entity)\b|<\?xml\b|<(html|script|svg|iframe|object|embed)\b",
    re.IGNORECASE,
)
BYTE_ORDER: Final = "﻿"


def look_through(path: Path) -> None:
    """Read a text from end to end.

    Raises:
        Flawed: it is not UTF-8, holds control characters, or is markup that runs.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    before = ""
    is_first = True
    with path.open("rb") as file:
        while True:
            piece = file.read(AT_ONCE)
            try:
                text = decoder.decode(piece, not piece)
            except UnicodeDecodeError as error:
                raise Flawed(Flaw.NOT_UTF8) from error
            if CONTROLS.search(text):
                raise Flawed(Flaw.UNKNOWN)
            # What begins in one piece may end in the next.
            window = (before + text).lstrip(BYTE_ORDER) if is_first else before + text
            found = RUNS.search(window)
            if found and (is_first or found[0].startswith("<")):
                raise Flawed(Flaw.MARKUP)
            if not piece:
                return
            before, is_first = text[-20:], False
