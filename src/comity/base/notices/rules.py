"""When a message is tried again, and who may see what could not be sent."""

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import may
from comity.base.notices.enums import State
from comity.base.notices.models import Message
from comity.base.people.models import User
from comity.kernel.errors import NotNow, NotPermitted


# After the first failure, the second, and so on; after the last it is given up.
PAUSES: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
)
# Longer than any attempt takes: who has had a message in hand for so long has died.
LOST: Final = timedelta(minutes=10)
# How long a message is kept after it was sent; and after it could not be.
KEPT: Final = timedelta(days=30)
KEPT_FAILED: Final = timedelta(days=90)


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failures; None to give up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def check_may_manage(person: User | None) -> None:
    """Raise NotPermitted unless the person may see and try again what could not be sent."""
    if not may(person, Permission.NOTICE_MANAGE):
        raise NotPermitted(_("Only editors may see which messages could not be sent."))


def check_can_be_retried(message: Message) -> None:
    """Raise NotNow unless the message was given up."""
    if message.state not in {State.FAILED, State.UNCERTAIN}:
        raise NotNow(_("This message is not one that was given up."))
