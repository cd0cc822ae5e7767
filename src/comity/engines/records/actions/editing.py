"""What a form does to a record: everything typed is kept together, or nothing is."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.records import rules
from comity.engines.records.actions.keeping import draft, publish, revise, submit
from comity.engines.records.enums import State
from comity.engines.records.models import Detail, Link, Record
from comity.engines.records.registry import Sketch
from comity.engines.records.registry.kinds import detail_models, hook
from comity.engines.records.shapes import Arrow
from comity.kernel.errors import Overtaken


@transaction.atomic
def keep_edited(sketch: Sketch, *, by: User) -> Record:
    """Keep what a form made of a record, new or there already, with its rows and its links.

    A module whose records are made of more than fields and satellites offers ``keep_rows(detail, *, by)`` in its
    actions, which is called inside the transaction, after a new record is there and before one is revised.

    Raises:
        NotPermitted: the person may not.
        ValidationError: a field is wrong.
    """
    detail: Detail = sketch.detail
    keep_rows: Callable[..., None] | None = hook(type(detail), "actions", "keep_rows")
    is_new = detail.record_id is None
    if is_new:
        # Links are drawn before anything is published, so they are part of the first revision.
        record = draft(detail, sketch.card(), by=by)
        if keep_rows:
            keep_rows(detail, by=by)
        set_links(record, sketch.links or [], by=by)
        return record
    record = Record.objects.select_for_update(of=("self",)).get(pk=detail.record_id)
    rules.check_may_revise(by, record)
    if keep_rows:
        keep_rows(detail, by=by)
    if sketch.links is not None:
        set_links(record, sketch.links, by=by)
    return revise(detail, sketch.card(), by=by)


@transaction.atomic
def keep_typed(sketch: Sketch, *, by: User, then: str, as_of: dt.datetime | None) -> Record:
    """Keep what was typed and take the step that was asked for, both or neither.

    Args:
        sketch: the record as it is to be.
        by: who typed it.
        then: ``publish``, ``submit``, or anything else for no step.
        as_of: the last change of the record that the person has seen; None for a new one.

    Raises:
        Overtaken: another has changed it since.
        NotPermitted: the person may not.
        NotNow: it does not stand where it could be changed or go this step.
        ValidationError: a field is wrong.
    """
    if as_of is not None:
        now = Record.objects.select_for_update(of=("self",)).get(pk=sketch.detail.record_id)
        if now.changed_at != as_of:
            raise Overtaken(_("Another person changed this record after you opened it."))
    record = keep_edited(sketch, by=by)
    if then == "publish" and record.state != State.PUBLISHED:
        publish(record, by=by)
    elif then == "submit" and record.state == State.DRAFT:
        submit(record, by=by)
    record.refresh_from_db()
    return record


@transaction.atomic
def set_links(record: Record, wanted: Sequence[Arrow], *, by: User) -> None:
    """Let a record point at these others and at no more; the same again changes nothing.

    Raises:
        NotPermitted: the person may not change this record.
        ValidationError: it would point at itself.
    """
    rules.check_may_revise(by, record)
    held = {(one.relation, one.object_id, one.locator): one for one in record.links_out.all()}
    asked = dict.fromkeys(wanted)
    for key, arrow in held.items():
        if key not in asked:
            arrow.delete()
            note("record.unlink", record, by=by, record_id=record.pk, relation=key[0], object=str(key[1]))
    for relation, other, locator in asked:
        if (relation, other, locator) in held:
            continue
        arrow = Link(subject=record, relation=relation, object_id=other, locator=locator)
        arrow.full_clean(validate_unique=False)
        arrow.save(force_insert=True)
        note("record.link", record, by=by, record_id=record.pk, relation=relation, object=str(other))


@transaction.atomic
def confirm(record: Record, *, by: User, on: dt.date | None = None) -> None:
    """Note that a record is still true as it stands, on a day (today).

    Raises:
        NotPermitted: the person is no editor and does not act for this State.
        NotNow: it is not published.
    """
    record = Record.objects.select_for_update(of=("self",)).get(pk=record.pk)
    rules.check_may_confirm(by, record)
    own: Callable[..., None] | None = hook(detail_models()[record.kind], "actions", "confirm_record")
    day = on or timezone.now().date()
    Record.objects.filter(pk=record.pk).update(confirmed_on=day)
    record.confirmed_on = day
    if own is not None:
        own(getattr(record, record.kind), by=by, on=day)
    note("record.confirm", record, by=by, record_id=record.pk, on=day.isoformat())


@transaction.atomic
def keep_confirmed(record: Record, *, on: dt.date, by: User) -> None:
    """Let the card of a record know on which day its kind confirmed it by a rule and on a page of its own."""
    if Record.objects.filter(pk=record.pk).exclude(confirmed_on=on).update(confirmed_on=on):
        record.confirmed_on = on
        note("record.confirm", record, by=by, record_id=record.pk, on=on.isoformat())


def stored_links(record: Record) -> list[Arrow]:
    """The links of a record, in the order in which they were drawn."""
    rows: Any = record.links_out.order_by("pk").values_list("relation", "object_id", "locator")
    return [(relation, other, locator) for relation, other, locator in rows]
