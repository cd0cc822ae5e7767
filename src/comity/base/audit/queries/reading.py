"""The log as its readers see it: which events, and who is meant by whom."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from comity.base.audit import rules
from comity.base.audit.models import Event, Leaf, Pseudonym
from comity.base.audit.queries.trail import token_of
from comity.base.audit.registry import Named, known
from comity.kernel import cursors


PAGE: Final = 50
TOKEN: Final = 32


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the log somebody wants to see.

    Attributes:
        person: a pseudonym, or the name with which somebody signs in; ``me`` for oneself.
        thing: the key of a record, or of anything else.
        verb: the beginning of a verb, such as ``record.``.
        first: the first day.
        last: the last day.
    """

    person: str = ""
    thing: str = ""
    verb: str = ""
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Who:
    """Whoever did something: a name where the reader may know it, and what is certain in any case."""

    token: str
    name: str = ""
    is_self: bool = False
    is_service: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """An event with what its reader may know of it."""

    event: Event
    who: Who | None
    on: Who | None = None
    behalf: Who | None = None
    named: Named | None = None
    leaf: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some events, newest first, and the cursor of the page that follows; empty on the last."""

    lines: Sequence[Line] = field(default_factory=tuple)
    following: str = ""


def visible_to(person: Any) -> QuerySet[Event]:
    """The events that a person may see, newest first.

    Staff see all. Others see what they did, what was done to their account, what was done to records that they may
    read, and who read those that are their own.
    """
    events = Event.objects.order_by("-pk")
    if rules.may_read_all(person):
        return events
    token = token_of(person)
    mine = Q(actor=token) | Q(subject=settings.AUTH_USER_MODEL, subject_id=token) if token else Q(pk__in=[])
    records = known()
    if records is not None:
        mine |= Q(record_id__in=records.readable(person), is_read=False) | Q(record_id__in=records.own(person))
    return events.filter(mine)


def narrowed(events: QuerySet[Event], asked: Asked, person: Any) -> QuerySet[Event]:
    """Those of some events that answer to everything that is asked for."""
    if asked.person:
        token = _token(asked.person, person)
        events = events.filter(Q(actor=token) | Q(subject=settings.AUTH_USER_MODEL, subject_id=token))
    if asked.thing:
        events = events.filter(_about(asked.thing))
    if asked.verb:
        events = events.filter(verb__startswith=asked.verb)
    if asked.first:
        events = events.filter(at__gte=dt.datetime.combine(asked.first, dt.time.min, dt.UTC))
    if asked.last:
        after = asked.last + dt.timedelta(days=1)
        events = events.filter(at__lt=dt.datetime.combine(after, dt.time.min, dt.UTC))
    return events


def _token(text: str, person: Any) -> str:
    """The pseudonym that is meant; of a name only for those who may know it. Nobody's when there is none."""
    if text == "me":
        return token_of(person) or "-"
    if len(text) == TOKEN and all(letter in "0123456789abcdef" for letter in text):
        return text
    if rules.may_read_all(person):
        somebody = get_user_model()._default_manager.filter(username=text).first()
        return token_of(somebody) if somebody is not None and token_of(somebody) else "-"
    return "-"


def _about(text: str) -> Q:
    about = Q(subject_id=text)
    try:
        return about | Q(record_id=uuid.UUID(text))
    except ValueError:
        return about


def page_of(events: QuerySet[Event], person: Any, *, cursor: str, language: str) -> Page:
    """A page of events with everything that is shown of them, in a number of queries that does not grow.

    Raises:
        Unreadable: the cursor is none of this list.
    """
    if cursor:
        (last,) = cursors.read(cursor, 1)
        events = events.filter(pk__lt=last if isinstance(last, int) else 0)
    found = list(events[: PAGE + 1])
    following = cursors.written([found[PAGE - 1].pk]) if len(found) > PAGE else ""
    return Page(lines_of(found[:PAGE], person, language=language), following)


def lines_of(events: Sequence[Event], person: Any, *, language: str) -> list[Line]:
    """Some events with what a reader may know of them: five queries, and one for each kind of record among them."""
    leaves = dict(Leaf.objects.filter(event_id__in=[one.pk for one in events]).values_list("event_id", "index"))
    people = whose([*_tokens(events)], person)
    records = known()
    keys = {one.record_id for one in events if one.record_id}
    titles = records.named(keys, person, language) if records is not None and keys else {}
    return [
        Line(
            one,
            people.get(one.actor),
            people.get(one.subject_id) if one.subject == settings.AUTH_USER_MODEL else None,
            people.get(_stood_for(one)),
            titles.get(one.record_id) if one.record_id else None,
            leaves.get(one.pk),
        )
        for one in events
    ]


def _tokens(events: Iterable[Event]) -> set[str]:
    tokens = {one.actor for one in events if one.actor} | {_stood_for(one) for one in events if _stood_for(one)}
    return tokens | {one.subject_id for one in events if one.subject == settings.AUTH_USER_MODEL}


def _stood_for(event: Event) -> str:
    """The pseudonym of the person for whom somebody acted; empty for oneself, or for what is no person."""
    label, _, key = event.behalf.partition(":")
    return key if label == settings.AUTH_USER_MODEL else ""


def whose(tokens: Sequence[str], reader: Any) -> Mapping[str, Who]:
    """Who is meant by pseudonyms, as far as a reader may know: staff all who are not erased, others themselves."""
    known_keys = dict(
        Pseudonym.objects.filter(token__in=tokens, label=settings.AUTH_USER_MODEL).values_list("token", "key")
    )
    may_know = rules.may_read_all(reader)
    users: dict[str, Any] = {
        str(one.pk): one for one in get_user_model()._default_manager.filter(pk__in=known_keys.values())
    }
    found = {}
    for token in tokens:
        key = known_keys.get(token, "")
        user, is_self = users.get(key), bool(key) and key == str(reader.pk)
        is_service = bool(getattr(user, "is_service", False))
        shown = user is not None and (may_know or is_self or is_service)
        name = (user.get_full_name() or user.get_username()) if shown and user is not None else ""
        found[token] = Who(token, name, is_self=is_self, is_service=is_service)
    return found
