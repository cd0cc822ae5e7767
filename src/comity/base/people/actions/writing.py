"""Letters to people, each in the language of whom it is for. Nothing confidential stands in one."""

import datetime as dt
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from comity.base.people.models import User
from comity.base.people.registry import Letter, send


Words = Callable[[], tuple[str, str]]
# A mailbox that nobody has: the name is kept free for ever (RFC 2606).
NOBODY: Final = "nobody@nowhere.invalid"


def is_mail_sent() -> bool:
    """Whether this installation knows a mail server."""
    return bool(settings.EMAIL_HOST)


def write(  # noqa: PLR0913 -- a letter is all of this
    address: str,
    language: str,
    words: Words,
    *,
    has_secret: bool = False,
    void_at: dt.datetime | None = None,
    person: User | None = None,
    about: str = "",
) -> None:
    """Keep a letter to be sent, in this transaction: both are kept or neither, and the page waits for no mail server.

    Args:
        address: to whom; nothing is kept when it is empty or there is no mail server.
        language: of the interface; English when it is empty.
        words: gives the subject and the text, and is called in that language.
        has_secret: a link stands in it that opens something to whoever has it.
        void_at: from when on it is of no use; None for never.
        person: whose account it is about; None before there is one.
        about: what it tells the inbox; empty for nothing.
    """
    if not address or not is_mail_sent():
        return
    with translation.override(language or "en"):
        subject, text = words()
    send(
        Letter(
            address=address,
            subject=" ".join(subject.split()),
            text=text,
            has_secret=has_secret,
            void_at=void_at,
            person=person,
            about=about,
        )
    )


def write_to(
    person: User, words: Words, *, has_secret: bool = False, void_at: dt.datetime | None = None, about: str = ""
) -> None:
    """Keep a letter to somebody who has an account."""
    write(person.email, person.language, words, has_secret=has_secret, void_at=void_at, person=person, about=about)


def write_to_nobody(words: Words, *, void_at: dt.datetime) -> None:
    """Do the work of a letter with a secret, and keep nothing of it.

    So it takes as long to answer when there is no account as when there is one.
    """
    if is_mail_sent():
        subject, text = words()
        send(Letter(address=NOBODY, subject=subject, text=text, has_secret=True, void_at=void_at, is_for_nobody=True))


def tell_of_change(person: User, what: str) -> None:
    """Let somebody know that something about the security of the account was changed.

    Args:
        person: whose account it is.
        what: a key of ``CHANGES``.
    """

    def words() -> tuple[str, str]:
        text = _(
            "The security of your account on Comity was changed: %(what)s\n\n"
            "If this was not you, sign in, end all other sessions and change your password. If you cannot sign in, "
            "write to the Secretariat."
        )
        return _("Your account on Comity was changed"), text % {"what": CHANGES[what]()}

    write_to(person, words, about="people.account_changed")


CHANGES: Final[dict[str, Callable[[], str]]] = {
    "passkey_added": lambda: _("a passkey was added."),
    "passkey_removed": lambda: _("a passkey was removed."),
    "app_added": lambda: _("an authenticator app was added."),
    "app_removed": lambda: _("the authenticator app was removed."),
    "codes_made": lambda: _("new recovery codes were made; the old ones are void."),
    "code_used": lambda: _("a recovery code was used."),
    "password": lambda: _("the password was changed."),
    "restored": lambda: _("the Secretariat removed passkeys, authenticator app and recovery codes, as was asked for."),
}
