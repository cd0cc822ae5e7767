"""Clear away what nobody needs any more, and find what is missing or changed."""

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import Actor, note
from comity.base.files import queries, rules
from comity.base.files.actions.moving import remove
from comity.base.files.enums import Fault, State
from comity.base.files.models import File
from comity.base.files.shapes import Tidied
from comity.base.files.store import Missing, current, digest_of
from comity.base.files.store.local import Folder
from comity.kernel.errors import NotNow


def tidy(*, by: Actor | None) -> Tidied:
    """Remove files whose time is over, and bytes that no file has named for a day; what they were is in the trail.

    Raises:
        Unavailable: the store cannot be read now.
    """
    now, ended = timezone.now(), 0
    for file in queries.outlived(now):
        try:
            remove(file, Fault.RETENTION, by=by)
            ended += 1
        except NotNow:
            # Somebody else was quicker.
            continue
    store, before = current(), now - rules.GRACE
    known, gone = queries.digests(), 0
    for kept in store.everything():
        # A row may have come since the names were read, so it is asked once more.
        if kept.digest not in known and kept.at < before and not queries.named(kept.digest):
            gone += store.remove(kept.digest, before=before)
    if isinstance(store, Folder):
        gone += store.sweep(before=before)
    if gone:
        with transaction.atomic():
            note("files.tidy", None, by=by, pieces=gone)
    return Tidied(ended, gone)


def faults(*, deep: bool) -> Iterator[str]:
    """Sentences about bytes that are missing or changed, none when all is well.

    Args:
        deep: read every byte and hash it anew, rather than compare sizes.

    Raises:
        Unavailable: the store cannot be read now.
    """
    store = current()
    sizes = {kept.digest: kept.size for kept in store.everything()}
    for file in File.objects.exclude(state=State.REMOVED).order_by("pk").iterator():
        told = {"name": file.name, "key": file.pk}
        if file.digest not in sizes:
            yield _("The bytes of the file “%(name)s” (%(key)s) are missing. Restore them from a backup.") % told
        elif sizes[file.digest] != file.size or (deep and not _is_whole(file)):
            yield _("The bytes of the file “%(name)s” (%(key)s) were changed. Restore them from a backup.") % told


def _is_whole(file: File) -> bool:
    try:
        return digest_of(current().read(file.digest)) == file.digest
    except Missing:
        return False
