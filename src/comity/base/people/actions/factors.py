"""Passkeys, the authenticator app, recovery codes and the password: what somebody shows to come in."""

import time
from datetime import timedelta
from typing import Any, Final

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import Actor, note
from comity.base.people import queries, rules
from comity.base.people.actions.entering import end_visits
from comity.base.people.actions.writing import tell_of_change, write_to, write_to_nobody
from comity.base.people.crypto import unseal
from comity.base.people.models import User
from comity.base.people.queries import APP, CODES, PASSKEY
from comity.kernel.errors import NotNow, Refused


# Seconds for which an authenticator app shows a number, and how far clocks may differ, in such steps.
STEP: Final = 30
TOLERANCE: Final = 1
LONGEST_NAME: Final = 60
# One name for each of the ways, so that a passkey lost is not taken for one that stays.
RESET: Final = PasswordResetTokenGenerator()


@transaction.atomic
def add_passkey(person: User, name: str, credential: dict[str, Any], *, by: Actor) -> Authenticator:
    """Keep a passkey that was made and checked just now; its public half is all that there is.

    Raises:
        Refused: its name is empty or too long.
    """
    added: Authenticator = WebAuthn.add(person, _checked_name(name), credential).instance
    note("people.add_passkey", person, by=by, factor=added.pk)
    tell_of_change(person, "passkey_added")
    return added


@transaction.atomic
def rename_passkey(passkey: Authenticator, name: str, *, by: Actor) -> None:
    """Call a passkey otherwise.

    Raises:
        Refused: the name is empty or too long.
    """
    passkey.data["name"] = _checked_name(name)
    passkey.save(update_fields=["data"])
    note("people.rename_passkey", passkey.user, by=by, factor=passkey.pk)


@transaction.atomic
def remove_factor(factor: Authenticator, *, by: Actor) -> None:
    """Remove a passkey or the authenticator app.

    Raises:
        NotNow: it is the last, and the person holds a role that needs one.
    """
    person = factor.user
    left = [one for one in queries.factors(person) if one.pk != factor.pk and one.type in {PASSKEY, APP}]
    can_enter = any(one.type == PASSKEY for one in left) or person.has_usable_password()
    if not can_enter or (not left and queries.needs_second_factor(person)):
        raise NotNow(_("This is the last way in which you can show who you are. Add another before you remove it."))
    note("people.remove_factor", person, by=by, factor=factor.pk, kind=factor.type)
    tell_of_change(person, "passkey_removed" if factor.type == PASSKEY else "app_removed")
    factor.delete()
    if not left:
        Authenticator.objects.filter(user=person, type=CODES).delete()


def new_app_secret() -> str:
    """The secret that an authenticator app and we are to share, in base 32."""
    return str(generate_totp_secret())


@transaction.atomic
def add_app(person: User, secret: str, code: str, *, by: Actor) -> Authenticator:
    """Keep the secret of an authenticator app, once the app has shown a number that fits it.

    Raises:
        NotNow: there is one already.
        Refused: the number does not fit.
    """
    if Authenticator.objects.filter(user=person, type=APP).exists():
        raise NotNow(_("You have an authenticator app already. Remove it before you add another."))
    counter = _counter_of(secret, code)
    if counter is None:
        raise Refused(
            _("This number does not fit. Check that the clock of your device is right, and type the next one.")
        )
    added: Authenticator = TOTP.activate(person, secret).instance
    added.data["counter"] = counter
    added.save(update_fields=["data"])
    note("people.add_app", person, by=by, factor=added.pk)
    tell_of_change(person, "app_added")
    return added


@transaction.atomic
def make_codes(person: User, *, by: Actor) -> list[str]:
    """Ten recovery codes, each good for once, to be shown now and never again; those before are void."""
    was_there = Authenticator.objects.filter(user=person, type=CODES).delete()[0]
    made = RecoveryCodes.activate(person)
    note("people.make_codes", person, by=by)
    if was_there:
        tell_of_change(person, "codes_made")
    return list(made.generate_codes())


