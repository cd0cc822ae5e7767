"""How the log is doing, for the desk of the staff."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.base.access.enums import Grade, Permission
from comity.base.access.registry import Check, Finding, Part
from comity.base.audit.models import Checkpoint, Event, Leaf


# What has waited so long for its place in the tree waits because nobody puts it there.
SEQUENCED_WITHIN: Final = dt.timedelta(minutes=5)
# A clock may differ by so much.
AHEAD: Final = dt.timedelta(minutes=1)


def desk() -> Iterator[Part]:
    """The way to the log."""
    yield Part(
        gettext_lazy("Audit log"),
        gettext_lazy("Who did what to what, and the proof of it."),
        Permission.AUDIT_READ,
        "audit:page",
    )


def health() -> Iterator[Check]:
    """Whether events come into the tree and the tree is signed in time, and whether the clock goes forward."""
    yield Check("audit.checkpoint", gettext_lazy("Audit log and its checkpoints"), _checkpoint, "audit:page")
    yield Check("clock", gettext_lazy("Clock"), _clock)


def _checkpoint() -> Finding:
    """Four look-ups of an index."""
    now = timezone.now()
    last_leaf = Leaf.objects.order_by("-index").first()
    waits = Event.objects.filter(pk__gt=last_leaf.event_id if last_leaf else 0).order_by("pk").first()
    last = Checkpoint.objects.order_by("-size").first()
    size = last_leaf.index + 1 if last_leaf else 0
    unsigned = size - (last.size if last else 0)
    figures = {
        "size": size,
        "unsigned": unsigned,
        "checkpoint_at": last.made_at.isoformat(timespec="seconds") if last else None,
        "waiting_since": waits.at.isoformat(timespec="seconds") if waits else None,
    }
    if waits is not None and now - waits.at > SEQUENCED_WITHIN:
        minutes = int((now - waits.at).total_seconds() // 60)
        said = _("Events have waited for %(minutes)s minutes for their place in the tree.") % {"minutes": minutes}
        return Finding(Grade.BROKEN, said, _("Look whether `comity serve` runs; its log says more."), figures)
    pause = dt.timedelta(minutes=settings.AUDIT_CHECKPOINT_MINUTES)
    if unsigned and last is not None and now - last.made_at > 2 * pause + SEQUENCED_WITHIN:
        said = _("The last checkpoint was signed at %(moment)s UTC, and the log has grown since.")
        told = said % {"moment": f"{last.made_at:%Y-%m-%d %H:%M}"}
        return Finding(
            Grade.LATE, told, _("Run `comity audit checkpoint`, and look whether `comity serve` runs."), figures
        )
    if last is None:
        if size:
            return Finding(
                Grade.LATE, _("No checkpoint was ever signed."), _("Run `comity audit checkpoint`."), figures
            )
        return Finding(Grade.WELL, _("Nothing is in the log yet."), figures=figures)
    said = _("%(size)s events; the last checkpoint was signed at %(moment)s UTC.")
    return Finding(Grade.WELL, said % {"size": size, "moment": f"{last.made_at:%Y-%m-%d %H:%M}"}, figures=figures)


def _clock() -> Finding:
    """Whether an event was written later than now: then a clock went back, or another machine's goes otherwise."""
    now = timezone.now()
    last = Event.objects.order_by("-pk").values_list("at", flat=True).first()
    if last is not None and last - now > AHEAD:
        said = _("The last event was written at %(moment)s UTC, which is later than now.")
        told = said % {"moment": f"{last:%Y-%m-%d %H:%M}"}
        return Finding(Grade.BROKEN, told, _("Set the clock of this machine by a time server."), {"ahead": True})
    said = _("It is %(moment)s UTC.") % {"moment": f"{now:%Y-%m-%d %H:%M}"}
    return Finding(Grade.WELL, said, figures={"now": now.isoformat(timespec="seconds")})
