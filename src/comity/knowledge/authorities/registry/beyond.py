"""What other modules have on a State, to which the directory leads without knowing them."""

from collections.abc import Callable
from typing import Final


# From the code of a State or territory to an address in the reader's language; empty when there is nothing on it.
Leading = Callable[[str], str]
_SHEETS: Final[list[Leading]] = []


def register_sheet(leading: Leading) -> None:
    """Let a module say where all that one must know of a State stands on one page; the last one holds."""
    _SHEETS[:] = [leading]


def sheet_of(code: str) -> str:
    """Where that page is; empty when no module has one, or none on this place."""
    return _SHEETS[0](code) if _SHEETS else ""
