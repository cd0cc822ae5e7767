"""Keep a part of a record, such as one provision of a law: the rest of it stays as it is."""

from collections.abc import Callable
from typing import Any, Final

from django.db import transaction

from comity.base.people.models import User
from comity.engines.records import rules
from comity.engines.records.actions.keeping import amend
from comity.engines.records.models import Detail, Record
from comity.engines.records.registry.kinds import detail_models, hook
from comity.engines.records.shapes import PartChange


# By this the log says that a part was written: which, and whether it is new.
PART_WRITTEN: Final = "record.revise_part"


@transaction.atomic
def keep_part(record: Record, name: str, wanted: Any, *, seen: Any, by: User) -> Record:
    """Keep a part as it was typed; what stood there is kept in the revision.

    The module of the kind offers ``keep_part(detail, name, wanted, *, seen, by)`` in its actions, which writes the
    part and gives what it was and is.

    Args:
        record: of which it is a part.
        name: of the part.
        wanted: as it is to be, in the module's own shape.
        seen: as the person saw it, None for a new one.
        by: who writes it.

    Raises:
        NotPermitted: the person may not change the record.
        Overtaken: the part is no longer as the person saw it.
    """
    record = Record.objects.select_for_update(of=("self",)).get(pk=record.pk)
    rules.check_may_revise(by, record)
    model = detail_models()[record.kind]
    keep: Callable[..., PartChange] = hook(model, "actions", "keep_part")
    detail: Detail = model._default_manager.select_related("record").get(pk=record.pk)
    amend(detail, fields=(), verb=PART_WRITTEN, by=by, part=keep(detail, name, wanted, seen=seen, by=by))
    record.refresh_from_db()
    return record
