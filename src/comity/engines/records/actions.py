import uuid
from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeVar

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.records import rules
from comity.engines.records.enums import Outcome, Relation, State
from comity.engines.records.models import Detail, Link, Record, Revision, Source, Text
from comity.engines.records.shapes import Card, identity


Row = TypeVar("Row", Text, Source)
# Rows in one statement: SQLite takes no more than some thousands of values.
BATCH: Final = 500


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
    _write_satellites([detail])
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
    _write_card(record, card)
    detail.record = record
    detail.full_clean(exclude=["record"], validate_unique=False)
    detail.save(force_update=True)
    _write_satellites([detail])
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
    if _is_same(existing, detail) and _card_of(existing.record) == _plain(card):
        return Outcome.UNCHANGED
    record = revise(detail, card, by=by)
    if record.state != State.PUBLISHED:
        publish(record, by=by)
    # The event is written by revise and publish; this one says that an importer did it.
    note("record.put", record, by=by, record_id=record.pk)
    return Outcome.CHANGED


@transaction.atomic
def put_many(several: Sequence[tuple[Detail, Card]], *, by: User) -> list[Outcome]:
    """``put`` for many records of one kind, in so many statements that a thousand take a second or two.

    Args:
        several: details with their cards, all of one kind, each name once.
        by: who hands them in.

    Returns:
        What each came to, in the same order.

    Raises:
        NotPermitted: the person may not publish.
        ValidationError: a field of a detail is wrong.
    """
    rules.check_may_draft(by)
    outcomes: list[Outcome] = []
    for start in range(0, len(several), BATCH):
        batch = several[start : start + BATCH]
        known = _known([identity(detail.kind, card.name) for detail, card in batch], type(batch[0][0]))
        fresh = []
        for detail, card in batch:
            existing = known.get(identity(detail.kind, card.name))
            if existing is None:
                fresh.append((detail, card))
                outcomes.append(Outcome.CREATED)
            elif _is_same(existing, detail) and _card_of(existing.record) == _plain(card):
                outcomes.append(Outcome.UNCHANGED)
            else:
                outcomes.append(put(detail, card, by=by))
        _publish_new(fresh, by=by)
    return outcomes


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
    told = [[relation, str(object_id), locator] for relation, object_id, locator in links]
    return _content(record, detail, _card_of(record), told)


def _content(record: Record, detail: Detail, card: dict[str, Any], links: list[list[str]]) -> dict[str, Any]:
    return {"kind": record.kind, **card, "detail": detail.whole(), "links": links}


def _keep_revision(record: Record, detail: Detail, *, by: User) -> Revision:
    number = record.revisions.count() + 1
    return Revision.objects.create(record=record, number=number, content=snapshot(record, detail), by=by)


def _known(keys: Sequence[uuid.UUID], model: type[Detail]) -> dict[uuid.UUID, Detail]:
    """The details that are kept under these keys, with card and satellites, in a fixed number of queries."""
    texts, sources = Text.objects.order_by("pk"), Source.objects.order_by("pk")
    kept = model._default_manager.filter(pk__in=keys).select_related("record")
    kept = kept.prefetch_related(Prefetch("record__texts", texts), Prefetch("record__sources", sources))
    return {detail.pk: detail for detail in kept.prefetch_related(*model.satellites)}


def _publish_new(fresh: Sequence[tuple[Detail, Card]], *, by: User) -> None:
    """Write and publish records that are not there yet; each has one event, so that search reads it."""
    if not fresh:
        return
    now = timezone.now()
    for detail, card in fresh:
        detail.record = Record(
            pk=identity(detail.kind, card.name),
            kind=detail.kind,
            place_id=card.place,
            created_by=by,
            state=State.DRAFT,
        )
        rules.check_may_publish(by, detail.record)
        detail.record.state, detail.record.published_at = State.PUBLISHED, now
        detail.full_clean(exclude=["record"], validate_unique=False, validate_constraints=False)
    Record.objects.bulk_create([detail.record for detail, _card in fresh], batch_size=BATCH)
    Text.objects.bulk_create([text for detail, card in fresh for text in _texts(detail.record, card)], BATCH)
    Source.objects.bulk_create([source for detail, card in fresh for source in _sources(detail.record, card)], BATCH)
    type(fresh[0][0])._default_manager.bulk_create([detail for detail, _card in fresh], batch_size=BATCH)
    _write_satellites([detail for detail, _card in fresh], is_new=True)
    Revision.objects.bulk_create(
        [
            Revision(record=detail.record, number=1, content=_content(detail.record, detail, _plain(card), []), by=by)
            for detail, card in fresh
        ],
        BATCH,
    )
    for detail, _card in fresh:
        note("record.put", detail.record, by=by, record_id=detail.record.pk)


def _is_same(existing: Detail, wanted: Detail) -> bool:
    """Whether nothing would change; satellites that nobody handed in are not asked for."""
    if wanted.attached is None:
        return existing.snapshot() == wanted.snapshot()
    before, after = existing.rows(), wanted.attached
    return existing.snapshot() == wanted.snapshot() and all(
        [row.snapshot() for row in before[name]] == [row.snapshot() for row in after[name]] for name in after
    )


def _write_satellites(details: Sequence[Detail], *, is_new: bool = False) -> None:
    """Bring the satellites to what was handed in, one relation after the other; what nobody handed in stays."""
    several = [detail for detail in details if detail.attached is not None]
    if not several:
        return
    names = type(several[0]).satellites
    if not is_new:
        for name in reversed(names):
            for detail in several:
                getattr(detail, name).all().delete()
    for name in names:
        rows = [row for detail in several for row in detail.rows()[name]]
        if rows:
            # The key of an owner or sibling that was saved a moment ago is taken over here.
            type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)


def _write_card(record: Record, card: Card) -> None:
    Text.objects.bulk_create(_texts(record, card))
    Source.objects.bulk_create(_sources(record, card))


def _texts(record: Record, card: Card) -> list[Text]:
    return [
        Text(record=record, language=t.language, wording=t.wording, title=t.title, summary=t.summary)
        for t in card.texts
    ]


def _sources(record: Record, card: Card) -> list[Source]:
    return [
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
    ]


def _plain(card: Card) -> dict[str, Any]:
    return {
        "place": card.place,
        "texts": [[t.language, str(t.wording), t.title, t.summary] for t in card.texts],
        "sources": [
            [s.title, s.url, s.publisher, s.licence, s.licence_url, s.retrieved_on and str(s.retrieved_on), s.locator]
            for s in card.sources
        ],
    }


def _card_of(record: Record) -> dict[str, Any]:
    return {
        "place": record.place_id,
        "texts": [[t.language, t.wording, t.title, t.summary] for t in _in_order(record.texts.all())],
        "sources": [
            [s.title, s.url, s.publisher, s.licence, s.licence_url, s.retrieved_on and str(s.retrieved_on), s.locator]
            for s in _in_order(record.sources.all())
        ],
    }


def _in_order(rows: Iterable[Row]) -> list[Row]:
    """Rows in the order in which they were written, without a query when they were prefetched."""
    return sorted(rows, key=lambda row: row.pk or 0)