@transaction.atomic
def use_code(person: User, code: str, *, by: Actor) -> Authenticator | None:
    """The app or the recovery codes to which a code belongs, used up by this; None when it fits neither.

    A number of the app is good once, whichever server process saw it first.
    """
    code = "".join(code.split()).replace("-", "")
    for factor in (
        Authenticator.objects.select_for_update(of=("self",))
        .filter(user=person, type__in=[APP, CODES])
        .order_by("-type")
    ):
        if factor.type == APP:
            counter = _counter_of(unseal(factor.data["secret"]), code)
            if counter is None or counter <= factor.data.get("counter", 0):
                continue
            factor.data["counter"] = counter
            factor.save(update_fields=["data"])
        elif not factor.wrap().validate_code(code):
            continue
        else:
            tell_of_change(person, "code_used")
            factor.refresh_from_db()
        factor.record_usage()
        note("people.use_code", person, by=by, kind=factor.type)
        return factor
    return None


@transaction.atomic
def use_passkey(passkey: Authenticator, *, by: Actor) -> None:
    """Note that a passkey was shown; whether it fits has been found out before."""
    passkey.record_usage()
    note("people.use_passkey", passkey.user, by=by, factor=passkey.pk)


@transaction.atomic
def change_password(person: User, password: str, *, besides: Any = None, by: Actor) -> None:
    """Set a new password, and end every other session.

    Args:
        person: whose it is.
        password: checked by the rules of the settings.
        besides: key of the visit in which it is changed, which goes on.
        by: who changes it.

    Raises:
        Refused: it is too weak.
    """
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    had_one = person.has_usable_password()
    person.set_password(password)
    person.save(update_fields=["password"])
    end_visits(person, besides=besides, by=by)
    note("people.change_password", person, by=by)
    if had_one:
        tell_of_change(person, "password")


@transaction.atomic
def ask_for_password(name: str, root: str, path: str, *, by: Actor | None) -> None:
    """Send a link to a new password, if there is such an account; nobody is told whether there is.

    Args:
        name: name or e-mail address, as it was typed.
        root: address of this installation, without a slash at the end.
        path: of the page, with ``{person}`` and ``{token}`` to be filled in.
        by: None: whoever asks has not shown who they are.
    """
    person = find(name)
    note("people.ask_for_password", person, by=by)
    void_at = timezone.now() + timedelta(seconds=rules.RESET_HOLDS)
    to = person if person is not None and person.email else None
    # The token of an account that nobody has is worth nothing, and takes as long to make.
    token = RESET.make_token(to or User(pk=0))
    link = root + path.format(person=to.pk if to else 0, token=token)

    def words() -> tuple[str, str]:
        text = _(
            "Somebody, probably you, asked for a new password for your account on Comity. Choose it within an hour "
            "here:\n\n%(link)s\n\nA second factor is asked for as always. If it was not you, there is nothing to do."
        )
        return _("A new password for your account"), text % {"link": link}

    if to is not None:
        write_to(to, words, has_secret=True, void_at=void_at)
    else:
        write_to_nobody(words, void_at=void_at)


@transaction.atomic
def restore(person: User, *, by: User) -> None:
    """Remove every passkey, app and code of somebody who lost them, and end all sessions; a password reset remains.

    Whoever asks must be known to be that person by another way: see docs/how-to/invite-people.md.
    """
    Authenticator.objects.filter(user=person).delete()
    person.set_unusable_password()
    person.save(update_fields=["password"])
    end_visits(person, by=by)
    note("people.restore", person, by=by)
    tell_of_change(person, "restored")


def find(name: str) -> User | None:
    """Who can sign in under a name or an e-mail address; one query."""
    name = name.strip()
    if not name:
        return None
    candidates = User.objects.filter(is_active=True)
    by_name = {"email__iexact": name} if "@" in name else {"username__iexact": name}
    return candidates.filter(**by_name).order_by("pk").first() or (
        candidates.filter(username__iexact=name).first() if "@" in name else None
    )


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused(_("Give the passkey a name of 1 to 60 characters, such as the device that holds it."))
    return name


def _counter_of(secret: str, code: str) -> int | None:
    """At which step of time a number fits a secret; None when it fits at none near now."""
    now = int(time.time()) // STEP
    fits = [
        counter
        for counter in range(now - TOLERANCE, now + TOLERANCE + 1)
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, counter)))
    ]
    return max(fits, default=None)
