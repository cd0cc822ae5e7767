"""Tell what a file is from its bytes, look through it, and make the copy that may go out."""

import re
import zipfile
from pathlib import Path
from typing import Final

import puremagic

from comity.base.files.content import archives, documents, images, office, texts
from comity.base.files.content.types import BY_MEDIA, TYPES, Family, Flaw, Flawed, Found, Limits, Type


HEAD: Final = 4096
OLD_OFFICE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
# As the names of streams are written within that old form.
LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
PDF_ANYWHERE: Final = re.compile(rb"%PDF-\d")


def inspected(path: Path, name: str, allowed: frozenset[str], limits: Limits) -> Found:
    """What a file is, when it may be taken.

    Args:
        path: where its bytes are.
        name: what it is called; it decides nothing but which kind of text a text is.
        allowed: the names of the types that are taken here.
        limits: how far to look.

    Raises:
        Flawed: it may not be taken.
    """
    kind = identified(path, name, limits)
    if kind.name not in allowed:
        raise Flawed(Flaw.NOT_ALLOWED, kind.name)
    _check_is_one(path, kind)
    match kind.family:
        case Family.PDF:
            documents.look_through(path, limits)
        case Family.IMAGE:
            images.look_through(path, limits, kind)
        case Family.OFFICE | Family.OPEN_DOCUMENT:
            office.look_through(path, limits)
        case Family.ARCHIVE:
            archives.look_through(path, limits)
        case Family.TEXT:
            texts.look_through(path)
    return Found(kind.name)


def cleaned(path: Path, out: Path, kind: Type, limits: Limits) -> Found:
    """Write the copy of a file that others may read; nothing is written for a type that carries nothing hidden.

    Raises:
        Flawed: no clean copy can be made.
    """
    match kind.family:
        case Family.PDF:
            return documents.cleaned(path, out, limits)
        case Family.IMAGE:
            return images.cleaned(path, out, limits, kind)
        case Family.OFFICE | Family.OPEN_DOCUMENT:
            return office.cleaned(path, out, limits, kind)
        case _:
            return Found(kind.name)


def identified(path: Path, name: str, limits: Limits) -> Type:
    """The type of a file by its bytes.

    Raises:
        Flawed: it is empty, or of no type that could be allowed; ``detail`` says what it looks like.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise Flawed(Flaw.EMPTY)
    if head.startswith(OLD_OFFICE):
        raise Flawed(Flaw.ENCRYPTED if _holds(path, LOCKED) else Flaw.OLD_OFFICE)
    if head.startswith(archives.LOCAL_HEADER):
        # Every office file begins like a zip archive, so its parts must tell.
        return office.identified(path, limits)
    guesses = _guessed(path)
    for guess in guesses:
        kind = BY_MEDIA.get(guess)
        if kind is not None and kind.family in {Family.PDF, Family.IMAGE}:
            return kind
    if b"\0" in head:
        raise Flawed(Flaw.UNKNOWN, guesses[0] if guesses else "")
    return TYPES["csv" if name.lower().endswith(".csv") else "txt"]


def _guessed(path: Path) -> list[str]:
    try:
        several = puremagic.magic_file(str(path))
    except (puremagic.PureError, ValueError, OSError):
        return []
    return [one.mime_type for one in several if one.mime_type]


def _check_is_one(path: Path, kind: Type) -> None:
    """Refuse what is of two types at once: one reader sees a picture, another unpacks an archive."""
    if kind.family in {Family.PDF, Family.IMAGE, Family.TEXT} and zipfile.is_zipfile(path):
        raise Flawed(Flaw.TWO_TYPES, "zip")
    if kind.family == Family.PDF:
        return
    with path.open("rb") as file:
        # Readers of PDF look for its beginning in the first thousand bytes.
        if PDF_ANYWHERE.search(file.read(1100)):
            raise Flawed(Flaw.TWO_TYPES, "pdf")


def _holds(path: Path, wanted: bytes) -> bool:
    before = b""
    with path.open("rb") as file:
        while piece := file.read(2**20):
            if wanted in before + piece:
                return True
            before = piece[-len(wanted) :]
    return False
