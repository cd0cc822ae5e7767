"""The one function that moves a file from a state to another, and those who ask it to."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import Actor, note
from comity.base.files import rules
from comity.base.files.enums import Fault, State
from comity.base.files.flow import STEPS
from comity.base.files.models import File
from comity.base.people.models import User
from comity.kernel.errors import NotNow


@transaction.atomic
def move(file: File, to: State, *, by: Actor | None, told: dict[str, Any] | None = None, **fields: Any) -> None:
    """Move a file to another state: here, and nowhere else, a state of a file is written.

    Args:
        file: as it was seen; when it stands elsewhere meanwhile, nothing happens.
        to: where to.
        by: who does it.
        told: what else the trail is to hold.
        fields: what else of the file changes with it.

    Raises:
        NotNow: there is no such step, or somebody was quicker.
    """
    verb = STEPS.get((State(file.state), to))
    mine = File.objects.filter(pk=file.pk, state=file.state, digest=file.digest)
    if verb is None or not mine.update(state=to, **fields):
        raise NotNow(_("The file is not where it was. Look at it again."))
    note(verb, file, by=by, original_sha256=file.original_digest, **(told or {}))
    file.refresh_from_db()


def refuse(file: File, fault: Fault, detail: str = "", *, by: Actor | None) -> None:
    """Let a file go no further."""
    told = {"fault": fault.value, "detail": detail[:300]}
    move(file, State.REFUSED, by=by, told=told, fault=fault, detail=detail[:300], ended_at=timezone.now())


def withdraw(file: File, reason: str, *, by: User) -> None:
    """Take a file back, released or not, so that nobody reads it any more.

    Raises:
        NotPermitted: the person may not.
        NotNow: it is refused or removed already.
    """
    rules.check_may_manage(by)
    rules.check_can_be_withdrawn(file)
    refuse(file, Fault.WITHDRAWN, reason, by=by)


def remove(file: File, fault: Fault = Fault.WITHDRAWN, *, by: Actor | None) -> None:
    """Give up the bytes of a file; that it was here stays. Whoever asks has asked whether the person may."""
    told = {"fault": fault.value, "sha256": file.digest}
    kept = {"fault": file.fault or fault, "ended_at": file.ended_at or timezone.now()}
    move(file, State.REMOVED, by=by, told=told, digest="", name=file.name, **kept)


@transaction.atomic
def retry(file: File, *, by: User) -> None:
    """Try a file that waits again now, and with short pauses.

    Raises:
        NotPermitted: the person may not.
        NotNow: it does not wait.
    """
    rules.check_may_manage(by)
    rules.check_can_be_retried(file)
    File.objects.filter(pk=file.pk, state=file.state).update(attempts=0, next_at=timezone.now())
    note("files.retry", file, by=by)


@transaction.atomic
def keep_until(file: File, day: dt.date | None, *, by: Actor) -> None:
    """Say until when a file is kept, its last day included; None for as long as what it is attached to."""
    File.objects.filter(pk=file.pk).update(keep_until_on=day)
    note("files.keep_until", file, by=by, day=day.isoformat() if day else None)
