"""What the desk shows of messages and of the work in the background: what could not be sent, and how it is doing."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.base.access.enums import Grade, Permission
from comity.base.access.registry import Check, Finding, Line, Part
from comity.base.notices.enums import Channel, State
from comity.base.notices.models import Destination, Message
from comity.kernel.background import Background


# Minutes after which what is due and not sent shows that nobody sends.
LATE = 15


def desk() -> Iterator[Line | Part]:
    """What waits: what was given up, and where nothing is sent any more."""
    failed = (State.FAILED, State.UNCERTAIN)
    yield Line(
        "notices.failed",
        gettext_lazy("messages that could not be sent"),
        lambda person: Message.objects.filter(state__in=failed).count(),
        Permission.NOTICE_MANAGE,
        "notices:page",
    )
    yield Line(
        "notices.paused",
        gettext_lazy("destinations to which nothing is sent any more"),
        lambda person: Destination.objects.exclude(paused_at=None).count(),
        Permission.NOTICE_MANAGE,
        "notices:page",
    )
    yield Part(
        gettext_lazy("Messages"),
        gettext_lazy("What could not be sent, and trying it again."),
        Permission.NOTICE_MANAGE,
        "notices:page",
    )


def health() -> Iterator[Check]:
    """How sending is doing, and the work in the background of the process that answers."""
    yield Check("notices.mail", gettext_lazy("Messages that leave the house"), _sending, "notices:page")
    yield Check("background", gettext_lazy("Work in the background"), _background)


def _sending() -> Finding:
    """Whether there is a mail server, and how long the oldest message that is due has waited; one query."""
    now, has_mail = timezone.now(), bool(settings.EMAIL_HOST)
    due = Q(state=State.WAITING, next_at__lte=now, destination__paused_at=None)
    if not has_mail:
        due &= ~Q(destination__channel=Channel.EMAIL)
    found = Message.objects.aggregate(waiting=Count("pk", filter=due), oldest=Min("next_at", filter=due))
    minutes = int((now - found["oldest"]).total_seconds() // 60) if found["oldest"] else 0
    figures = {"waiting": found["waiting"], "oldest_minutes": minutes, "mail_server": has_mail}
    if minutes >= LATE:
        said = _("%(count)s messages are due; the oldest has waited for %(minutes)s minutes.")
        advice = _("Look whether `comity serve` runs and reaches the mail server.")
        return Finding(Grade.LATE, said % {"count": found["waiting"], "minutes": minutes}, advice, figures)
    if not has_mail:
        return Finding(
            Grade.LATE,
            _("No mail server is set up: invitations and messages reach nobody by e-mail."),
            _("Set COMITY_MAIL_HOST and COMITY_MAIL_FROM."),
            figures,
        )
    return Finding(Grade.WELL, _("Nothing waits longer than it should."), figures=figures)


def _background() -> Finding:
    """The threads of the process that happens to answer; another process has its own."""
    works = Background.health()
    figures = {
        one.name: "stopped" if not one.is_running else f"failing:{one.faults}" if one.faults else "ok" for one in works
    }
    ill = [one.name for one in works if one.faults or not one.is_running]
    if ill:
        said = _("Does not go on as it should: %(names)s.") % {"names": ", ".join(ill)}
        advice = _("The log of the server says why. If it stays so, restart `comity serve`.")
        return Finding(Grade.BROKEN, said, advice, figures)
    if not works:
        said = _("The process that answers does no work in the background.")
        return Finding(Grade.LATE, said, _("Serve the portal by `comity serve`, which does it."), figures)
    said = _("%(count)s kinds of work go on beside answering.") % {"count": len(works)}
    return Finding(Grade.WELL, said, figures=figures)
