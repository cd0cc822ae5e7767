"""Write events: what was done, inside the transaction that does it; what was read, before the answer leaves."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, Protocol

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from comity.base.audit.crypto.keys import commitment, seal
from comity.base.audit.crypto.trees import canonical
from comity.base.audit.models import Event, Pseudonym
from comity.base.audit.shapes import content_of


# Any number, as long as nothing else in the database uses the same advisory lock.
ONE_AT_A_TIME: Final = 0x636F6D697479
# Under this name details hold the hashes of what is secret.
SEALED: Final = "sealed"

# What was read while a request is answered, so that it is written in one go before the answer leaves.
_OPEN: ContextVar[list[Event] | None] = ContextVar("audit_reads", default=None)


class Actor(Protocol):
    """Whoever does something: a person, or the service itself. ``acts_for``, if there is one, says for whom."""

    pk: Any


def note(  # noqa: PLR0913 -- what there is to say of an event
    verb: str,
    subject: Model | None,
    *,
    by: Actor | None,
    record_id: uuid.UUID | None = None,
    on_behalf_of: Model | None = None,
    sealed: Mapping[str, Any] | None = None,
    **details: Any,
) -> Event:
    """Write one event, inside the transaction of the action that it describes.

    Args:
        verb: ``module.verb``, such as ``record.publish``.
        subject: what was acted on; None when it is a whole table, as for a load of facts.
        by: who did it.
        record_id: the record concerned, for those who follow the trail.
        on_behalf_of: for whom, such as an organisation; when it is not given, what ``by.acts_for`` says.
        sealed: values that are secret, by name. Only salted hashes of them are kept, which nobody can open any more
            once the identity of the subject (or, where there is no subject, of the actor) is erased.
        details: plain values that JSON can hold; never secrets, never content.
    """
    _wait_for_turn()
    event = _event(verb, subject, _token(by), record_id, details, behalf=_behalf(by, on_behalf_of, is_read=False))
    if sealed:
        salt = _salt_of(subject or by)
        event.details[SEALED] = {
            name: commitment(_own_salt(salt, event, name), _plain(value)) for name, value in sealed.items()
        }
        event.seal = seal(settings.HOME, content_of(event))
    event.save(force_insert=True)
    return event


def digest(content: Any) -> str:
    """The hash of what is no secret, such as a published revision, in hexadecimal: SHA-256 over canonical JSON."""
    return hashlib.sha256(canonical(_plain(content))).hexdigest()


def note_many(events: Iterable[tuple[str, Model, uuid.UUID, Mapping[str, Any]]], *, by: Actor | None) -> None:
    """Write many events at once, each a verb, a subject, the record concerned and details, as ``note`` takes them."""
    _wait_for_turn()
    actor, behalf = _token(by), _behalf(by, None, is_read=False)
    Event.objects.bulk_create(
        _event(verb, subject, actor, record_id, details, behalf=behalf) for verb, subject, record_id, details in events
    )


def seen(verb: str, subject: Model | None, *, by: Actor, record_id: uuid.UUID | None = None, **details: Any) -> None:
    """Note that somebody is shown what not everybody is: the one function for every restricted read.

    While a request is answered it is kept in mind, and written before the answer leaves (``collecting``): no answer
    without its event. Elsewhere it is written at once.

    Args:
        verb: ``module.verb``, such as ``record.read``.
        subject: what is shown; None for an export of many.
        by: who is shown it.
        record_id: the record concerned.
        details: what of it, and how; never the content.
    """
    seen_many([(verb, subject, record_id, details)], by=by)


def seen_many(reads: Iterable[tuple[str, Model | None, uuid.UUID | None, Mapping[str, Any]]], *, by: Actor) -> None:
    """Note several restricted reads, each a verb, a subject, the record concerned and details; see ``seen``."""
    behalf = _behalf(by, None, is_read=True)
    # Pseudonyms are filled in when it is written: to make a new one writes.
    events = [
        _event(verb, subject, "", record_id, details, behalf=behalf, is_read=True, reader=str(by.pk))
        for verb, subject, record_id, details in reads
    ]
    kept = _OPEN.get()
    if kept is None:
        keep_seen(events)
    else:
        kept.extend(events)


@contextmanager
def collecting() -> Iterator[list[Event]]:
    """Keep in mind what is read meanwhile; whoever opens this writes it down with ``keep_seen``."""
    kept: list[Event] = []
    token = _OPEN.set(kept)
    try:
        yield kept
    finally:
        _OPEN.reset(token)


def keep_seen(reads: Sequence[Event]) -> None:
    """Write down what was read; each thing once, however often a page asked for it."""
    # Most answers have nothing to note: they begin no transaction, which on SQLite would wait for every writer.
    if reads:
        _keep_seen(reads)


@transaction.atomic
def _keep_seen(reads: Sequence[Event]) -> None:
    _wait_for_turn()
    once: dict[tuple[str, str, str, str, str], Event] = {}
    for event in reads:
        said = json.dumps(event.details, sort_keys=True)
        once.setdefault((event.actor, event.verb, event.subject, event.subject_id, said), event)
    for event in once.values():
        event.actor = _token_of(settings.AUTH_USER_MODEL, event.actor)
        if event.subject == settings.AUTH_USER_MODEL:
            event.subject_id = _token_of(event.subject, event.subject_id)
        label, _, key = event.behalf.partition(":")
        if label == settings.AUTH_USER_MODEL:
            event.behalf = f"{label}:{_token_of(label, key)}"
        event.seal = seal(settings.HOME, content_of(event))
    Event.objects.bulk_create(once.values())


def _event(  # noqa: PLR0913 -- each is a field
    verb: str,
    subject: Model | None,
    actor: str,
    record_id: uuid.UUID | None,
    details: Mapping[str, Any],
    *,
    behalf: str,
    is_read: bool = False,
    reader: str = "",
) -> Event:
    event = Event(
        verb=verb,
        is_read=is_read,
        subject=subject._meta.label if subject is not None else "",
        subject_id="" if subject is None else _subject_id(subject, is_read=is_read),
        record_id=record_id,
        actor=actor or reader,
        behalf=behalf,
        details=_plain(dict(details)),
    )
    if not is_read:
        event.seal = seal(settings.HOME, content_of(event))
    return event


def _plain(value: Any) -> Any:
    """A value as the database will give it back, so that its hash is the same then."""
    return json.loads(json.dumps(value))


def _subject_id(subject: Model, *, is_read: bool) -> str:
    is_person = subject._meta.label == settings.AUTH_USER_MODEL
    return _token_of(subject._meta.label, str(subject.pk)) if is_person and not is_read else str(subject.pk)


def _token(by: Actor | None) -> str:
    return _token_of(settings.AUTH_USER_MODEL, str(by.pk)) if by is not None else ""


def _token_of(label: str, key: str) -> str:
    """The pseudonym of somebody; made when they are first met. Asked for each time: it may have been erased."""
    found = Pseudonym.objects.filter(label=label, key=key).values_list("token", flat=True).first()
    return found or Pseudonym.objects.get_or_create(label=label, key=key)[0].token


def _salt_of(whose: Any) -> bytes:
    label = whose._meta.label if isinstance(whose, Model) else settings.AUTH_USER_MODEL
    return bytes(Pseudonym.objects.get_or_create(label=label, key=str(whose.pk))[0].salt)


def _own_salt(salt: bytes, event: Event, name: str) -> bytes:
    """A salt for each value: the same value twice must not look the same."""
    return bytes.fromhex(commitment(salt, [str(event.key), name]))


def is_what_was_sealed(event: Event, name: str, value: Any) -> bool:
    """Whether a value is the one that an event keeps the hash of; False also when its salt was erased."""
    label, key = (event.subject, event.subject_id) if event.subject else (settings.AUTH_USER_MODEL, event.actor)
    known = Pseudonym.objects.filter(label=label, key=key) | Pseudonym.objects.filter(token=key)
    one = known.first()
    kept = event.details.get(SEALED, {}).get(name)
    return one is not None and kept == commitment(_own_salt(bytes(one.salt), event, name), _plain(value))


def _behalf(by: Actor | None, on_behalf_of: Model | None, *, is_read: bool) -> str:
    whose = on_behalf_of if on_behalf_of is not None else getattr(by, "acts_for", None)
    return f"{whose._meta.label}:{_subject_id(whose, is_read=is_read)}" if isinstance(whose, Model) else ""


def _wait_for_turn() -> None:
    if connection.vendor == "postgresql":
        # Sequence numbers are handed out before commit; without this lock an event with a lower number
        # could appear after a follower has read past it.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
