"""Gather records in a collection, order and note them, share it, and let it go."""

import hashlib
import secrets
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import Actor, note
from comity.base.people.models import User
from comity.engines.records import queries, rules
from comity.engines.records.models import Collection, Entry, Record
from comity.kernel.errors import NotNow
from comity.kernel.shares import Share


# What is shared stays; what never was and nobody has changed for so long is deleted, the sooner when it is empty.
DRAFT_KEPT: Final = timedelta(days=90)
EMPTY_KEPT: Final = timedelta(days=7)
MOST: Final = 500
# So many collections are begun in an hour, by everybody together.
AN_HOUR: Final = 500
# And by one network, so that nobody keeps all others from it.
BEGUN: Final = Share(50)


def write_digest(key: str) -> str:
    """What is kept of the key in a link for writing: whoever reads the database cannot write with it."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


@transaction.atomic
def begin(title: str, *, by: User | None, network: str = "") -> tuple[Collection, str]:
    """Begin a collection, and give it with the key of its link for writing, which is kept nowhere else.

    Args:
        title: what it is called.
        by: who begins it.
        network: from which it is asked for; empty when that is not known.

    Raises:
        NotNow: too many were begun just now.
    """
    if Collection.objects.filter(created_at__gt=timezone.now() - timedelta(hours=1)).count() >= AN_HOUR:
        raise NotNow(_("Too many collections were begun just now. Try again in an hour."))
    if not BEGUN.take(network):
        raise NotNow(_("Your network has asked for as much as one may in an hour. Try again later."))
    key = secrets.token_urlsafe(32)
    collection = Collection.objects.create(
        title=title, read_key=secrets.token_urlsafe(24), write_digest=write_digest(key)
    )
    note("collection.begin", collection, by=by)
    return collection, key


@transaction.atomic
def collect(collection: Collection, record: Record, *, remark: str, by: User | None) -> Entry:
    """Put a record that this person may read at the end; one that is there already is noted anew.

    Raises:
        NotNow: the collection is full.
    """
    assert queries.visible_to(by).filter(pk=record.pk).exists(), "a page shows only what may be read"
    collection = _held(collection)
    if entry := Entry.objects.filter(collection=collection, record=record).first():
        entry.note = remark or entry.note
        entry.save(update_fields=["note"])
    else:
        known = Entry.objects.filter(collection=collection)
        if known.count() >= MOST:
            raise NotNow(_("A collection holds %(most)d records at most. Begin another one.") % {"most": MOST})
        last = known.aggregate(last=Max("position"))["last"] or 0
        entry = Entry.objects.create(collection=collection, record=record, note=remark, position=last + 1)
    note("collection.collect", collection, by=by)
    return entry


@transaction.atomic
def write_note(entry: Entry, remark: str, *, by: Actor | None) -> None:
    """Write what stands beside a record."""
    _held(entry.collection)
    entry.note = remark
    entry.save(update_fields=["note"])
    note("collection.note", entry.collection, by=by)


@transaction.atomic
def move(entry: Entry, *, up: bool, by: Actor | None) -> None:
    """Let an entry change places with its neighbour; the first cannot go up, nor the last down."""
    _held(entry.collection)
    entry.refresh_from_db()
    others = Entry.objects.filter(collection_id=entry.collection_id)
    beside = (
        others.filter(position__lt=entry.position).order_by("-position").first()
        if up
        else others.filter(position__gt=entry.position).order_by("position").first()
    )
    if beside is not None:
        beside.position, entry.position = entry.position, beside.position
        Entry.objects.bulk_update([beside, entry], ["position"])
        note("collection.move", entry.collection, by=by)


@transaction.atomic
def remove(entry: Entry, *, by: Actor | None) -> None:
    """Take a record out of a collection."""
    _held(entry.collection)
    Entry.objects.filter(pk=entry.pk).delete()
    note("collection.remove", entry.collection, by=by)


@transaction.atomic
def rename(collection: Collection, title: str, *, by: Actor | None) -> None:
    """Give a collection another title."""
    _held(collection)
    collection.title = title
    collection.save(update_fields=["title", "changed_at"])
    note("collection.rename", collection, by=by)


@transaction.atomic
def share(collection: Collection, *, is_shared: bool, by: Actor | None) -> None:
    """Let the link for reading lead to a collection, or no more; for the next time it is another."""
    _held(collection)
    collection.shared_at = timezone.now() if is_shared else None
    if not is_shared:
        # Whoever had the old link does not have the new one.
        collection.read_key = secrets.token_urlsafe(24)
    collection.save(update_fields=["shared_at", "read_key", "changed_at"])
    note("collection.share", collection, by=by, is_shared=is_shared)


@transaction.atomic
def discard(collection: Collection, *, by: Actor | None) -> None:
    """Delete a collection with its notes."""
    key = str(collection.pk)
    Collection.objects.filter(pk=collection.pk).delete()
    note("collection.discard", None, by=by, collection=key)


@transaction.atomic
def take_down(collection: Collection, *, by: User) -> None:
    """Delete what somebody shared that does not belong here, as an editor.

    Raises:
        NotPermitted: the person may not.
    """
    rules.check_may_take_down(by)
    discard(collection, by=by)


@transaction.atomic
def tidy_collections(*, by: Actor | None) -> int:
    """Delete collections that were never shared and that nobody has changed for long; how many."""
    now, drafts = timezone.now(), Collection.objects.filter(shared_at=None)
    old = drafts.filter(changed_at__lt=now - DRAFT_KEPT) | drafts.filter(entries=None, changed_at__lt=now - EMPTY_KEPT)
    keys = list(old.values_list("pk", flat=True).distinct())
    Collection.objects.filter(pk__in=keys).delete()
    if keys:
        note("collection.tidy", None, by=by, collections=len(keys))
    return len(keys)


def _held(collection: Collection) -> Collection:
    """The collection as it is now, held against others who change it, and noted as changed."""
    held = Collection.objects.select_for_update(of=("self",)).get(pk=collection.pk)
    Collection.objects.filter(pk=held.pk).update(changed_at=timezone.now())
    return held
