"""What people can be told of, and what must be done until when, as the modules above declare it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from django.utils.functional import Promise

from comity.base.notices.enums import Group, Parameter, Urgency, Way
from comity.base.people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of notice.

    Args:
        sentence: what happened or is asked, the same for everybody: a lazy translation. It may hold the parameters,
            such as ``%(count)s``; a lazy plural is chosen by ``count``.
        group: by which a person chooses when letters come.
        urgency: what is urgent is never held back.
        letter: when a letter tells of it while the person has not chosen.
        asks: it waits for the person until it is settled.
        passes: it is over with its day, whatever was done, as a meeting is; then it is settled by itself.
        parameters: what the sentence holds, each with what it is. There is no parameter for words.
    """

    sentence: str | Promise
    group: Group
    urgency: Urgency = Urgency.NORMAL
    letter: Way = Way.AT_ONCE
    asks: bool = False
    passes: bool = False
    parameters: Mapping[str, Parameter] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """What somebody must do until when.

    Args:
        key: the same for its whole life, such as “procedures.task:17”; calendar programs know it again by this.
        kind: a key of ``kinds``, of one that asks and has no parameters.
        person_id: who must.
        due: the day, by the person's calendar, or the moment, with its zone.
        address: a path inside the portal.
    """

    key: str
    kind: str
    person_id: int
    due: dt.date | dt.datetime
    address: str


class Provider(Protocol):
    """Gives the deadlines that a module knows of."""

    def __call__(self, *, person: User | None, first: dt.date, last: dt.date) -> Iterable[Deadline]:
        """What is due between two days, both included: for one person, or (None) for everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for somebody who came after others had been told of it.

    Args:
        about: what it concerns, as in the notices that tell of it.
        kind: a key of ``kinds``, of one without parameters.
        person_id: for whom it waits.
        address: a path inside the portal.
    """

    about: str
    kind: str
    person_id: int
    address: str


class Latecomers(Protocol):
    """Gives what waits for people who have come since a day."""

    def __call__(self, since: dt.date) -> Iterable[Waiting]:
        """What waits for each of them, told before or not."""


_KINDS: Final[dict[str, Kind]] = {}
_PROVIDERS: Final[dict[str, Provider]] = {}
_LATECOMERS: Final[dict[str, Latecomers]] = {}


def register(key: str, kind: Kind) -> None:
    """Declare a kind of notice; called once by the module's app when it is ready.

    Raises:
        ValueError: another is declared under this key. That is a programmer's fault.
    """
    if _KINDS.setdefault(key, kind) is not kind:
        raise ValueError(f"Two kinds of notice are declared as {key!r}.")


def kinds() -> dict[str, Kind]:
    """Every kind of notice, by its key."""
    return dict(_KINDS)


def kind_of(key: str) -> Kind | None:
    """A kind by its key; None when no module declares it any more."""
    return _KINDS.get(key)


def register_deadlines(key: str, provider: Provider) -> None:
    """Declare that a module knows of deadlines; called once by its app when it is ready."""
    _PROVIDERS[key] = provider


def deadlines(*, person: User | None, first: dt.date, last: dt.date) -> list[Deadline]:
    """What every module says is due between two days, the earliest first: for one person, or for everybody."""
    found = [one for provider in _PROVIDERS.values() for one in provider(person=person, first=first, last=last)]
    return sorted(found, key=lambda one: (day_of(one.due), one.key))


def register_latecomers(key: str, provider: Latecomers) -> None:
    """Declare that a module knows what waits for who comes later; called once by its app when it is ready."""
    _LATECOMERS[key] = provider


def waiting_since(day: dt.date) -> list[Waiting]:
    """What every module says waits for people who have come since a day."""
    return [one for provider in _LATECOMERS.values() for one in provider(day)]


def day_of(due: dt.date | dt.datetime, zone: dt.tzinfo = dt.UTC) -> dt.date:
    """The day on which something is due, by the calendar of a zone."""
    return due.astimezone(zone).date() if isinstance(due, dt.datetime) else due


def plainly(sentence: Any, parameters: Mapping[str, Any]) -> str:
    """A sentence with its parameters, in the language that is spoken now."""
    return str(sentence % parameters) if parameters else str(sentence)
