"""The tree of this installation, and who tells in which communities of practitioners States are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Community:
    """A community of practitioners with a public page here.

    Attributes:
        name: what it is called, and in which language.
        address: its page, without the language of the interface.
    """

    name: str
    language: str
    address: str


# From the codes of some States to the communities in which all of them are, as any visitor may know.
Provider = Callable[[tuple[str, ...]], Iterable[Community]]
_PROVIDERS: Final[dict[str, Provider]] = {}


def register_communities(name: str, provider: Provider) -> None:
    """Let a module say in which of its communities States are; the same name again replaces what was said."""
    _PROVIDERS[name] = provider


def communities_of(places: tuple[str, ...]) -> tuple[Community, ...]:
    """The communities in which all of some States are, by name."""
    found = {one.address: one for provider in _PROVIDERS.values() for one in provider(places)}
    return tuple(sorted(found.values(), key=lambda one: one.name))


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
