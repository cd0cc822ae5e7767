"""In which encoding a text file was saved: told by its marks, by what it can be, and by the letters that come out."""

import codecs
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from comity.kernel.errors import Unreadable


PIECE: Final = 2**20
SAMPLE: Final = 2**18
# Of UTF-16 without a mark every second byte is nought wherever the text is Latin; markup and figures always are.
NOUGHTS: Final = 0.2
# How Western a text may be: an accented letter stands among plain ones.
LONGEST_WESTERN_RUN: Final = 2.0
SURE: Final = 0.55
SURE_OF_CHINESE: Final = 0.9
BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]+")

# The letters that make up most of any text: by frequency in each language, our own choice.
WESTERN: Final = frozenset("áàâäãåçéèêëíìîïñóòôöõúùûüßæœøÁÀÂÄÇÉÈÊÍÎÑÓÔÖÚÜŒ«»’‘“”–—°º…€¡¿§")
CYRILLIC: Final = frozenset("оеаинтсрвлкмдпуяы")
ARABIC: Final = frozenset("اليمنوترةبعدسفقك")
# Where GB 2312 keeps the characters in common use.
COMMON_CHINESE: Final = range(0xB0, 0xD8)


def encoding_of(path: Path) -> str:
    """The name of the encoding of a text file, as Python knows it.

    Raises:
        Unreadable: it is none that is read here, or could be several.
    """
    with path.open("rb") as file:
        start = file.read(4096)
        if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
            raise Unreadable(_("The file is saved as UTF-32. Save it as UTF-8."), where=path.name)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if len(start) > 1 and start.count(0) / len(start) > NOUGHTS:
            return "utf-16-le" if start[1::2].count(0) > start[0::2].count(0) else "utf-16-be"
        file.seek(0)
        if is_unicode(iter(lambda: file.read(PIECE), b"")):
            return "utf-8-sig"
        file.seek(0)
        return guessed(b"".join(beyond_ascii(file)), path.name)


def is_unicode(pieces: Iterator[bytes]) -> bool:
    """Whether bytes are UTF-8 from beginning to end."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in pieces:
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def beyond_ascii(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The lines that say something about the encoding, as many as are needed."""
    size = 0
    for line in lines:
        if not line.isascii():
            size += len(line)
            yield line
        if size > SAMPLE:
            return


def guessed(sample: bytes, where: str) -> str:
    """Which of the four old encodings a sample is in.

    Raises:
        Unreadable: none fits well, or two do.
    """
    likely: dict[str, float] = {}
    for name, likeness in LIKENESSES.items():
        try:
            text = sample.decode(name)
        except UnicodeDecodeError:
            continue
        runs = BEYOND_ASCII.findall(text)
        if runs and (sure := likeness(runs)) > SURE:
            likely[name] = sure
    if not likely:
        raise Unreadable(
            _("It cannot be told in which encoding the file is saved. Save it as “CSV UTF-8” and send it again."),
            where=where,
        )
    return max(likely, key=lambda name: likely[name])


def western(runs: list[str]) -> float:
    """How much text looks like a Western European language."""
    letters = "".join(runs)
    if len(letters) / len(runs) > LONGEST_WESTERN_RUN:
        return 0.0
    return sum(one in WESTERN for one in letters) / len(letters)


def alphabetic(common: frozenset[str]) -> Callable[[list[str]], float]:
    """A function that says how much text looks like an alphabet whose common letters are these."""

    def likeness(runs: list[str]) -> float:
        letters = "".join(runs)
        if len(letters) / len(runs) < LONGEST_WESTERN_RUN:
            return 0.0
        return sum(one.lower() in common for one in letters) / len(letters)

    return likeness


def chinese(runs: list[str]) -> float:
    """How much text looks like Chinese in characters of common use."""
    characters = [one for one in "".join(runs) if "\u4e00" <= one <= "\u9fff"]
    if not characters:
        return 0.0
    common = sum(one.encode("gb18030")[0] in COMMON_CHINESE for one in characters) / len(characters)
    return common if common > SURE_OF_CHINESE else 0.0


LIKENESSES: Final[dict[str, Callable[[list[str]], float]]] = {
    "cp1252": western,
    "cp1251": alphabetic(CYRILLIC),
    "cp1256": alphabetic(ARABIC),
    "gb18030": chinese,
}
