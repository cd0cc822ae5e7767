"""Asking somebody to come in, and what becomes of it."""

from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.access.roles import ROLES
from comity.base.audit.actions import Actor, note
from comity.base.people import queries, rules
from comity.base.people.actions.writing import is_mail_sent, write
from comity.base.people.crypto import new_token, token_hash
from comity.base.people.models import Invitation, InvitationLink, Membership, Organisation, User
from comity.base.terms.models import Concept
from comity.kernel.errors import NotNow, NotPermitted, Refused


# Where the link of an invitation leads; ``{token}`` is filled in.
PAGE: Final = "/{language}/account/invitations/{token}/"


@transaction.atomic
def invite(  # noqa: PLR0913 -- an invitation says all of this
    email: str,
    *,
    organisation: Organisation,
    role: str,
    subjects: Iterable[Concept] = (),
    language: str = "en",
    root: str,
    by: User,
) -> tuple[Invitation, str]:
    """Invite somebody to hold a role in an organisation, by letter where there is a mail server.

    Args:
        email: of whom; it becomes the address of the account.
        organisation: for which the person will act.
        role: one of ``ROLES``, as far as whoever invites may give it.
        subjects: to which it is limited; none for every subject.
        language: of the letter and of the page to which it leads.
        root: the address of this installation, without a slash at the end.
        by: who invites.

    Returns:
        The invitation, and its link when there is no mail server: whoever invites hands it over then.

    Raises:
        NotPermitted: the person may not give this role there.
        Refused: there is no such role, or the address has an invitation to the same role that waits.
    """
    if role not in ROLES or role == "service":
        raise Refused(_("There is no such role."))
    if not by.is_service:
        rules.check_may_give(by, role, organisation)
    if organisation.closed_at is not None:
        raise Refused(_("This organisation is closed. Open it again, or invite to its successor."))
    email = email.strip().lower()
    same = queries.invitations_waiting(organisation).filter(email__iexact=email, role=role)
    if same.exists():
        raise Refused(_("This address has been invited to this role already. Send that invitation again instead."))
    if Membership.objects.active().filter(user__email__iexact=email, organisation=organisation, role=role).exists():
        raise Refused(_("Whoever has this address holds this role already."))
    invitation = Invitation.objects.create(
        email=email, organisation=organisation, role=role, language=language, invited_by=by
    )
    invitation.subjects.set(subjects)
    link = _send(invitation, root)
    note("people.invite", invitation, by=by, organisation=organisation.pk, role=role)
    return invitation, "" if is_mail_sent() else link


@transaction.atomic
def renew(invitation: Invitation, *, root: str, by: Actor | None) -> str:
    """Send a new link to the same address; the link when there is no mail server and somebody signed in asks.

    Raises:
        NotNow: the invitation has been taken up or withdrawn, or a link was sent a moment ago.
    """
    hold(invitation)
    _check_waiting(invitation)
    newest = invitation.links.first()
    if newest is not None and timezone.now() - newest.sent_at < rules.RENEWED_AT_MOST_EVERY:
        raise NotNow(
            _("A link was sent a few minutes ago. Look for it, also among unwanted mail, before you ask again.")
        )
    link = _send(invitation, root)
    note("people.renew_invitation", invitation, by=by)
    return link if by is not None and not is_mail_sent() else ""


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User) -> None:
    """Take an invitation back: its links lead to a sentence that says so.

    Raises:
        NotPermitted: the person does not manage the members of that organisation.
        NotNow: it has been taken up or withdrawn.
    """
    rules.check_may_give(by, invitation.role, invitation.organisation)
    hold(invitation)
    _check_waiting(invitation)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    note("people.withdraw_invitation", invitation, by=by)


def find_invitation(token: str) -> tuple[Invitation, InvitationLink] | None:
    """The invitation to which a link belongs, and the link; None for what was never sent. One query."""
    link = (
        InvitationLink.objects.filter(pk=token_hash(token))
        .select_related("invitation__organisation__place", "invitation__person")
        .first()
    )
    return (link.invitation, link) if link else None


