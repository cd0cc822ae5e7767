"""Delete what is kept of a person, as is their right; what they did stays, as the deeds of somebody unknown."""

import uuid

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import erase_identity, note
from comity.base.people import registry, rules
from comity.base.people.models import Device, EmailChange, Invitation, Membership, Nomination, User, Visit
from comity.kernel.errors import NotNow


@transaction.atomic
def forget_person(person: User, *, by: User) -> None:
    """Delete who somebody is: from the account, from what led to it, from the inbox, and from the log.

    The row of the account stays without a name, since what the person did hangs on it: no record, contribution or
    event changes, and every proof of the log holds. It cannot be taken back.

    Raises:
        NotPermitted: only the Secretariat may, and nobody for themselves.
        NotNow: the account is open, or the person still works for an organisation.
    """
    if not by.is_service:
        rules.check_may_restore(by, person)
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.is_service or person.is_active:
        raise NotNow(_("Close the account first."))
    if Membership.objects.active().filter(user=person).exists():
        raise NotNow(
            _("This person still holds a role. Remove them from each organisation first, so that work passes.")
        )
    mailboxes = [person.email] if person.email else []
    mailboxes += Invitation.objects.filter(person=person).exclude(email="").values_list("email", flat=True)
    for forget in registry.forgettings():
        forget(person, mailboxes, by)
    for model in (EmailAddress, Authenticator, SocialAccount):
        model.objects.filter(user=person).delete()
    for own in (Device, EmailChange, Visit):
        own.objects.filter(person=person).delete()
    asked = Invitation.objects.filter(Q(person=person) | Q(email__in=mailboxes))
    asked.filter(completed_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())
    Nomination.objects.filter(invitation__in=asked).update(
        title="", given_name="", family_name="", post="", stated={}, reason=""
    )
    asked.update(email="")
    person.username = f"person-{uuid.uuid4().hex[:12]}"
    person.first_name = person.last_name = person.email = person.title = person.post = person.language = ""
    person.last_login = None
    person.set_unusable_password()
    person.save()
    note("people.forget", person, by=by)
    # The last that the log learns of them: from now on nobody can tell whose events these are.
    erase_identity(person, by=by)
