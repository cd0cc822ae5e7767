"""In which communities of practitioners States are together: modules say so, and pages that name authorities ask."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from comity.base.people.models import User
from comity.base.places.queries import state_of
from comity.kernel.languages import alphabetical


@dataclass(frozen=True, slots=True)
class Community:
    """A community of practitioners with a public page here.

    Attributes:
        name: what it is called, and in which language.
        address: its page, without the language of the interface.
        ask: where whoever asked stands in it and may ask the State's contact point for help; empty for everybody else.
    """

    name: str
    language: str
    address: str
    ask: str = ""


# From the codes of some States to the communities in which all of them are, as a person may know; None is a visitor.
# The first State is the one that would be asked.
Provider = Callable[[tuple[str, ...], User | None], Iterable[Community]]
_PROVIDERS: Final[dict[str, Provider]] = {}


def register_communities(name: str, provider: Provider) -> None:
    """Let a module say in which of its communities States are; the same name again replaces what was said."""
    _PROVIDERS[name] = provider


def communities_of(places: tuple[str, ...], person: User | None = None) -> tuple[Community, ...]:
    """The communities in which all of some States are, by name; the State that would be asked stands first.

    A territory is in those of the State that answers for it, beside those in which it sits itself.
    """
    named, states = tuple(dict.fromkeys(places)), tuple(dict.fromkeys(map(state_of, places)))
    asked = dict.fromkeys((named, states))
    found = {
        one.address: one for several in asked for provider in _PROVIDERS.values() for one in provider(several, person)
    }
    return tuple(sorted(found.values(), key=lambda one: alphabetical(str(one.name))))
