"""Attach files to a record, and take them away again."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.files import actions as files
from comity.base.files.shapes import Laid
from comity.base.people.models import User
from comity.engines.records import rules
from comity.engines.records.models import Attachment, Record
from comity.kernel.errors import NotNow


MOST: Final = 50


@transaction.atomic
def attach(record: Record, laid: Laid, *, label: str = "", language: str = "", by: User) -> Attachment:
    """Attach a file whose bytes are in the store to a record; others read it once it is released.

    Args:
        record: of any kind.
        laid: what ``files.lay`` made of the bytes.
        label: what it is, as readers are told; its name when empty.
        language: of what it says; empty when it says nothing, or in several.
        by: who attaches it.

    Raises:
        NotPermitted: the person may not change the record.
        NotNow: the record is withdrawn, or has as many as it can.
    """
    record = Record.objects.select_for_update(of=("self",)).get(pk=record.pk)
    rules.check_may_revise(by, record)
    if Attachment.objects.filter(record=record).count() >= MOST:
        raise NotNow(_("A record has at most %(most)s attachments. Take one away first.") % {"most": MOST})
    file = files.receive(laid, by=by)
    made = Attachment.objects.create(record=record, file=file, label=label.strip(), language=language)
    note("record.attach", made, by=by, record_id=record.pk, file=str(file.pk), sha256=laid.digest)
    return made


@transaction.atomic
def detach(attachment: Attachment, *, by: User) -> None:
    """Take an attachment away: nobody reads it any more, and its bytes go.

    Raises:
        NotPermitted: the person may not change the record.
        NotNow: the record is withdrawn.
    """
    record = Record.objects.select_for_update(of=("self",)).get(pk=attachment.record_id)
    rules.check_may_revise(by, record)
    file, key = attachment.file, str(attachment.pk)
    Attachment.objects.filter(pk=attachment.pk).delete()
    note("record.detach", None, by=by, record_id=record.pk, attachment=key, file=str(file.pk))
    if file.digest:
        files.remove(file, by=by)
