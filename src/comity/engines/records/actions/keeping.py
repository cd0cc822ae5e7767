import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import digest, note
from comity.base.people.models import User
from comity.engines.records import rules
from comity.engines.records.enums import Outcome, Relation, State
from comity.engines.records.models import Detail, Link, Record, Revision, Source, Text, Topic
from comity.engines.records.shapes import SOURCE_FIELDS, Card, PartChange, differences, identity
from comity.kernel.errors import Overtaken


# What an editor had in view: the number of a revision, or a snapshot.
Expected = int | Mapping[str, Any] | None


@transaction.atomic
def draft(detail: Detail, card: Card, *, by: User) -> Record:
    """Open a new record with its texts and sources.

    Raises:
        NotPermitted: the person may not draft.
        ValidationError: a field of the detail is wrong.
    """
    rules.check_may_keep(by, card.place, card.subjects)
    key = identity(detail.kind, card.name) if card.name else uuid.uuid4()
    record = Record.objects.create(pk=key, kind=detail.kind, place_id=card.place, created_by=by)
    _write_card(record, card)
    detail.record = record
    detail.full_clean(exclude=["record"], validate_unique=False)
    detail.save(force_insert=True)
    Detail.write_attached([detail], is_new=True)
    note("record.draft", record, by=by, record_id=record.pk)
    return record


@transaction.atomic
def revise(detail: Detail, card: Card, *, by: User, expected: Expected = None) -> Record:
    """Replace a record's texts, sources and detail; what was public stays in its revisions.

    Args:
        detail: its own fields, all of them.
        card: its card, the whole of it.
        by: who revises.
        expected: what the person had before them when they began: the number of the last revision, or for what was
            never public the ``snapshot``. None when nobody looked at it first, as with an importer.

    Raises:
        NotPermitted: the person may not.
        Overtaken: another changed it meanwhile; it carries what, field by field, and nothing is written.
        ValidationError: a field of the detail is wrong.
    """
    record = Record.objects.select_for_update(of=("self",)).get(pk=detail.record_id)
    rules.check_may_revise(by, record)
    rules.check_may_turn(by, record, card.place, card.subjects)
    if expected is not None:
        _check_not_overtaken(record, detail, card, expected)
    record.place_id = card.place
    record.save(update_fields=["place", "changed_at"])
    record.texts.all().delete()
    record.sources.all().delete()
    record.topics.all().delete()
    _write_card(record, card)
    detail.record = record
    detail.full_clean(exclude=["record"], validate_unique=False)
    detail.save(force_update=True)
    Detail.write_attached([detail])
    if record.state == State.PUBLISHED:
        note("record.revise", record, by=by, record_id=record.pk, **told(_keep_revision(record, detail, by=by)))
    else:
        # What is not public yet stays secret in the trail too: a hash that only who holds its salt can try.
        note("record.revise", record, by=by, record_id=record.pk, sealed={"content": snapshot(record, detail)})
    return record


@transaction.atomic
def amend(detail: Detail, *, fields: Collection[str], verb: str, by: User, part: PartChange | None = None) -> None:
    """Save fields of a detail that the module's own rule let this person change; a published one keeps a revision.

    Args:
        detail: as it is to be; it stands on a record.
        fields: which of its fields differ.
        verb: under which the trail names it, such as ``authority.confirm``.
        by: who does it.
        part: what became of a part that was written by itself.
    """
    record = Record.objects.select_for_update(of=("self",)).get(pk=detail.record_id)
    detail.full_clean(exclude=["record"], validate_unique=False)
    detail.save(update_fields=list(fields))
    record.save(update_fields=["changed_at"])
    kept = _keep_revision(record, detail, by=by, part=part) if record.state == State.PUBLISHED else None
    about: dict[str, Any] = {"part": part.name, "is_new": not part.before} if part is not None else {}
    if part is not None and kept is not None:
        about |= {"before": digest(dict(part.before)), "after": digest(dict(part.after))}
    note(verb, record, by=by, record_id=record.pk, **about, **(told(kept) if kept is not None else {}))


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
    note("record.publish", record, by=by, record_id=record.pk, **told(revision))
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
def put(detail: Detail, card: Card, *, by: User, expected: Expected = None) -> Outcome:
    """Bring a published record to what an importer found, by its permanent name; the same again changes nothing.

    Raises:
        Overtaken: it is no longer as ``expected``, see ``revise``.
    """
    key = identity(detail.kind, card.name)
    existing = type(detail)._default_manager.select_related("record").filter(pk=key).first()
    if existing is None:
        publish(draft(detail, card, by=by), by=by)
        return Outcome.CREATED
    detail.record = existing.record
    if existing.is_same(detail) and card_of(existing.record) == plain(card):
        return Outcome.UNCHANGED
    record = revise(detail, card, by=by, expected=expected)
    if record.state != State.PUBLISHED:
        publish(record, by=by)
    # The event is written by revise and publish; this one says that an importer did it.
    note("record.put", record, by=by, record_id=record.pk)
    return Outcome.CHANGED


