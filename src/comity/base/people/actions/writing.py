"""Letters to people, each in the language of whom it is for. Nothing confidential stands in one."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from comity.base.people.models import User


LOG: Final = logging.getLogger("comity.people")
_COURIER: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="letters")


def is_mail_sent() -> bool:
    """Whether this installation knows a mail server."""
    return bool(settings.EMAIL_HOST)


def write(address: str, language: str, words: Callable[[], tuple[str, str]]) -> None:
    """Send a letter when the transaction is over; how long that takes is not seen by who waits for the page.

    Args:
        address: to whom; nothing is sent when it is empty or there is no mail server.
        language: of the interface; English when it is empty.
        words: gives the subject and the text, and is called in that language.
    """
    if not address or not is_mail_sent():
        return
    with translation.override(language or "en"):
        subject, text = words()

    def send() -> None:
        try:
            send_mail(" ".join(subject.split()), text, settings.DEFAULT_FROM_EMAIL, [address])
        except OSError:
            # The address stays out of the log; who waits for the letter asks for another.
            LOG.exception("A letter could not be sent.")

    def soon() -> None:
        if settings.LETTERS_IN_BACKGROUND:
            _COURIER.submit(send)
        else:
            send()

    transaction.on_commit(soon)


def write_to(person: User, words: Callable[[], tuple[str, str]]) -> None:
    """Send a letter to somebody who has an account."""
    write(person.email, person.language, words)


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

    write_to(person, words)


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
