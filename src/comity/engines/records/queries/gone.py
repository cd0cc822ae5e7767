"""What was public once and is withdrawn: whoever comes to it is told so, wherever they come from."""

from typing import Any
from uuid import UUID

from comity.base.files.enums import State as FileState
from comity.base.people.models import User
from comity.engines.records.enums import State
from comity.engines.records.models import Attachment, Record
from comity.engines.records.queries.reading import known_to


class Gone(Exception):
    """The record was public once and is withdrawn; the middleware answers with 410 and a page that says so.

    Args:
        record: which, so that the page can say since when and why.
    """

    def __init__(self, record: Record | None = None) -> None:
        super().__init__()
        self.record = record


def check_not_withdrawn(kind: str, person: User | None = None, **which: Any) -> None:
    """Say of a record that it is withdrawn; of one that never was, nothing. One query.

    Args:
        kind: of record.
        person: who asks; None is a visitor.
        which: how to find it, by fields of its card or detail.

    Raises:
        Gone: it was public and is withdrawn.
    """
    record = known_to(person).filter(kind=kind, state=State.WITHDRAWN, **which).first()
    if record is not None:
        raise Gone(record)


def check_file_not_gone(person: User | None, file: UUID) -> None:
    """Say of a file that went with its record what the record's page says; two queries.

    Raises:
        Gone: its record was public, is withdrawn, and took the file with it.
    """
    attached = Attachment.objects.filter(file=file, file__state=FileState.RELEASED).order_by().values("record")
    gone = known_to(person).filter(pk__in=attached, state=State.WITHDRAWN, published_at__isnull=False)
    if (record := gone.first()) is not None:
        raise Gone(record)
