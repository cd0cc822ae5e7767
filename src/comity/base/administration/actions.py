"""Saying something in the name of the service, and taking it back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.administration import queries, rules
from comity.base.administration.enums import Audience, Severity, Spot
from comity.base.administration.models import Announcement, NotePaper, Wording
from comity.base.audit.actions import digest, note
from comity.base.files import actions as files
from comity.base.files.shapes import Laid
from comity.base.people.models import NoteVerbale, User
from comity.base.people.rules import check_may_register
from comity.kernel.errors import NotNow, Overtaken, Refused
from comity.kernel.languages import INTERFACE


LONGEST: Final = 500
# A note and what was sent with it.
MOST_PAPERS: Final = 10


@transaction.atomic
def announce(  # noqa: PLR0913 -- an announcement says all of this
    words: Mapping[str, str],
    *,
    severity: Severity,
    audience: Audience,
    begins_at: datetime,
    ends_at: datetime | None,
    announcement: Announcement | None = None,
    expected: int | None = None,
    by: User,
) -> Announcement:
    """Tell readers something above every page, or change what they are told.

    Args:
        words: by language, plain text; English is read where a language has none.
        severity: how it is drawn.
        audience: who is shown it.
        begins_at: from when.
        ends_at: until when; None until somebody ends it.
        announcement: the one that is changed; None for a new one.
        expected: the number of what the person had in view.
        by: who says it.

    Raises:
        NotPermitted: the person may not.
        Refused: it says nothing in English, too much in some language, or ends before it begins.
        Overtaken: somebody else changed it meanwhile.
    """
    rules.check_may(by, Permission.ANNOUNCEMENT_EDIT)
    kept = {code: " ".join(text.split()) for code in INTERFACE if (text := words.get(code, "").strip())}
    if "en" not in kept:
        raise Refused(_("Write it in English at least, which is read wherever another language is missing."))
    if any(len(text) > LONGEST for text in kept.values()):
        raise Refused(_("Say it in at most %(most)s characters.") % {"most": LONGEST})
    if ends_at is not None and ends_at <= begins_at:
        raise Refused(_("It ends after it begins."))
    one = announcement or Announcement()
    if announcement is not None:
        one = Announcement.objects.select_for_update(of=("self",)).get(pk=announcement.pk)
        if expected is not None and one.number != expected:
            raise Overtaken(_("Somebody else has changed this notice since you opened it."))
        one.number += 1
    one.words, one.severity, one.audience = kept, severity, audience
    one.begins_at, one.ends_at, one.by, one.changed_at = begins_at, ends_at, by, timezone.now()
    one.save()
    note(
        "administration.announce",
        one,
        by=by,
        number=one.number,
        severity=severity,
        audience=audience,
        begins=begins_at.isoformat(),
        ends=ends_at.isoformat() if ends_at else "",
        words=digest(kept),
    )
    _forget()
    return one


@transaction.atomic
def end_announcement(announcement: Announcement, *, by: User) -> None:
    """Show it no more from now on; it can be shown again by giving it another end.

    Raises:
        NotPermitted: the person may not.
        NotNow: it has ended.
    """
    rules.check_may(by, Permission.ANNOUNCEMENT_EDIT)
    now = timezone.now()
    if announcement.ends_at is not None and announcement.ends_at <= now:
        raise NotNow(_("This notice is shown no more."))
    # What was to begin later never does.
    announcement.begins_at = min(announcement.begins_at, now)
    announcement.ends_at, announcement.changed_at = now, now
    announcement.number += 1
    announcement.save(update_fields=["begins_at", "ends_at", "changed_at", "number"])
    note("administration.end_announcement", announcement, by=by)
    _forget()


@transaction.atomic
def write(
    spot: Spot,
    words: Mapping[str, Mapping[str, str]],
    rest: Mapping[str, Any],
    *,
    expected: int | None = None,
    by: User,
) -> Wording | None:
    """Write what the installation says of itself; what stood there stays in its history.

    Args:
        spot: where it stands.
        words: by language, then by field; what is empty is read in the project's own words.
        rest: what is the same in every language.
        expected: the number of what the person had in view, 0 when nobody had written anything.
        by: who writes.

    Returns:
        What readers see now; None when nothing was written and nothing is.

    Raises:
        NotPermitted: the person may not.
        Overtaken: somebody else wrote meanwhile.
    """
    rules.check_may(by, Permission.FRONT_PAGE_EDIT)
    told = {code: {name: text for name, text in said.items() if text} for code, said in words.items()}
    kept = {code: said for code, said in told.items() if said}
    others = {name: value for name, value in rest.items() if value}
    now = Wording.objects.select_for_update(of=("self",)).filter(spot=spot, replaced_at=None).first()
    if expected is not None and expected != (now.number if now else 0):
        raise _overtaken()
    if (now.words, now.rest) == (kept, others) if now else not (kept or others):
        return now
    if now:
        now.replaced_at = timezone.now()
        now.save(update_fields=["replaced_at"])
    one = Wording(spot=spot, number=now.number + 1 if now else 1, words=kept, rest=others, by=by)
    try:
        with transaction.atomic():
            one.save(force_insert=True)
    except IntegrityError as fault:
        # Two wrote the first at once.
        raise _overtaken() from fault
    note(
        "administration.write",
        one,
        by=by,
        spot=spot,
        number=one.number,
        languages=sorted(kept),
        content=digest({"words": kept, "rest": others}),
    )
    _forget()
    return one


@transaction.atomic
def attach_note(recorded: NoteVerbale, laid: Laid, *, by: User) -> NotePaper:
    """Put a file whose bytes are in the store to a note verbale: the note as it came.

    Raises:
        NotPermitted: only the Secretariat may.
        NotNow: the note has as many files as it can.
    """
    check_may_register(by)
    recorded = NoteVerbale.objects.select_for_update(of=("self",)).get(pk=recorded.pk)
    if NotePaper.objects.filter(note=recorded).count() >= MOST_PAPERS:
        raise NotNow(_("A note verbale has at most %(most)s files.") % {"most": MOST_PAPERS})
    made = NotePaper.objects.create(note=recorded, file=files.receive(laid, by=by))
    note("administration.attach_note", recorded, by=by, file=str(made.file_id), sha256=laid.digest)
    return made


def _overtaken() -> Overtaken:
    return Overtaken(_("Somebody else has changed this page since you opened it."))


def _forget() -> None:
    """Tell this process now, and once others can see the change."""
    queries.forget()
    transaction.on_commit(queries.forget)
