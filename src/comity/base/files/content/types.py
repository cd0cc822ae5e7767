"""The types of file that may be allowed at all, the ways in which one can be flawed, and the limits of looking.

Nothing here needs Django: a process of its own, with limits, reads what a stranger sent.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Family(StrEnum):
    """Types that are looked into by the same means."""

    PDF = "pdf"
    IMAGE = "image"
    OFFICE = "office"
    OPEN_DOCUMENT = "open document"
    ARCHIVE = "archive"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Type:
    """One type of file.

    Attributes:
        name: as the setting of allowed types writes it, and as a file's name ends.
        media: the media type, as IANA registers it.
        family: how it is looked into.
        endings: with which its names may end; the first is given to a name that ends otherwise.
        main: what names it inside: the media type of the main part of an office file, Pillow's name of an image.
    """

    name: str
    media: str
    family: Family
    endings: tuple[str, ...]
    main: str = ""


_OOXML: Final = "application/vnd.openxmlformats-officedocument."
_ODF: Final = "application/vnd.oasis.opendocument."

TYPES: Final[dict[str, Type]] = {
    one.name: one
    for one in (
        Type("pdf", "application/pdf", Family.PDF, (".pdf",)),
        Type("png", "image/png", Family.IMAGE, (".png",), "PNG"),
        Type("jpeg", "image/jpeg", Family.IMAGE, (".jpg", ".jpeg"), "JPEG"),
        Type("webp", "image/webp", Family.IMAGE, (".webp",), "WEBP"),
        Type("gif", "image/gif", Family.IMAGE, (".gif",), "GIF"),
        Type(
            "docx", _OOXML + "wordprocessingml.document", Family.OFFICE, (".docx",), "wordprocessingml.document.main"
        ),
        Type("xlsx", _OOXML + "spreadsheetml.sheet", Family.OFFICE, (".xlsx",), "spreadsheetml.sheet.main"),
        Type(
            "pptx",
            _OOXML + "presentationml.presentation",
            Family.OFFICE,
            (".pptx",),
            "presentationml.presentation.main",
        ),
        Type("odt", _ODF + "text", Family.OPEN_DOCUMENT, (".odt",)),
        Type("ods", _ODF + "spreadsheet", Family.OPEN_DOCUMENT, (".ods",)),
        Type("odp", _ODF + "presentation", Family.OPEN_DOCUMENT, (".odp",)),
        # Both are text; which of them it is, only the name can say, and nothing hangs on it.
        Type("txt", "text/plain", Family.TEXT, (".txt", ".text", ".md", ".log")),
        Type("csv", "text/csv", Family.TEXT, (".csv",)),
        Type("zip", "application/zip", Family.ARCHIVE, (".zip",)),
    )
}
BY_MEDIA: Final[dict[str, Type]] = {one.media: one for one in TYPES.values()}


class Flaw(StrEnum):
    """Why a file is not taken; ``enums.Fault`` has a sentence for each."""

    EMPTY = "empty"
    NOT_ALLOWED = "not_allowed"
    UNKNOWN = "unknown"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    OLD_OFFICE = "old_office"
    MACROS = "macros"
    OUTSIDE = "outside"
    ENTITIES = "entities"
    TWO_TYPES = "two_types"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    TOO_MANY_PARTS = "too_many_parts"
    BAD_PATHS = "bad_paths"
    NESTED = "nested"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_PAGES = "too_many_pages"
    NOT_UTF8 = "not_utf8"
    MARKUP = "markup"
    TOO_COSTLY = "too_costly"


class Flawed(Exception):
    """The file is not taken.

    Args:
        flaw: why.
        detail: what exactly, for the sentence: a type, a part's name.
    """

    def __init__(self, flaw: Flaw, detail: str = "") -> None:
        super().__init__(flaw, detail)
        self.flaw = flaw
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a file is looked into.

    Attributes:
        unpacked: the most bytes that an archive may hold.
        pixels: the most pixels of an image, all its frames together.
        memory: the most bytes that the looking process may use.
        seconds: the most seconds of a processor that it may use.
        parts: the most entries of an archive.
        pages: the most pages of a PDF.
        written: the most bytes that it may write.
    """

    unpacked: int = 500 * 2**20
    pixels: int = 100_000_000
    memory: int = 2 * 2**30
    seconds: int = 60
    parts: int = 10_000
    pages: int = 10_000
    written: int = 2**30


@dataclass(frozen=True, slots=True)
class Found:
    """What a file is.

    Attributes:
        type: the name of its type in ``TYPES``.
        taken_out: what was taken out of it in cleaning: names of ``enums.Removed``.
        is_changed: whether a cleaned copy was written; if not, the bytes are good as they are.
    """

    type: str
    taken_out: list[str] = field(default_factory=list)
    is_changed: bool = False
