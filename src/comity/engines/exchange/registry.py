"""What the modules above may say of sealed things: what is not for all members, who hears of receipts, where it leads.

The exchange knows no modules. One that keeps files on requests declares here how it narrows what the members of an
authority see, that it wants to hear of receipts, and where a conversation leads.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from comity.base.people.models import User
from comity.engines.exchange.models import Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """How a module narrows what the members of an authority see of sealed things.

    Args:
        hidden: the keys of the conversations that a person may not see, as a question that can stand within another.
        prefix: how the names of the drafts begin that are the module's, such as ``case:``.
        names: which of some names of such drafts of an authority a person may see.
        told: who of some people may be told of a conversation.
        heard: called in the transaction in which a receipt was kept.
        leads: where a conversation leads a person, each an address with what stands on it.
    """

    hidden: Callable[[User], QuerySet[Any]]
    prefix: str
    names: Callable[[User, int, Iterable[str]], frozenset[str]]
    told: Callable[[uuid.UUID, Iterable[User]], list[User]]
    heard: Callable[[Receipt], object]
    leads: Callable[[User, uuid.UUID], list[tuple[str, str]]]


_GUARDS: Final[dict[str, Guard]] = {}


def register(key: str, guard: Guard) -> None:
    """Declare a guard; called once by the module's app when it is ready."""
    _GUARDS[key] = guard


def hidden_from(person: User) -> list[QuerySet[Any]]:
    """The conversations that some module hides from a person; no query of its own."""
    return [one.hidden(person) for one in _GUARDS.values()]


def prefixes() -> list[str]:
    """How the names of the drafts begin that belong to modules."""
    return [one.prefix for one in _GUARDS.values()]


def names_for(person: User, organisation: int, names: Iterable[str]) -> frozenset[str]:
    """Which of some names of an authority's drafts a person may see; a query for each module that has some of them."""
    found = frozenset(names)
    for guard in _GUARDS.values():
        own = frozenset(one for one in found if one.startswith(guard.prefix))
        if own:
            found = found - own | guard.names(person, organisation, own)
    return found


def to_be_told(thread: uuid.UUID, people: Iterable[User]) -> list[User]:
    """Who of some people may be told that something has come in a conversation."""
    found = list(people)
    for guard in _GUARDS.values():
        found = guard.told(thread, found)
    return found


def heard(receipt: Receipt) -> None:
    """Let every module that wants to hear of receipts hear of one."""
    for guard in _GUARDS.values():
        guard.heard(receipt)


def leads(person: User, thread: uuid.UUID) -> list[tuple[str, str]]:
    """Where a conversation that a person may open leads them, as the modules say: addresses with their labels."""
    return [one for guard in _GUARDS.values() for one in guard.leads(person, thread)]
