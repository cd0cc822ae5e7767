"""What readers have gathered, as far as each may read it."""

from dataclasses import dataclass

from django.db.models import Prefetch

from comity.base.people.models import User
from comity.engines.records.enums import State
from comity.engines.records.models import Collection, Entry, Record, Source, Text
from comity.engines.records.queries.reading import known_to
from comity.engines.records.registry.kinds import detail_models


@dataclass(frozen=True, slots=True)
class Gathered:
    """An entry of a collection, as far as its reader may see: without a record when that is not for them.

    Attributes:
        entry: with its note.
        record: with its detail, place, texts and sources; None when the reader may not know of it.
        is_withdrawn: whether it was taken out of public view.
    """

    entry: Entry
    record: Record | None
    is_withdrawn: bool


def gathered_in(collection: Collection, person: User | None) -> list[Gathered]:
    """The entries of a collection in their order; five queries, whatever is in it."""
    known = known_to(person).filter(pk__in=collection.entries.order_by().values("record")).order_by()
    texts = Prefetch("texts", Text.objects.order_by("pk"))
    sources = Prefetch("sources", Source.objects.order_by("pk"))
    loaded = known.select_related("place", *sorted(detail_models())).prefetch_related(texts, sources, "topics")
    records = {record.pk: record for record in loaded}
    found = []
    for entry in collection.entries.all():
        if record := records.get(entry.record_id):
            entry.record = record
        found.append(Gathered(entry, record, record is not None and record.state == State.WITHDRAWN))
    return found


def collection_shared(read_key: str) -> Collection | None:
    """The collection to which a link for reading leads; None when there is none, or not any more."""
    return Collection.objects.filter(read_key=read_key, shared_at__isnull=False).first()


def collection_to_write(digest: str) -> Collection | None:
    """The collection to which a link for writing leads, by the digest of its key."""
    return Collection.objects.filter(write_digest=digest).first()
