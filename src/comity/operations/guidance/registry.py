"""The tree of this installation, and where the sheet of a State stands."""

from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.urls import reverse

from comity.base.places import queries as places
from comity.base.places.enums import Kind
from comity.operations.guidance.grammar import read
from comity.operations.guidance.shapes import Tree


# What may be asked for help, and so has a sheet.
ASKED: Final = frozenset({Kind.STATE, Kind.TERRITORY})
SHIPPED: Final = Path(__file__).parent / "facts" / "tree.yaml"


def sheet_address(code: str) -> str:
    """Where the sheet of a State or territory is, in the reader's language; empty for what has none."""
    place = places.places().get(code)
    return reverse("guidance:sheet", args=[code]) if place is not None and Kind(place.kind) in ASKED else ""


@cache
def tree() -> Tree:
    """The questions and answers: those of the file that the installation names, else those that ship.

    Raises:
        Unreadable: a branch does not end, an answer cannot be reached, or something else of it is wrong.
    """
    return read(Path(settings.GUIDANCE_TREE) if settings.GUIDANCE_TREE else SHIPPED)