@transaction.atomic
def link(subject: Record, relation: Relation, object_: Record, *, by: User, locator: str = "") -> Link:
    """Draw a typed arrow from one record to another; drawing it twice gives the same one.

    Raises:
        NotPermitted: the person may not change the record from which it goes out.
    """
    rules.check_may_revise(by, subject)
    arrow, made = Link.objects.get_or_create(subject=subject, relation=relation, object=object_, locator=locator)
    if made:
        note("record.link", subject, by=by, record_id=subject.pk, relation=relation, object=str(object_.pk))
    return arrow


def snapshot(record: Record, detail: Detail) -> dict[str, Any]:
    """The card, its satellites and its detail, as plain data."""
    links = record.links_out.order_by("pk").values_list("relation", "object_id", "locator")
    return {
        "kind": record.kind,
        **card_of(record),
        "detail": detail.whole(),
        "links": [[relation, str(object_id), locator] for relation, object_id, locator in links],
    }


def told(revision: Revision) -> dict[str, Any]:
    """What the trail says of a revision: its number, and the hash of what became public."""
    return {"revision": revision.number, "content": digest(revision.content)}


def _check_not_overtaken(record: Record, detail: Detail, card: Card, expected: int | Mapping[str, Any]) -> None:
    """Raise Overtaken, with what changed, unless the record still stands as the person saw it."""
    stored = type(detail)._default_manager.get(pk=record.pk)
    now = snapshot(record, stored)
    if isinstance(expected, int):
        if record.revisions.count() == expected:
            return
        seen = record.revisions.filter(number=expected).first()
        before: Mapping[str, Any] = seen.content if seen else {}
    else:
        before = expected
        if not differences(before, now, now):
            return
    wanted = {**now, **plain(card), "detail": detail.whole()}
    raise Overtaken(
        _("Another person changed this record after you opened it. Compare what changed, then send yours again."),
        differences(before, now, wanted),
    )


def _keep_revision(record: Record, detail: Detail, *, by: User, part: PartChange | None = None) -> Revision:
    number, content = record.revisions.count() + 1, snapshot(record, detail)
    if part is not None:
        # A record may have thousands of parts: a revision keeps the one that it changed, as it was and as it is.
        content["part"] = {"name": part.name, "before": dict(part.before), "after": dict(part.after)}
    return Revision.objects.create(record=record, number=number, content=content, by=by)


def _write_card(record: Record, card: Card) -> None:
    Text.objects.bulk_create(rows_of_texts(record, card))
    Source.objects.bulk_create(rows_of_sources(record, card))
    Topic.objects.bulk_create(rows_of_topics(record, card))


def rows_of_texts(record: Record, card: Card) -> list[Text]:
    """A card's texts as rows that are not yet kept."""
    return [
        Text(record=record, language=t.language, wording=t.wording, title=t.title, summary=t.summary)
        for t in card.texts
    ]


def rows_of_sources(record: Record, card: Card) -> list[Source]:
    """A card's sources as rows that are not yet kept."""
    return [
        Source(record=record, **{name: getattr(source, name) for name in SOURCE_FIELDS}) for source in card.sources
    ]


def rows_of_topics(record: Record, card: Card) -> list[Topic]:
    """What a card is about as rows that are not yet kept."""
    parts = (topic.partition(":") for topic in card.subjects)
    return [Topic(record=record, scheme=scheme, term=term) for scheme, _colon, term in parts]


def plain(card: Card) -> dict[str, Any]:
    """A card as a snapshot writes it."""
    return {
        "place": card.place,
        "texts": [[t.language, str(t.wording), t.title, t.summary] for t in card.texts],
        "sources": [
            [s.title, s.url, s.publisher, s.licence, s.licence_url, s.retrieved_on and str(s.retrieved_on), s.locator]
            for s in card.sources
        ],
        "topics": list(card.subjects),
    }


def card_of(record: Record) -> dict[str, Any]:
    """The card that is kept, as a snapshot writes it."""
    return written(record.place_id, record.texts.order_by("pk"), record.sources.order_by("pk"), record.topics.all())


def written(
    place: str | None, texts: Iterable[Text], sources: Iterable[Source], topics: Iterable[Topic]
) -> dict[str, Any]:
    """The parts of a card as a snapshot writes them."""
    return {
        "place": place,
        "texts": [[t.language, t.wording, t.title, t.summary] for t in texts],
        "sources": [
            [s.title, s.url, s.publisher, s.licence, s.licence_url, s.retrieved_on and str(s.retrieved_on), s.locator]
            for s in sources
        ],
        "topics": sorted(str(topic) for topic in topics),
    }
