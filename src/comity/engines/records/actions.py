import uuid
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.records import rules
from comity.engines.records.enums import Outcome, Relation, State
from comity.engines.records.models import Detail, Link, Record, Revision, Source, Text, Topic
from comity.engines.records.shapes import Card, identity


@transaction.atomic
def draft(detail: Detail, card: Card, *, by: User) -> Record:
    """Open a new record with its texts and sources.

    Raises:
        NotPermitted: the person may not draft.
        ValidationError: a field of the detail is wrong.
    """
    rules.check_may_draft(by)
    key = identity(detail.kind, card.name) if card.name else uuid.uuid4()
    record = Record.objects.create(pk=key, kind=detail.kind, place_id=card.place, created_by=by)
    _write_card(record, card)
    detail.record = record
    detail.full_clean(exclude=["record"], validate_unique=False)
    detail.save(force_insert=True)
    note("record.draft", record, by=by, record_id=record.pk)
    return record


@transaction.atomic
def revise(detail: Detail, card: Card, *, by: User) -> Record:
    """Replace a record's texts, sources and detail; what was public stays in its revisions."""
    record = Record.objects.select_for_update(of=("self",)).get(pk=detail.record_id)
    rules.check_may_revise(by, record)
    record.place_id = card.place
    record.save(update_fields=["place", "changed_at"])
    record.texts.all().delete()
    record.sources.all().delete()
    record.topics.all().delete()
    _write_card(record, card)
    detail.record = record
    detail.full_clean(exclude=["record"], validate_unique=False)
    detail.save(force_update=True)
    if record.state == State.PUBLISHED:
        _keep_revision(record, detail, by=by)
    note("record.revise", record, by=by, record_id=record.pk)
    return record


@transaction.atomic
def submit(record: Record, *, by: User) -> None:
    """Hand a draft in for review."""
    record = Record.objects.select_for_update(of=("self",)).get(pk=record.pk)
    rules.check_may_submit(by, record)
    record.state = State.IN_REVIEW
    record.save(update_fields=["state", "changed_at"])
    note("record.submit", record, by=by, record_id=record.pk)


@transaction.atomic
def publish(record: Record, *, by: User) -> Revision:
    """Make the record public and keep a copy of what was made public."""
    record = Record.objects.select_for_update(of=("self",)).get(pk=record.pk)
    rules.check_may_publish(by, record)
    record.state = State.PUBLISHED
    record.published_at = timezone.now()
    record.save(update_fields=["state", "published_at", "changed_at"])
    revision = _keep_revision(record, getattr(record, record.kind), by=by)
    note("record.publish", record, by=by, record_id=record.pk, revision=revision.number)
    return revision


@transaction.atomic
def withdraw(record: Record, *, by: User, reason: str) -> None:
    """Take a record out of public view; what was published stays in its revisions."""
    record = Record.objects.select_for_update(of=("self",)).get(pk=record.pk)
    rules.check_may_withdraw(by, record)
    record.state = State.WITHDRAWN
    record.save(update_fields=["state", "changed_at"])
    note("record.withdraw", record, by=by, record_id=record.pk, reason=reason)


@transaction.atomic
def put(detail: Detail, card: Card, *, by: User) -> Outcome:
    """Bring a published record to what an importer found, by its permanent name; the same again changes nothing."""
    key = identity(detail.kind, card.name)
    existing = type(detail)._default_manager.select_related("record").filter(pk=key).first()
    if existing is None:
        publish(draft(detail, card, by=by), by=by)
        return Outcome.CREATED
    detail.record = existing.record
    if existing.snapshot() == detail.snapshot() and _card_of(existing.record) == _plain(card):
        return Outcome.UNCHANGED
    record = revise(detail, card, by=by)
    if record.state != State.PUBLISHED:
        publish(record, by=by)
    # The event is written by revise and publish; this one says that an importer did it.
    note("record.put", record, by=by, record_id=record.pk)
    return Outcome.CHANGED


def put_all(found: Iterable[tuple[Detail, Card]], *, by: User) -> Counter[Outcome]:
    """Put each record in by itself (see ``put``), so that one that fails keeps none of the others out.

    Returns:
        How many came to what.
    """
    return Counter(put(detail, card, by=by) for detail, card in found)


@transaction.atomic
def link(subject: Record, relation: Relation, object_: Record, *, by: User, locator: str = "") -> Link:
    """Draw a typed arrow from one record to another; drawing it twice gives the same one."""
    rules.check_may_draft(by)
    arrow, made = Link.objects.get_or_create(subject=subject, relation=relation, object=object_, locator=locator)
    if made:
        note("record.link", subject, by=by, record_id=subject.pk, relation=relation, object=str(object_.pk))
    return arrow


def snapshot(record: Record, detail: Detail) -> dict[str, Any]:
    """The card, its satellites and its detail, as plain data."""
    links = record.links_out.order_by("pk").values_list("relation", "object_id", "locator")
    return {
        "kind": record.kind,
        **_card_of(record),
        "detail": detail.snapshot(),
        "links": [[relation, str(object_id), locator] for relation, object_id, locator in links],
    }


def _keep_revision(record: Record, detail: Detail, *, by: User) -> Revision:
    number = record.revisions.count() + 1
    return Revision.objects.create(record=record, number=number, content=snapshot(record, detail), by=by)


def _write_card(record: Record, card: Card) -> None:
    Text.objects.bulk_create(
        Text(record=record, language=t.language, wording=t.wording, title=t.title, summary=t.summary)
        for t in card.texts
    )
    Source.objects.bulk_create(
        Source(
            record=record,
            title=s.title,
            url=s.url,
            publisher=s.publisher,
            licence=s.licence,
            licence_url=s.licence_url,
            retrieved_on=s.retrieved_on,
            locator=s.locator,
        )
        for s in card.sources
    )
    schemes = (topic.partition(":") for topic in card.subjects)
    Topic.objects.bulk_create(Topic(record=record, scheme=scheme, term=term) for scheme, _colon, term in schemes)


def _plain(card: Card) -> dict[str, Any]:
    return {
        "place": card.place,
        "texts": [[t.language, str(t.wording), t.title, t.summary] for t in card.texts],
        "sources": [
            [s.title, s.url, s.publisher, s.licence, s.licence_url, s.retrieved_on and str(s.retrieved_on), s.locator]
            for s in card.sources
        ],
        "topics": list(card.subjects),
    }


def _card_of(record: Record) -> dict[str, Any]:
    return {
        "place": record.place_id,
        "texts": [[t.language, t.wording, t.title, t.summary] for t in record.texts.order_by("pk")],
        "sources": [
            [s.title, s.url, s.publisher, s.licence, s.licence_url, s.retrieved_on and str(s.retrieved_on), s.locator]
            for s in record.sources.order_by("pk")
        ],
        "topics": sorted(str(topic) for topic in record.topics.all()),
    }
