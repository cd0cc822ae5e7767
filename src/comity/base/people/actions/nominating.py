"""Whom a State names by note verbale: recorded, completed by the person, compared, approved."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people import rules
from comity.base.people.actions.inviting import give_role, hold, invite
from comity.base.people.actions.writing import write_to
from comity.base.people.enums import Stage
from comity.base.people.models import Nomination, NoteVerbale, Organisation, User
from comity.base.places.models import Place
from comity.kernel.errors import NotNow, NotPermitted, Refused


# What the note says of a person, and the person states of themselves.
FIELDS: Final = ("title", "given_name", "family_name", "post")
WAITING: Final = {Stage.NAMED, Stage.COMPLETED, Stage.RETURNED}


@transaction.atomic
def record_note(number: str, *, dated: dt.date, place: Place, by: User) -> NoteVerbale:
    """Record a note verbale of a State; whom it names is added to it.

    Raises:
        NotPermitted: only the Secretariat records notes.
        Refused: it has no number, its date lies ahead, or it has been recorded.
    """
    rules.check_may_register(by)
    number = " ".join(number.split())
    if not number or len(number) > 60:  # noqa: PLR2004 -- the width of the column
        raise Refused(_("Give the number of the note, in at most 60 characters."))
    if dated > timezone.now().date():
        raise Refused(_("The note cannot bear a date that lies ahead."))
    if NoteVerbale.objects.filter(place=place, number=number, dated_on=dated).exists():
        raise Refused(_("This note has been recorded already."))
    recorded = NoteVerbale.objects.create(number=number, dated_on=dated, place=place, recorded_by=by)
    note("people.record_note", recorded, by=by, number=number, dated=dated.isoformat(), place=place.pk)
    return recorded


@transaction.atomic
def nominate(  # noqa: PLR0913 -- a note says all of this of a person
    recorded: NoteVerbale,
    *,
    named: Mapping[str, str],
    email: str,
    organisation: Organisation,
    role: str,
    language: str,
    root: str,
    by: User,
) -> tuple[Nomination, str]:
    """Enter whom a note names, and invite them; the role is held once the Secretariat has compared and approved.

    Returns:
        The nomination, and the link when there is no mail server.

    Raises:
        NotPermitted: only the Secretariat may.
        Refused: the organisation belongs to another State than the note, or a name is missing.
    """
    rules.check_may_register(by)
    if organisation.place_id != recorded.place_id:
        raise Refused(_("The organisation does not belong to the State that sent the note."))
    if not named.get("family_name", "").strip():
        raise Refused(_("Give the family name as it stands in the note."))
    invitation, link = invite(email, organisation=organisation, role=role, language=language, root=root, by=by)
    made = Nomination.objects.create(
        note=recorded, invitation=invitation, **{field: " ".join(named.get(field, "").split()) for field in FIELDS}
    )
    note("people.nominate", made, by=by, note=recorded.pk, role=role, organisation=organisation.pk)
    return made, link


@transaction.atomic
def state_profile(nomination: Nomination, stated: Mapping[str, str], *, by: User) -> None:
    """Complete, or correct, what one states of oneself; the Secretariat then compares.

    Raises:
        NotPermitted: the nomination is another's.
        NotNow: it has been decided, or waits for the Secretariat.
        Refused: the family name is missing.
    """
    if nomination.invitation.person_id != by.pk:
        raise NotPermitted(_("Only the person who was named may complete this profile."))
    _hold(nomination)
    if nomination.stage not in {Stage.NAMED, Stage.RETURNED}:
        raise NotNow(_("The Secretariat has this profile before it. Wait for its answer."))
    cleaned = {field: " ".join(str(stated.get(field, "")).split()) for field in FIELDS}
    if not cleaned["family_name"]:
        raise Refused(_("Give your family name."))
    nomination.stated = cleaned
    nomination.stage = Stage.COMPLETED
    nomination.reason = ""
    nomination.save(update_fields=["stated", "stage", "reason"])
    by.first_name, by.last_name = cleaned["given_name"], cleaned["family_name"]
    by.title, by.post = cleaned["title"], cleaned["post"]
    by.save(update_fields=["first_name", "last_name", "title", "post"])
    note("people.state_profile", nomination, by=by)


@transaction.atomic
def approve(nomination: Nomination, *, by: User) -> None:
    """Let the person hold the role for which the note names them.

    Raises:
        NotPermitted: only the Secretariat may, and nobody approves themselves.
        NotNow: the profile is not complete, or the person has no way to sign in yet.
    """
    _check_may_decide(nomination, by)
    if nomination.stage != Stage.COMPLETED:
        raise NotNow(_("The person has not completed the profile."))
    person, invitation = nomination.invitation.person, nomination.invitation
    if person is None or invitation.completed_at is None:
        raise NotNow(_("The person has not chosen how to sign in."))
    give_role(invitation, person, by=by)
    _decide(nomination, Stage.APPROVED, "", by=by)
    note("people.approve", nomination, by=by, person=person.pk, role=invitation.role)

    def words() -> tuple[str, str]:
        return (
            _("Your role on Comity was approved"),
            _("The Secretariat has approved the role for which your State named you. Sign in to begin."),
        )

    write_to(person, words, about="people.role_approved")


@transaction.atomic
def send_back(nomination: Nomination, reason: str, *, by: User) -> None:
    """Ask the person to correct the profile, and say what.

    Raises:
        NotPermitted: only the Secretariat may.
        NotNow: the profile is not before the Secretariat.
        Refused: no reason is given.
    """
    _check_may_decide(nomination, by)
    if nomination.stage != Stage.COMPLETED:
        raise NotNow(_("The person has not completed the profile."))
    if not reason.strip() or len(reason) > 500:  # noqa: PLR2004 -- the width of the column
        raise Refused(_("Say what is to be corrected, in at most 500 characters."))
    _decide(nomination, Stage.RETURNED, reason.strip(), by=by)
    note("people.send_back", nomination, by=by)
    person = nomination.invitation.person
    if person is not None:
        write_to(
            person,
            lambda: (
                _("Your profile on Comity was returned"),
                _("The Secretariat asks you to correct your profile. Sign in to see what."),
            ),
            about="people.profile_returned",
        )


@transaction.atomic
def decline(nomination: Nomination, reason: str, *, by: User) -> None:
    """End a nomination without a role, for instance because the State has withdrawn it.

    Raises:
        NotPermitted: only the Secretariat may.
        NotNow: it has been decided.
        Refused: no reason is given.
    """
    _check_may_decide(nomination, by)
    if nomination.stage not in WAITING:
        raise NotNow(_("This nomination has been decided."))
    if not reason.strip() or len(reason) > 500:  # noqa: PLR2004 -- the width of the column
        raise Refused(_("Say why, in at most 500 characters."))
    invitation = nomination.invitation
    if invitation.completed_at is None and invitation.withdrawn_at is None:
        invitation.withdrawn_at = timezone.now()
        invitation.save(update_fields=["withdrawn_at"])
    _decide(nomination, Stage.DECLINED, reason.strip(), by=by)
    note("people.decline", nomination, by=by)


def _check_may_decide(nomination: Nomination, by: User) -> None:
    rules.check_may_register(by)
    _hold(nomination)
    if nomination.invitation.person_id == by.pk:
        raise NotPermitted(_("Nobody decides on their own nomination."))


def _hold(nomination: Nomination) -> None:
    """Keep a nomination and its invitation until the transaction ends, as they are now: two may decide at once."""
    nomination.refresh_from_db(
        fields=["stage", "reason", "stated"], from_queryset=Nomination.objects.select_for_update(of=("self",))
    )
    hold(nomination.invitation)


def _decide(nomination: Nomination, stage: Stage, reason: str, *, by: User) -> None:
    nomination.stage, nomination.reason = stage, reason
    nomination.decided_by, nomination.decided_at = by, timezone.now()
    nomination.save(update_fields=["stage", "reason", "decided_by", "decided_at"])
