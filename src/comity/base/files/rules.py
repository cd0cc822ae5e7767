"""Which files are taken, how long what is tried again waits, who may see and do what."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import is_free
from comity.base.files.content.types import TYPES, Flawed, Limits
from comity.base.files.enums import Fault, State
from comity.base.files.models import File
from comity.base.people.models import User
from comity.kernel.errors import NotNow, NotPermitted, Refused
from comity.kernel.lists import listed


FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(hours=6)
# Who has had a file in hand for so long has died.
LEASE: Final = timedelta(minutes=15)
# Bytes that no row names are kept so long: a row may be about to be written.
GRACE: Final = timedelta(days=1)
# So many files may one person send within a day; more is a program that runs wild, or ill will.
MOST_A_DAY: Final = 500
# How long what was refused is kept for those who look into it.
KEPT_REFUSED: Final = timedelta(days=30)


def pause_after(attempts: int) -> timedelta:
    """How long a file waits after so many failures of the scanner or the store: twice as long each time."""
    doubled: int = 2 ** min(max(attempts - 1, 0), 20)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


def allowed() -> frozenset[str]:
    """The names of the types of file that are taken here."""
    return frozenset(settings.FILES_TYPES)


def allowed_words() -> str:
    """The types that are taken here, as a person reads them."""
    return listed(name.upper() for name in TYPES if name in allowed())


def limits() -> Limits:
    """How far a file is looked into here."""
    return Limits(unpacked=settings.FILES_UNPACKED * 2**20, pixels=settings.FILES_PIXELS * 10**6)


def largest() -> int:
    """The most bytes of a file that are taken here."""
    return int(settings.FILES_LARGEST) * 2**20


def too_large() -> Refused:
    """The refusal of a file with too many bytes."""
    return Refused(
        _("The file is larger than %(most)s MB. Save it smaller, or split it.") % {"most": settings.FILES_LARGEST}
    )


def refusal(flawed: Flawed) -> Refused:
    """What is wrong with a file, and how to mend it, for the person who sent it."""
    sentence = str(Fault(flawed.flaw.value).label)
    if flawed.flaw.value in {Fault.NOT_ALLOWED, Fault.UNKNOWN}:
        if flawed.detail:
            sentence += " " + _("It looks like: %(type)s.") % {"type": flawed.detail}
        sentence += " " + _("These are taken: %(types)s.") % {"types": allowed_words()}
    elif flawed.detail:
        sentence += f" ({flawed.detail})"
    return Refused(sentence)


def check_may_send(person: User, *, sent: int) -> None:
    """Raise NotNow when the person has sent too many files within a day to send one more.

    Args:
        person: who sends.
        sent: how many they have sent since yesterday at this time.
    """
    if sent >= MOST_A_DAY and not person.is_service:
        raise NotNow(_("You have sent %(most)s files within a day. Send more tomorrow.") % {"most": MOST_A_DAY})


def check_may_manage(person: User | None) -> None:
    """Raise NotPermitted unless the person may see what waits, and take back what was released."""
    if not may_manage(person):
        raise NotPermitted(_("Only editors may see all files."))


def may_manage(person: User | None) -> bool:
    """Whether the person may see what waits, and take back what was released; not one limited to certain subjects."""
    return is_free(person, Permission.FILE_MANAGE)


def check_can_be_withdrawn(file: File) -> None:
    """Raise NotNow unless the file is one that others can read, or that waits."""
    if file.state not in {State.RELEASED, State.QUARANTINE, State.CLEAN}:
        raise NotNow(_("This file is refused or removed already."))


def check_can_be_retried(file: File) -> None:
    """Raise NotNow unless the file waits."""
    if not file.is_waiting:
        raise NotNow(_("This file does not wait for anything."))
