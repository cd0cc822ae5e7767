"""The names that links in messages carry: whoever has one may do what it is for, and nobody can make one up."""

import secrets
import uuid
from datetime import timedelta
from enum import StrEnum
from typing import Final

from django.core import signing


# The first message is answered in days or not at all.
CONFIRMED_WITHIN: Final = timedelta(days=3)
# A link to everything that a mailbox gets, from a message that may be passed on.
MANAGED_WITHIN: Final = timedelta(days=30)
# How long a form may stand open.
SENT_WITHIN: Final = timedelta(days=1)


class Purpose(StrEnum):
    """What a link is for; one is never good for another."""

    CONFIRM = "confirm"
    END = "end"
    MANAGE = "manage"
    FORM = "form"


def token(purpose: Purpose, key: uuid.UUID) -> str:
    """The name of something in a link that is for one purpose."""
    return signing.TimestampSigner(salt=f"comity.search.{purpose}").sign(key.hex).replace(":", ".")


def opened(purpose: Purpose, token: str, *, within: timedelta | None = None) -> uuid.UUID | None:
    """What a link names; None when it was not made here, not for this, or too long ago."""
    # The parts themselves hold letters, digits, hyphens and underscores only.
    signed = token.replace(".", ":")
    try:
        return uuid.UUID(signing.TimestampSigner(salt=f"comity.search.{purpose}").unsign(signed, max_age=within))
    except (signing.BadSignature, ValueError):
        return None


def form_token() -> str:
    """A name for a form, so that one form is good for one subscription."""
    return token(Purpose.FORM, uuid.UUID(bytes=secrets.token_bytes(16)))
