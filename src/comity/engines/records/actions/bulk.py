"""Many records in one go: the same rules, revisions and events as one at a time, in a few statements."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note_many
from comity.base.people.models import User, remembering
from comity.engines.records import rules
from comity.engines.records.actions.arrows import draw_many, same_links
from comity.engines.records.actions.keeping import plain, rows_of_sources, rows_of_texts, rows_of_topics, told, written
from comity.engines.records.enums import Outcome, State
from comity.engines.records.models import Detail, Link, Record, Revision, Source, Text, Topic
from comity.engines.records.shapes import Card, identity
from comity.kernel.errors import Refused


Pair = tuple[Detail, Card]
# A statement of SQLite holds some thousands of values.
AT_ONCE: Final = 500


@transaction.atomic
def put_many(pairs: Sequence[Pair], *, by: User, publishes: bool = True, cleaned: bool = False) -> list[Outcome]:
    """Bring many records of one kind to what an importer found; the same again changes nothing.

    What the database itself forbids, such as a number that another record has, fails the whole: the caller then puts
    them one by one to find which.

    Args:
        pairs: details of one kind and their cards, each name once.
        by: who puts them.
        publishes: whether all of them are public afterwards, as with ``put``; otherwise new ones stay drafts, and what
            is there already stays as public as it is.
        cleaned: whether the caller has cleaned the fields of each detail already, as one does who tells a person what
            is wrong with each.

    Returns:
        What became of each, in the order given.

    Raises:
        NotPermitted: the person may not.
        NotNow: one of them is withdrawn.
        ValidationError: a field is wrong.
        IntegrityError: the database refuses.
    """
    if not pairs:
        return []
    with remembering(by):
        return _put_many(pairs, by=by, publishes=publishes, cleaned=cleaned)


def _put_many(pairs: Sequence[Pair], *, by: User, publishes: bool, cleaned: bool) -> list[Outcome]:
    model = type(pairs[0][0])
    keys = [identity(detail.kind, card.name) for detail, card in pairs]
    if len(set(keys)) != len(keys) or any(type(detail) is not model for detail, _card in pairs):
        raise Refused(_("Each record can be put once at a time, and all must be of one kind."))
    standing = _standing(model, keys)
    linked = same_links({key: card for key, (_detail, card) in zip(keys, pairs, strict=True)})
    outcomes = []
    new: list[Pair] = []
    changed: list[Pair] = []
    for key, (detail, card) in zip(keys, pairs, strict=True):
        known = standing.get(key)
        if known is None:
            detail.record = Record(pk=key, kind=model.kind, place_id=card.place, created_by=by)
            new.append((detail, card))
            outcomes.append(Outcome.CREATED)
            continue
        detail.record = known.record
        texts, sources = known.record.texts.all(), known.record.sources.all()
        is_known = (
            key in linked
            and known.is_same(detail)
            and plain(card) == written(known.record.place_id, texts, sources, known.record.topics.all())
        )
        if is_known and (not publishes or known.record.state == State.PUBLISHED):
            outcomes.append(Outcome.UNCHANGED)
            continue
        rules.check_may_revise(by, known.record)
        rules.check_may_turn(by, known.record, card.place, card.subjects)
        changed.append((detail, card))
        outcomes.append(Outcome.CHANGED)
    _check(model, [detail for detail, _card in (*new, *changed)], cleaned=cleaned)
    _create(model, new, by=by, publishes=publishes)
    _change(model, changed, by=by, publishes=publishes)
    return outcomes


def _standing(model: type[Detail], keys: Sequence[uuid.UUID]) -> dict[uuid.UUID, Detail]:
    """What is there already, with cards, locked against others until the transaction ends."""
    texts = Prefetch("record__texts", Text.objects.order_by("pk"))
    sources = Prefetch("record__sources", Source.objects.order_by("pk"))
    found: dict[uuid.UUID, Detail] = {}
    for start in range(0, len(keys), AT_ONCE):
        rows = model._default_manager.filter(pk__in=keys[start : start + AT_ONCE]).order_by("pk")
        rows = rows.select_for_update(of=("self",)).select_related("record")
        rows = rows.prefetch_related(texts, sources, "record__topics", *model.satellites)
        found |= {detail.pk: detail for detail in rows}
    return found


def _check(model: type[Detail], details: Sequence[Detail], *, cleaned: bool) -> None:
    """Raise ValidationError when a field is wrong; what each points at is looked up for all at once."""
    pointers = [field for field in model._meta.concrete_fields if field.remote_field and not field.primary_key]
    outside = ["record", *(field.name for field in pointers)]
    for detail in () if cleaned else details:
        detail.clean_fields(exclude=outside)
        detail.clean()
    for field in pointers:
        _check_pointer(field, details)


def _check_pointer(field: models.Field[Any, Any], details: Sequence[Detail]) -> None:
    wanted = {value for detail in details if (value := getattr(detail, field.attname)) is not None}
    if not field.null and any(getattr(detail, field.attname) is None for detail in details):
        raise ValidationError({field.name: _("This must not be empty.")})
    if not wanted:
        return
    assert field.related_model is not None
    assert not isinstance(field.related_model, str)
    there: set[Any] = set()
    listed = list(wanted)
    for start in range(0, len(listed), AT_ONCE):
        rows = field.related_model._default_manager.filter(pk__in=listed[start : start + AT_ONCE])
        there.update(rows.values_list("pk", flat=True))
    # One of these may point at another of these.
    there |= {detail.record_id for detail in details} if field.related_model is type(details[0]) else set()
    if missing := wanted - there:
        raise ValidationError({field.name: _("There is no “%(value)s” here.") % {"value": next(iter(missing))}})


def _create(model: type[Detail], pairs: Sequence[Pair], *, by: User, publishes: bool) -> None:
    if not pairs:
        return
    records = [detail.record for detail, _card in pairs]
    for _detail, card in pairs:
        rules.check_may_keep(by, card.place, card.subjects, publishes=publishes)
    if publishes:
        now = timezone.now()
        for record in records:
            record.state, record.published_at = State.PUBLISHED, now
    Record.objects.bulk_create(records)
    _write_cards(pairs)
    model._default_manager.bulk_create([detail for detail, _card in pairs])
    Detail.write_attached([detail for detail, _card in pairs], is_new=True)
    events: list[tuple[str, Record, uuid.UUID, Mapping[str, Any]]] = [
        ("record.draft", record, record.pk, {}) for record in records
    ]
    # Links are drawn before anything is published, so they are part of the first revision.
    draw_many(pairs, by=by)
    if publishes:
        kept = _keep_revisions(pairs, by=by)
        events += [("record.publish", record, record.pk, kept[record.pk]) for record in records]
    note_many(events, by=by)


def _change(model: type[Detail], pairs: Sequence[Pair], *, by: User, publishes: bool) -> None:
    if not pairs:
        return
    now = timezone.now()
    records = [detail.record for detail, _card in pairs]
    keys = [record.pk for record in records]
    shown = [record for record in records if publishes and record.state != State.PUBLISHED]
    for record in shown:
        rules.check_may_publish(by, record)
        record.state, record.published_at = State.PUBLISHED, now
    for record, (_detail, card) in zip(records, pairs, strict=True):
        record.place_id, record.changed_at = card.place, now
    Record.objects.bulk_update(records, ["place", "state", "published_at", "changed_at"], batch_size=AT_ONCE)
    Text.objects.filter(record__in=keys).delete()
    Source.objects.filter(record__in=keys).delete()
    Topic.objects.filter(record__in=keys).delete()
    _write_cards(pairs)
    if names := [field.name for field in model._meta.concrete_fields if not field.primary_key]:
        model._default_manager.bulk_create(
            [detail for detail, _card in pairs], update_conflicts=True, unique_fields=["record"], update_fields=names
        )
    Detail.write_attached([detail for detail, _card in pairs])
    draw_many(pairs, by=by)
    kept = _keep_revisions([pair for pair in pairs if pair[0].record.state == State.PUBLISHED], by=by)
    fresh = {record.pk for record in shown}
    events: list[tuple[str, Record, uuid.UUID, Mapping[str, Any]]] = [
        ("record.revise", record, record.pk, {} if record.pk in fresh else kept.get(record.pk, {}))
        for record in records
    ]
    events += [("record.publish", record, record.pk, kept[record.pk]) for record in shown]
    events += [("record.put", record, record.pk, {}) for record in records]
    note_many(events, by=by)


def _write_cards(pairs: Sequence[Pair]) -> None:
    Text.objects.bulk_create([row for detail, card in pairs for row in rows_of_texts(detail.record, card)])
    Source.objects.bulk_create([row for detail, card in pairs for row in rows_of_sources(detail.record, card)])
    Topic.objects.bulk_create([row for detail, card in pairs for row in rows_of_topics(detail.record, card)])


def _keep_revisions(pairs: Sequence[Pair], *, by: User) -> dict[uuid.UUID, dict[str, Any]]:
    """Keep a copy of each as it is public now; gives what the trail says of each copy, by record."""
    keys = [detail.record_id for detail, _card in pairs]
    numbers: dict[uuid.UUID, int] = {}
    links: dict[uuid.UUID, list[list[str]]] = {}
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        counted = Revision.objects.filter(record__in=part).order_by().values_list("record").annotate(Count("pk"))
        numbers |= dict(counted)
        arrows = Link.objects.filter(subject__in=part).order_by("pk")
        for subject, relation, target, locator in arrows.values_list("subject", "relation", "object", "locator"):
            links.setdefault(subject, []).append([relation, str(target), locator])
    numbers = {key: numbers.get(key, 0) + 1 for key in keys}
    kept = Revision.objects.bulk_create(
        Revision(
            record=detail.record,
            number=numbers[detail.record_id],
            content={
                "kind": detail.kind,
                **plain(card),
                "detail": detail.whole(),
                "links": links.get(detail.record_id, []),
            },
            by=by,
        )
        for detail, card in pairs
    )
    return {one.record_id: told(one) for one in kept}
