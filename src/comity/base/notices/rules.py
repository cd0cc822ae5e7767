"""When a message is tried again, when a letter tells of a notice, and who may see what could not be sent."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import may
from comity.base.notices.enums import Parameter, State, Urgency, Way
from comity.base.notices.models import Message, Notice, Wishes
from comity.base.notices.registry import Kind, kind_of
from comity.base.people.models import User
from comity.kernel.errors import NotNow, NotPermitted
from comity.kernel.languages import INTERFACE


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
    if message.is_emptied:
        raise NotNow(
            _("A secret link stood in this letter, so its text was removed. Whoever waits for it asks for a new one.")
        )


# ---------------------------------------------------------------- notices

# A page of the portal, as a notice names it: letters of ASCII, figures and a few signs; no query, and nowhere else.
ADDRESS: Final = re.compile(r"/(?:[A-Za-z0-9_\-.:]+/)*(?:[A-Za-z0-9_\-.:]+)?", re.ASCII)
LONGEST_ADDRESS: Final = 300
# Letters that are not urgent come at the soonest after this, each with all that has come meanwhile.
LETTERS_AT_MOST_EVERY: Final = timedelta(minutes=15)
# When letters that tell of several things come until the person chooses: the model's own default.
DIGEST_HOUR: Final = 8
PLACE_CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9\-]{0,9}", re.ASCII)
# Days before a deadline on which somebody is reminded.
REMINDED: Final = (7, 1, 0)
# How long notices are kept that ask for nothing any more.
KEPT_NOTICES: Final = timedelta(days=365)


def checked_address(address: str) -> str:
    """A path inside the portal without its language, as it is kept.

    Raises:
        ValueError: it is none; a programmer named it, not a person.
    """
    first, _slash, rest = address.removeprefix("/").partition("/")
    plain = f"/{rest}" if first in INTERFACE else address
    if len(plain) > LONGEST_ADDRESS or not ADDRESS.fullmatch(plain) or ".." in plain:
        raise ValueError(f"A notice leads to a path inside the portal, without a query, not to {address!r}.")
    return plain


def checked_parameters(kind: Kind, parameters: Mapping[str, object]) -> dict[str, object]:
    """What a notice says beside its sentence, as it is kept.

    Raises:
        ValueError: it is not what the kind declares.
    """
    if parameters.keys() != kind.parameters.keys():
        raise ValueError(f"This kind of notice has the parameters {sorted(kind.parameters)}.")
    for name, value in parameters.items():
        is_right = (
            isinstance(value, int) and value >= 0
            if kind.parameters[name] is Parameter.COUNT
            else isinstance(value, str) and PLACE_CODE.fullmatch(value) is not None
        )
        if not is_right:
            raise ValueError(f"“{name}” is a {kind.parameters[name]}, and no words are.")
    return dict(parameters)


def way_of(notice: Notice, wishes: Wishes | None) -> Way:
    """When a letter tells of a notice: as the person chose for its group, else as its kind says."""
    kind = kind_of(notice.kind)
    if kind is None:
        return Way.NEVER
    if kind.urgency is Urgency.URGENT:
        return Way.AT_ONCE
    chosen = wishes.ways.get(kind.group.value, "") if wishes is not None else ""
    return Way(chosen) if chosen in Way.values else kind.letter


def is_urgent(notice: Notice) -> bool:
    """Whether nothing holds a notice back."""
    kind = kind_of(notice.kind)
    return kind is not None and kind.urgency is Urgency.URGENT


def zone_of(wishes: Wishes | None) -> ZoneInfo:
    """By which clock a person lives: UTC until they choose, and where the machine knows their zone no longer."""
    try:
        return ZoneInfo(wishes.time_zone if wishes is not None else "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def is_quiet(wishes: Wishes | None, now: datetime) -> bool:
    """Whether it is within a person's quiet hours, by the clock on their wall, also across midnight.

    The end is no longer quiet. Hours that begin when they end are none.
    """
    if wishes is None or wishes.quiet_from is None or wishes.quiet_until is None:
        return False
    clock = now.astimezone(zone_of(wishes)).time()
    if wishes.quiet_from <= wishes.quiet_until:
        return wishes.quiet_from <= clock < wishes.quiet_until
    return clock >= wishes.quiet_from or clock < wishes.quiet_until


def last_round(way: Way, wishes: Wishes | None, now: datetime) -> tuple[date, datetime]:
    """When the last daily or weekly letter was due for a person: its day by their calendar, and the moment.

    A clock that is put forward past the hour makes it an hour later that day, and one that is put back does not make
    it come twice.
    """
    zone = zone_of(wishes)
    hour = time(wishes.digest_hour if wishes is not None else DIGEST_HOUR)
    day = now.astimezone(zone).date()
    if datetime.combine(day, hour, zone).astimezone(UTC) > now:
        day -= timedelta(days=1)
    if way is Way.WEEKLY:
        day -= timedelta(days=(day.weekday() - (wishes.digest_weekday if wishes is not None else 0)) % 7)
    return day, datetime.combine(day, hour, zone).astimezone(UTC)


def is_due(notice: Notice, wishes: Wishes | None, now: datetime) -> bool:
    """Whether it is time to tell of a notice, or to settle that no letter will."""
    way = way_of(notice, wishes)
    if way is Way.NEVER or is_urgent(notice):
        return True
    if is_quiet(wishes, now):
        return False
    return way is Way.AT_ONCE or notice.created_at <= last_round(way, wishes, now)[1]


def stage_of(due: date, today: date) -> int | None:
    """Which reminder of a deadline it is time for: 7, 1 or 0 days before; None when it is too early or too late."""
    left = (due - today).days
    return min((stage for stage in REMINDED if 0 <= left <= stage), default=None)
