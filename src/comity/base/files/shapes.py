"""Plain data about files on their way."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Laid:
    """Bytes that were looked through and are in the store, and that no file names yet.

    Attributes:
        name: under which they are kept, cleaned.
        digest: SHA-256, in hexadecimal.
        size: in bytes.
        media_type: by their content.
    """

    name: str
    digest: str
    size: int
    media_type: str


@dataclass(slots=True)
class Tally:
    """What came of a round: files scanned and let through, released, refused, and put off until later."""

    scanned: int = 0
    released: int = 0
    refused: int = 0
    put_off: int = 0

    @property
    def all(self) -> int:
        """How many steps were tried."""
        return self.scanned + self.released + self.refused + self.put_off


@dataclass(frozen=True, slots=True)
class Tidied:
    """What was cleared away: files whose time was over, pieces of bytes that no file named."""

    files: int
    pieces: int
