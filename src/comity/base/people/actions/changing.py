"""Another e-mail address: asked for by its owner, confirmed from the new one, told to the old one."""

from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people import rules
from comity.base.people.actions.writing import is_mail_sent, write, write_to
from comity.base.people.crypto import new_token, token_hash
from comity.base.people.models import EmailChange, User
from comity.kernel.errors import NotNow, NotPermitted, Refused


# Where the link leads; ``{token}`` is filled in.
PAGE: Final = "/{language}/account/email/{token}/"
LONGEST: Final = 150


@transaction.atomic
def ask_for_email(person: User, email: str, *, root: str, by: User) -> None:
    """Send a link to the address that is to become somebody's own; the present one is told that it was asked for.

    Nobody learns here whether another account has that address: then nothing is sent, and the answer is the same.

    Args:
        person: whose account it is.
        email: the new address.
        root: the address of this installation, without a slash at the end.
        by: the person.

    Raises:
        NotPermitted: it is another's account.
        NotNow: there is no mail server, so that nothing can be confirmed.
        Refused: it is no address, or the present one.
    """
    if by.pk != person.pk:
        raise NotPermitted(_("Everybody changes their own address."))
    if not is_mail_sent():
        raise NotNow(_("No mail server is set up here, so that a new address cannot be confirmed."))
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    if len(email) > LONGEST or email == person.email.lower():
        raise Refused(_("Give another address than the present one, of at most 150 characters."))
    # Earlier links are void.
    EmailChange.objects.filter(person=person).delete()
    is_free = not User.objects.filter(email__iexact=email).exists()
    token = new_token()
    if is_free:
        EmailChange.objects.create(pk=token_hash(token), person=person, email=email, asked_at=timezone.now())
        link = root + PAGE.format(language=person.language or "en", token=token)

        def words() -> tuple[str, str]:
            text = _(
                "Somebody, probably you, wants letters from Comity at this address. Open this link within 24 hours, "
                "in a browser in which you are signed in:\n\n%(link)s\n\nIf it was not you, there is nothing to do."
            )
            return _("Confirm your new address"), text % {"link": link}

        write(email, person.language, words)
    note("people.ask_for_email", person, by=by, sealed={"email": email})

    def told() -> tuple[str, str]:
        text = _(
            "Your account on Comity is to have another e-mail address. It changes when a link that was sent there is "
            "opened.\n\nIf this was not you, sign in, end all other sessions and change your password."
        )
        return _("A new e-mail address was asked for"), text

    write_to(person, told)


def find_email_change(token: str, person: User) -> EmailChange | None:
    """What a link is for, if it is the person's own and not too old; one query."""
    since = timezone.now() - rules.EMAIL_CHANGE_HOLDS
    found = EmailChange.objects.filter(pk=token_hash(token), person=person, asked_at__gt=since)
    return found.select_related("person").first()


@transaction.atomic
def confirm_email(change: EmailChange, *, by: User) -> None:
    """Let the new address be the person's own from now on, and tell the old one.

    Whoever signs in with the old address as their name signs in with the new one.

    Raises:
        NotPermitted: it is another's.
        NotNow: meanwhile the address belongs to another account.
    """
    person = User.objects.select_for_update(of=("self",)).get(pk=change.person_id)
    if by.pk != person.pk:
        raise NotPermitted(_("Everybody changes their own address."))
    if User.objects.filter(email__iexact=change.email).exclude(pk=person.pk).exists():
        raise NotNow(_("This address cannot be used. Ask for another."))
    before, language = person.email, person.language
    was_name = person.username.lower() == before.lower()
    if was_name and not User.objects.filter(username__iexact=change.email).exclude(pk=person.pk).exists():
        person.username = change.email
    person.email = change.email
    person.save(update_fields=["email", "username"])
    EmailChange.objects.filter(person=person).delete()
    note("people.change_email", person, by=by, sealed={"before": before, "after": change.email})

    def told() -> tuple[str, str]:
        text = _(
            "From now on letters about your account on Comity go to another address, which was confirmed.\n\n"
            "If this was not you, write to the Secretariat at once."
        )
        return _("Your e-mail address was changed"), text

    write(before, language, told)
