"""The names under which files were sent, made such that they deceive nobody and break no header."""

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final

from comity.base.files.content.types import Type


LONGEST: Final = 150  # characters
# Controls of every kind, what turns the direction of writing, what nobody sees, and ends of lines.
UNSEEN: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# Within words of Persian and Indian scripts these two belong to the spelling.
JOINERS: Final = "\u200c\u200d"
NEVER: Final = re.compile(r'[<>:"/\\|?*]')
RESERVED: Final = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def cleaned_name(given: str, kind: Type) -> str:
    """A name that may be shown, kept and sent in a header; its ending is one of its type.

    A folder before it, controls of direction, ends of lines and what some systems forbid are left out;
    “report.pdf.exe” that is a PDF becomes “report.pdf.exe.pdf”, so that nobody runs it.
    """
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    seen = "".join(one for one in base if one in JOINERS or unicodedata.category(one) not in UNSEEN)
    plain = " ".join(NEVER.sub(" ", seen).split()).strip(". " + JOINERS)
    if not plain or RESERVED.match(plain):
        plain = f"file {plain}".strip()
    path = PurePosixPath(plain)
    if path.suffix.lower() in kind.endings:
        stem, ending = plain[: -len(path.suffix)], path.suffix.lower()
    else:
        stem, ending = plain, kind.endings[0]
    return stem.strip(". ")[: LONGEST - len(ending)] + ending if stem.strip(". ") else f"file{ending}"