@transaction.atomic
def take_up(invitation: Invitation, *, given_name: str, family_name: str, language: str, by: Actor | None) -> User:
    """Make the account of whom an invitation invites; a way to sign in is chosen after this.

    Whoever has an account under the same address keeps it, and the role is added to it.

    Raises:
        NotPermitted: whoever has an account must have signed in to it.
        NotNow: the invitation has been taken up or withdrawn.
        Refused: a name is missing.
    """
    hold(invitation)
    _check_waiting(invitation)
    given_name, family_name = " ".join(given_name.split()), " ".join(family_name.split())
    if not family_name or max(len(given_name), len(family_name)) > 150:  # noqa: PLR2004 -- the width of the columns
        raise Refused(_("Give your family name, and each name in at most 150 characters."))
    person = invitation.person or User.objects.filter(email__iexact=invitation.email).first()
    if person is None:
        name = invitation.email[:150]
        if User.objects.filter(username__iexact=name).exists():
            name = f"{name[:130]}-{new_token()[:12]}"
        person = User(username=name, email=invitation.email)
        person.set_unusable_password()
    elif queries.can_enter(person) and (by is None or by.pk != person.pk):
        raise NotPermitted(_("There is an account with this address. Sign in to it, then open the invitation again."))
    if not person.is_active:
        raise NotNow(_("This account has been closed. Write to whoever invited you."))
    person.first_name, person.last_name, person.language = given_name, family_name, language
    person.save()
    invitation.person = person
    invitation.save(update_fields=["person"])
    note("people.take_up", invitation, by=by or person)
    return person


@transaction.atomic
def complete(person: User, *, by: Actor) -> int:
    """Give somebody who has a way to sign in the roles of the invitations taken up; how many.

    What a note verbale names waits for the Secretariat.
    """
    waiting = (
        Invitation.objects.filter(person=person, completed_at__isnull=True, withdrawn_at__isnull=True)
        .select_for_update(of=("self",))
        .select_related("organisation")
    )
    done = 0
    for invitation in waiting:
        invitation.completed_at = timezone.now()
        invitation.save(update_fields=["completed_at"])
        if not hasattr(invitation, "nomination"):
            give_role(invitation, person, by=by)
        note("people.complete_invitation", invitation, by=by, role=invitation.role)
        done += 1
    return done


@transaction.atomic
def give_role(invitation: Invitation, person: User, *, by: Actor) -> None:
    """Let somebody hold the role of an invitation from today, if it is not held already."""
    held = Membership.objects.active().filter(user=person, organisation=invitation.organisation, role=invitation.role)
    if held.exists():
        return
    membership = Membership(user=person, organisation=invitation.organisation, role=invitation.role)
    membership.save()
    membership.subjects.set(invitation.subjects.all())
    note("people.give_role", person, by=by, organisation=membership.organisation_id, role=membership.role)


def hold(invitation: Invitation) -> None:
    """Keep an invitation to oneself until the transaction ends, as it is now and not as a page was shown it."""
    invitation.refresh_from_db(
        fields=["person", "completed_at", "withdrawn_at"],
        from_queryset=Invitation.objects.select_for_update(of=("self",)),
    )


def _check_waiting(invitation: Invitation) -> None:
    if invitation.completed_at is not None:
        raise NotNow(_("This invitation has been taken up. Sign in instead."))
    if invitation.withdrawn_at is not None:
        raise NotNow(_("This invitation was withdrawn. Write to whoever invited you."))


def _send(invitation: Invitation, root: str) -> str:
    """Send a new link; what stands in it is kept nowhere but in the letter."""
    token = new_token()
    InvitationLink.objects.create(pk=token_hash(token), invitation=invitation, sent_at=timezone.now())
    link = root + PAGE.format(language=invitation.language, token=token)

    def words() -> tuple[str, str]:
        text = _(
            "You are invited to Comity, a platform for international cooperation against crime, to work there for "
            "%(organisation)s.\n\nMake your account here:\n\n%(link)s\n\nThe link holds for %(days)d days. When it is "
            "older, open it all the same: with one click it sends you a new one. If you did not expect this letter, "
            "there is nothing to do."
        )
        told = {"organisation": invitation.organisation, "link": link, "days": rules.INVITATION_HOLDS.days}
        return _("Your invitation to Comity"), text % told

    write(invitation.email, invitation.language, words, has_secret=True)
    return link
