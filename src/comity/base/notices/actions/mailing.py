"""Hand a message over to the mail server."""

import smtplib
import ssl
from contextlib import suppress
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from types import TracebackType
from typing import Final, Self

from django.conf import settings
from django.utils import timezone

from comity.base.notices.crypto import unseal
from comity.base.notices.enums import Fault
from comity.base.notices.models import Message
from comity.base.notices.shapes import Attempt
from comity.base.people.crypto import Unsealed


# Any server takes it, whatever it can.
POLICY: Final = SMTP.clone(cte_type="7bit")
LATER: Final = range(400, 500)
TAKEN: Final = 250
FORWARDED: Final = 251


class Refusal(Exception):
    """The server answered with something other than yes."""

    def __init__(self, code: int, said: bytes) -> None:
        super().__init__(code)
        self.code = code
        self.said = said


class Mailer:
    """One connection to the mail server, made when the first message needs it and used for all of a round."""

    def __init__(self) -> None:
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def send(self, message: Message) -> Attempt:
        """Try once. Only a server that fell silent while it took the message leaves it open whether it has it."""
        if not settings.EMAIL_HOST:
            return Attempt(fault=Fault.NO_MAIL_SERVER)
        try:
            content = written(message).as_bytes()
        except Unsealed:
            return Attempt(fault=Fault.UNSEALED, is_final=True)
        except (ValueError, MessageError) as error:
            # A header that would break the lines of the message, for instance: nothing that waiting could mend.
            return Attempt(fault=Fault.MAIL_REFUSED, detail=str(error)[:300], is_final=True)
        try:
            server = self._connected()
            begin(server, message.destination.address)
        except Refusal as refusal:
            return self._refused(refusal)
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            return Attempt(fault=Fault.MAIL_SERVER, detail=f"{type(error).__name__}: {error}"[:300])
        return self._handed_over(server, content)

    def _handed_over(self, server: smtplib.SMTP, content: bytes) -> Attempt:
        try:
            answered(*server.data(content))
        except smtplib.SMTPDataError as error:
            said = error.smtp_error
            return self._refused(Refusal(error.smtp_code, said if isinstance(said, bytes) else said.encode()))
        except Refusal as refusal:
            return self._refused(refusal)
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            return Attempt(fault=Fault.BROKEN_OFF, detail=type(error).__name__, is_uncertain=True)
        return Attempt()

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            host, port, timeout = settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT
            if settings.EMAIL_USE_SSL:
                # Without a context of ours the library would take any certificate.
                server: smtplib.SMTP = smtplib.SMTP_SSL(
                    host, port, timeout=timeout, context=ssl.create_default_context()
                )
            else:
                server = smtplib.SMTP(host, port, timeout=timeout)
            self._server = server
            if settings.EMAIL_USE_TLS:
                server.starttls(context=ssl.create_default_context())
            if settings.EMAIL_HOST_USER:
                server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
            server.ehlo_or_helo_if_needed()
        return self._server

    def _refused(self, refusal: Refusal) -> Attempt:
        if self._server is not None:
            try:
                self._server.rset()
            except (OSError, smtplib.SMTPException):
                self._close()
        detail = f"{refusal.code} {refusal.said.decode('utf-8', 'replace')}"[:300]
        if refusal.code in LATER:
            return Attempt(fault=Fault.MAIL_LATER, detail=detail)
        return Attempt(fault=Fault.MAIL_REFUSED, detail=detail, is_final=True)

    def _close(self) -> None:
        if self._server is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._server.quit()
            self._server.close()
        self._server = None


def begin(server: smtplib.SMTP, address: str) -> None:
    """Say from whom and to whom.

    Raises:
        Refusal: the server does not want one of them.
    """
    _name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    answered(*server.mail(sender))
    answered(*server.rcpt(address))


def answered(code: int, said: bytes) -> None:
    """Raise Refusal unless the answer is yes."""
    if code not in {TAKEN, FORWARDED}:
        raise Refusal(code, said)


def written(message: Message) -> EmailMessage:
    """The message as mail: text, and HTML beside it.

    Raises:
        ValueError: a header holds the end of a line.
        Unsealed: its text was sealed with a key that this installation no longer has.
    """
    made = EmailMessage(policy=POLICY)
    made["From"] = settings.DEFAULT_FROM_EMAIL
    made["To"] = message.destination.address
    made["Subject"] = message.subject
    made["Date"] = format_datetime(timezone.now())
    # The same at every attempt: many mail programs show a message that came twice once.
    made["Message-ID"] = f"<{message.key}@{parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition('@')[2]}>"
    # So that no machine answers it (RFC 3834).
    made["Auto-Submitted"] = "auto-generated"
    for name, value in message.headers.items():
        made[name] = value
    made.set_content(unseal(message.text) if message.is_sealed else message.text)
    if message.html:
        made.add_alternative(message.html, subtype="html")
    return made
