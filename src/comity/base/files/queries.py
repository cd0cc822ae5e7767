import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.base.access.enums import Grade, Permission
from comity.base.access.registry import Check, Finding, Line, Part
from comity.base.access.roles import is_free
from comity.base.files import registry, rules
from comity.base.files.content.clamav import Silent, version
from comity.base.files.enums import State
from comity.base.files.models import File
from comity.base.people.models import User


WAITING: Final = (State.QUARANTINE, State.CLEAN)
# Seconds for which a page waits for the scanner to say that it is there.
PATIENCE: Final = 2.0


def visible_to(person: User | None) -> QuerySet[File]:
    """The files of whose way this person may know: what they sent, what they may read, all for who manages files.

    Of a file of which its owner decides one by one, readers do not learn who sent it and when.
    """
    if is_free(person, Permission.FILE_MANAGE):
        return File.objects.all()
    own = Q(sent_by=person) if person is not None else Q(pk__in=())
    return File.objects.filter(own | _readable_by(person))


def readable(person: User | None, key: uuid.UUID) -> tuple[File, str] | None:
    """A file whose bytes this person may read, and its name for them; None for any other.

    It is released, and on something of which its owner says that they may. Here, and nowhere else, it is decided. Not
    even staff or who sent a file read its bytes before it is released.
    """
    file = File.objects.filter(pk=key, state=State.RELEASED).first()
    if file is None:
        return None
    if File.objects.filter(_readable_by(person), pk=key).exists():
        return file, file.name
    names = (judge(person, key) for judge in registry.judges())
    name = next((one for one in names if one is not None), None)
    return None if name is None else (file, name)


def _readable_by(person: User | None) -> Q:
    attached = Q(pk__in=())
    for readable in registry.owners():
        attached |= Q(pk__in=readable(person))
    return Q(state=State.RELEASED) & attached


def sent_within_a_day(person: User) -> int:
    """How many files a person has sent since yesterday at this time."""
    return File.objects.filter(sent_by=person, sent_at__gt=timezone.now() - dt.timedelta(days=1)).count()


def due(now: dt.datetime) -> QuerySet[File]:
    """The files with which something is to be done now, the oldest first."""
    return File.objects.filter(state__in=WAITING, next_at__lte=now).order_by("next_at", "pk")


def is_anything_due() -> bool:
    """Whether some file is to be scanned or released now."""
    return due(timezone.now()).exists()


def waiting() -> QuerySet[File]:
    """The files that are not released yet, those that failed most first."""
    return File.objects.filter(state__in=WAITING).select_related("sent_by").order_by("-attempts", "sent_at", "pk")


def refused() -> QuerySet[File]:
    """The files that were refused after they were taken, newest first."""
    return File.objects.filter(state=State.REFUSED).select_related("sent_by").order_by("-ended_at", "pk")


def released() -> QuerySet[File]:
    """The files that are released, newest first."""
    return File.objects.filter(state=State.RELEASED).select_related("sent_by").order_by("-released_at", "pk")


def outlived(now: dt.datetime) -> QuerySet[File]:
    """The files whose time is over, and those refused long ago."""
    over = Q(keep_until_on__lt=now.date()) & ~Q(state=State.REMOVED)
    return File.objects.filter(over | Q(state=State.REFUSED, ended_at__lt=now - rules.KEPT_REFUSED)).order_by("pk")


def digests() -> set[str]:
    """The hashes of all bytes that some file names."""
    return set(File.objects.exclude(digest="").order_by().values_list("digest", flat=True))


def named(digest: str) -> bool:
    """Whether some file names these bytes."""
    return File.objects.filter(digest=digest).exists()


def scanner() -> tuple[bool, str]:
    """Whether the scanner answers, and what it says: its version, or why not; ``(False, "")`` where there is none."""
    if not settings.FILES_SCANNER:
        return False, ""
    try:
        return True, version(settings.FILES_SCANNER, patience=PATIENCE)
    except Silent as silent:
        return False, str(silent)


def has_scanner() -> bool:
    """Whether a scanner is set up, whether or not it answers."""
    return bool(settings.FILES_SCANNER)


# ---------------------------------------------------------------- for the desk of the staff


def desk() -> Iterator[Line | Part]:
    """What waits: files that nobody may read yet."""
    yield Line(
        "files.quarantine",
        gettext_lazy("files in quarantine"),
        lambda person: File.objects.filter(state__in=WAITING).count(),
        Permission.FILE_MANAGE,
        "files:page",
    )
    yield Part(
        gettext_lazy("Files"),
        gettext_lazy("What was sent: in quarantine, released, refused."),
        Permission.FILE_MANAGE,
        "files:page",
    )


def health() -> Iterator[Check]:
    """Whether what is sent is scanned."""
    yield Check("files.scanner", gettext_lazy("Scanner of files"), _scanning, "files:page")


def _scanning() -> Finding:
    answers, told = scanner()
    if not has_scanner():
        return Finding(
            Grade.LATE,
            _("No scanner is set up: files are judged by their content alone."),
            _("Set COMITY_CLAMAV to the address of ClamAV’s daemon."),
            {"configured": False},
        )
    figures = {"configured": True, "answers": answers}
    if not answers:
        said = _("The scanner does not answer; until it does, files stay in quarantine.")
        return Finding(Grade.BROKEN, said, _("Look whether ClamAV’s daemon runs."), figures)
    return Finding(Grade.WELL, _("The scanner answers: %(version)s.") % {"version": told}, figures=figures)
