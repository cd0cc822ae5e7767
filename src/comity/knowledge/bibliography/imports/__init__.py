"""Files of references read in: BibTeX, RIS and CSL-JSON. What cannot be read is said with its line."""

import codecs
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Final

from comity.kernel.errors import Unreadable
from comity.knowledge.bibliography.imports import bibtex, csl, ris
from comity.knowledge.bibliography.imports.drafting import draft_of
from comity.knowledge.bibliography.shapes import Draft, Read


__all__ = ["FORMS", "LARGEST", "drafts", "form_of", "read"]

# Bytes of a file that is read whole: some fifty thousand references.
LARGEST: Final = 32 * 2**20
FORMS: Final[dict[str, Callable[[str], Iterator[Read | Unreadable]]]] = {
    "bib": bibtex.read,
    "ris": ris.read,
    "json": csl.read,
}


def form_of(name: str) -> str:
    """The form of a file by the ending of its name.

    Raises:
        Unreadable: it has none of the endings.
    """
    ending = PurePath(name).suffix.removeprefix(".").lower()
    if ending not in FORMS:
        raise Unreadable(
            "The name must end in .bib (BibTeX), .ris (RIS) or .json (CSL-JSON): it tells the form.",
            where=name,
        )
    return ending


def read(content: bytes, form: str) -> Iterator[Read | Unreadable]:
    """The references of a file in their order, and in its place what cannot be read.

    Raises:
        Unreadable: the file is too large, or is neither UTF-8 nor UTF-16 with its mark.
    """
    if len(content) > LARGEST:
        raise Unreadable(f"The file is larger than {LARGEST // 2**20} MiB. Divide it.")
    try:
        is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = content.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise Unreadable("This is not UTF-8. Save the file as UTF-8 and try again.", where=f"line {line}") from fault
    yield from FORMS[form](text.replace("\r\n", "\n").replace("\r", "\n"))


def drafts(content: bytes, form: str) -> Iterator[Draft | Unreadable]:
    """The works of a file, each checked, and in its place what is refused."""
    for found in read(content, form):
        if isinstance(found, Unreadable):
            yield found
            continue
        try:
            yield draft_of(found)
        except Unreadable as fault:
            yield fault
