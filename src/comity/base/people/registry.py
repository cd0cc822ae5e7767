"""What the modules above declare to people: what somebody leaves who goes, how letters travel, where notes lie."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise

from comity.base.audit.actions import Actor
from comity.base.people.models import Membership, NoteVerbale, Organisation, User


@dataclass(frozen=True, slots=True)
class Handover:
    """A kind of unfinished work that has one person's name on it.

    Args:
        name: what it is, in the plural: “drafts”.
        count: how much of it a person has for an organisation.
        pass_on: gives it from one person to another, for an organisation; how much it was.
    """

    name: str | Promise
    count: Callable[[User, Organisation], int]
    pass_on: Callable[[User, User, Organisation, Actor], int]


# What stands under an organisation in a module above, and how it passes to the one that takes its place.
Passing = Callable[[Organisation, Organisation, Actor], int]
_PASSINGS: dict[str, Passing] = {}


def register_passing(label: str, passing: Passing) -> None:
    """Declare how what is of an organisation passes to its successor; called once by the module's app.

    Args:
        label: of the model that names the organisation, such as ``contributions.Proposal``.
        passing: passes all from one to another, and notes it; how much it was.
    """
    _PASSINGS[label] = passing


def passings() -> dict[str, Passing]:
    """How everything passes that is declared, by the label of the model."""
    return dict(_PASSINGS)


# What a module above keeps of a person, deleted when their personal data go: of whom, which mailboxes, by whom.
Forgetting = Callable[[User, Sequence[str], Actor], None]
_FORGETTINGS: dict[str, Forgetting] = {}


def register_forgetting(key: str, forget: Forgetting) -> None:
    """Declare how what is of a person alone is deleted; called once by the module's app."""
    _FORGETTINGS[key] = forget


def forgettings() -> list[Forgetting]:
    """How everything is deleted that modules above keep of a person."""
    return list(_FORGETTINGS.values())


_HANDOVERS: dict[str, Handover] = {}


def register(key: str, handover: Handover) -> None:
    """Declare a kind of work; called once by the module's app when it is ready."""
    _HANDOVERS[key] = handover


def handovers() -> dict[str, Handover]:
    """Every kind of work that is passed on, by its key."""
    return dict(_HANDOVERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """What will be so once a role has ended, and that no successor can change.

    Args:
        key: by which whoever ends the role says that they have read it; another when it says something else.
        sentence: in the reader's language.
        is_grave: whether the role ends only after it was accepted.
    """

    key: str
    sentence: str
    is_grave: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """What a role opened and that passes to nobody: a key that somebody holds.

    Args:
        foretell: what will be so once the role has ended; nothing where it opens nothing.
        follow: takes it away, in the transaction that ended the role.
        standing: of some organisations, by key, what must be done since somebody left; a fixed number of queries.
    """

    foretell: Callable[[Membership], Sequence[Foretold]]
    follow: Callable[[Membership, Actor], None]
    standing: Callable[[Collection[int]], Mapping[int, Sequence[str]]]


_DEPARTURES: dict[str, Departure] = {}


def register_departure(key: str, departure: Departure) -> None:
    """Declare what is taken away when a role ends; called once by the module's app when it is ready."""
    _DEPARTURES[key] = departure


def departures() -> list[Departure]:
    """Everything that is taken away when a role ends."""
    return list(_DEPARTURES.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter about an account, ready to go.

    Args:
        address: to which mailbox.
        subject: in the language of whom it is for, as ``text`` is.
        text: what it says.
        has_secret: a link stands in it that opens something to whoever has it.
        void_at: from when on it is of no use; None for never.
        person: whose account it is about; None before there is one.
        about: what it tells, such as “people.new_browser”; empty for what the inbox need not know.
        is_for_nobody: all the work is done and taken back, so that it takes as long as a letter to somebody.
    """

    address: str
    subject: str
    text: str
    has_secret: bool = False
    void_at: dt.datetime | None = None
    person: User | None = None
    about: str = ""
    is_for_nobody: bool = False


class _Post:
    """Who carries letters; the module of messages says so when it is ready."""

    carry: Callable[[Letter], None] | None = None


_POST: Final = _Post()


def letters_go_by(carry: Callable[[Letter], None]) -> None:
    """Declare who carries letters: called in the transaction in which one is written, and keeps it or raises."""
    _POST.carry = carry


def send(letter: Letter) -> None:
    """Hand a letter over to whoever carries letters."""
    assert _POST.carry is not None, "the module of messages is installed"
    _POST.carry(letter)


# ---------------------------------------------------------------- notes verbales as files


class _Papers:
    """Where notes verbales lie as files; the module that knows files says so when it is ready."""

    of: Callable[[NoteVerbale], Sequence[Any]] | None = None
    page: str = ""


_PAPERS: Final = _Papers()


def papers_lie(of: Callable[[NoteVerbale], Sequence[Any]], *, page: str) -> None:
    """Declare who knows the files of a note: each has a ``file``; ``page`` is the name of where one is added."""
    _PAPERS.of, _PAPERS.page = of, page


def papers_of(recorded: NoteVerbale) -> tuple[Sequence[Any], str]:
    """The files of a note verbale, and the address of the page on which one is added."""
    assert _PAPERS.of is not None, "the module of files is installed"
    return _PAPERS.of(recorded), reverse(_PAPERS.page, args=[recorded.pk])
