"""What waits, how the system is, what is announced, and what staff have written of the installation itself."""

import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from django.db.models import Count, Max, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.base.access.enums import Grade, Permission
from comity.base.access.registry import Check, Finding, Line, Part, checks, lines, parts
from comity.base.administration.enums import Audience
from comity.base.administration.models import Announcement, NotePaper, Wording
from comity.base.administration.registry import desk as desk_of_messages
from comity.base.administration.shapes import Desk, Looked, Told, Waiting
from comity.base.people import queries as people
from comity.base.people.models import NoteVerbale, User
from comity.kernel.kept import Kept


LOG: Final = logging.getLogger("comity.administration")
# Seconds after which another process asks whether an announcement was made or a text written.
FRESH: Final = 5.0


# ---------------------------------------------------------------- the desk


def desk(person: User, may: Callable[[Permission], bool]) -> Desk:
    """What a member of the staff sees: one query for each kind of work that concerns them.

    Args:
        person: who comes to work.
        may: what they may do everywhere, see ``rules.held``.
    """
    seen = [Waiting(line, line.count(person)) for line in lines() if may(line.permission)]
    waiting = [one for one in seen if one.count]
    sees_system = may(Permission.SYSTEM_READ)
    ill = [one for one in health() if one.finding.grade is not Grade.WELL] if sees_system else []
    return Desk(
        waiting=sorted(waiting, key=lambda one: not one.line.is_urgent),
        quiet=[one for one in seen if not one.count],
        ill=ill,
        parts=[one for one in parts() if may(one.permission)],
        sees_system=sees_system,
    )


def health() -> list[Looked]:
    """How every part of the system is, the worst first."""
    found = [Looked(check, looked_at(check)) for check in checks()]
    worst = [Grade.BROKEN, Grade.LATE, Grade.WELL]
    return sorted(found, key=lambda one: worst.index(one.finding.grade))


def looked_at(check: Check) -> Finding:
    """How one part is; a part that cannot be looked at is not well, and the others are shown all the same."""
    try:
        return check.look()
    except Exception as fault:
        LOG.exception("%s could not be looked at.", check.key)
        return Finding(
            Grade.BROKEN,
            _("It could not be looked at (%(kind)s).") % {"kind": type(fault).__name__},
            _("The log of the server says more. Tell whoever runs the server."),
        )


# ---------------------------------------------------------------- announcements


def announcements() -> QuerySet[Announcement]:
    """Every announcement there ever was, the latest first."""
    return Announcement.objects.select_related("by")


def _version() -> tuple[object, ...]:
    now = Announcement.objects.aggregate(latest=Max("changed_at"), several=Count("pk"), changes=Sum("number"))
    return now["latest"], now["several"], now["changes"]


def _made() -> tuple[Told, ...]:
    """Those that are shown or will be."""
    rows = Announcement.objects.exclude(ends_at__lte=timezone.now()).order_by("begins_at", "key")
    return tuple(
        Told(one.mark, one.words, one.severity, one.audience == Audience.SIGNED_IN, one.begins_at, one.ends_at)
        for one in rows
    )


_ANNOUNCED: Final = Kept(_made, _version, fresh=FRESH)


def announced(*, is_signed_in: bool) -> list[Told]:
    """What readers are told now; from memory, and every few seconds one small query."""
    now = timezone.now()
    return [one for one in _ANNOUNCED.current() if one.is_shown(now) and (is_signed_in or not one.for_signed_in)]


def forget() -> None:
    """Make the next reader take announcements and texts anew; every action of this module calls this."""
    _ANNOUNCED.forget()
    _WRITTEN.forget()


# ---------------------------------------------------------------- the installation's own words


def wording(spot: str) -> Wording | None:
    """What staff have written and readers see; None when nobody has."""
    return Wording.objects.filter(spot=spot, replaced_at=None).first()


def history(spot: str) -> QuerySet[Wording]:
    """All that was ever written, the last first, with who wrote it."""
    return Wording.objects.filter(spot=spot).select_related("by").order_by("-number")


def _written_version() -> tuple[object, ...]:
    now = Wording.objects.aggregate(latest=Max("pk"), several=Count("pk"))
    return now["latest"], now["several"]


def _all_written() -> dict[str, Wording]:
    return {one.spot: one for one in Wording.objects.filter(replaced_at=None)}


_WRITTEN: Final = Kept(_all_written, _written_version, fresh=FRESH)


def words(spot: str, language: str) -> Mapping[str, str]:
    """What staff have written in a language by field; nothing where they have not. From memory."""
    one = _WRITTEN.current().get(spot)
    found: Mapping[str, str] = one.words.get(language, {}) if one else {}
    return found


def rest(spot: str) -> Mapping[str, Any]:
    """What staff have set that is the same in every language; from memory."""
    one = _WRITTEN.current().get(spot)
    found: Mapping[str, Any] = one.rest if one else {}
    return found


def own() -> Iterator[Line | Part]:
    """The ways to the pages of this module, for the desk, and what waits among messages."""
    yield from desk_of_messages()
    yield Part(
        gettext_lazy("Service notices"),
        gettext_lazy("What the service tells its readers above every page."),
        Permission.ANNOUNCEMENT_EDIT,
        "administration:announcements",
    )
    yield Part(
        gettext_lazy("Home page"),
        gettext_lazy("Its welcome, what is highlighted, and the order of its parts."),
        Permission.FRONT_PAGE_EDIT,
        "home-edit",
    )
    yield Part(
        gettext_lazy("Name and contact"),
        gettext_lazy("What this installation is called, and how its staff are reached."),
        Permission.FRONT_PAGE_EDIT,
        "administration:identity",
    )
    yield Part(
        gettext_lazy("Health of the system"),
        gettext_lazy("How every part of it is, and what to do."),
        Permission.SYSTEM_READ,
        "administration:health",
    )


# ---------------------------------------------------------------- notes verbales as files


def readable_files(person: User | None) -> QuerySet[NotePaper]:
    """The keys of the files of notes verbales that this person may read; the files themselves ask for it."""
    seen = people.notes(person).order_by().values("pk")
    return NotePaper.objects.filter(note__in=seen).order_by().values("file")  # type: ignore[return-value] # -- of keys


def papers_of(recorded: NoteVerbale) -> list[NotePaper]:
    """The files of a note verbale, for who may read the note; one query."""
    return list(NotePaper.objects.filter(note=recorded).select_related("file").order_by("pk"))
