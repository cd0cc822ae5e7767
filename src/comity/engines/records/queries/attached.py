from django.db.models import Prefetch, QuerySet

from comity.base.files.enums import State as FileState
from comity.base.people.models import User
from comity.engines.records.models import Attachment, Record
from comity.engines.records.queries.reading import readable_by


def readable_files(person: User | None) -> QuerySet[Attachment]:
    """The keys of the files on records that this person may read; the files themselves ask for it."""
    return Attachment.objects.filter(readable_by(person, "record__")).order_by().values("file")  # type: ignore[return-value] # -- of keys


def attachments_of(record: Record) -> QuerySet[Attachment]:
    """What is attached to a record, in the order in which it was; whoever asks may read the record. One query."""
    return Attachment.objects.filter(record=record).select_related("file", "record").order_by("pk")


def attachments_for(way: str = "attachments") -> "Prefetch[str, QuerySet[Attachment], str]":
    """Loads with several records what is attached to each and can be read; one query.

    Args:
        way: from what is loaded to the attachments.
    """
    released = Attachment.objects.filter(file__state=FileState.RELEASED).select_related("file").order_by("pk")
    return Prefetch(way, released)
