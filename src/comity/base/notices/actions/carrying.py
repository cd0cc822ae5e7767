"""The letters of accounts go the way of all messages: kept, tried again, and emptied at the end of what is secret."""

import uuid
from typing import Final

from django.db import transaction
from django.utils import timezone

from comity.base.audit.actions import Actor, note
from comity.base.notices.actions.keeping import destination_for
from comity.base.notices.crypto import seal
from comity.base.notices.enums import Channel
from comity.base.notices.models import Message, Notice
from comity.base.notices.registry import kind_of
from comity.base.people.registry import Letter


PURPOSE: Final = "people.letter"
# Where what happened to an account is seen.
PAGES: Final = {
    "people.account_changed": "/account/security/",
    "people.new_browser": "/account/security/",
}
ACCOUNT: Final = "/account/"


def carry(letter: Letter) -> None:
    """Keep a letter until it is sent, and let the inbox of whom it concerns know what it tells.

    The trail names neither mailbox nor words; who caused the letter stands in the event of what they did.
    """
    keep(letter, by=None)


@transaction.atomic
def keep(letter: Letter, *, by: Actor | None) -> None:
    """Lay a letter down in the queue, sealed when a secret link stands in it."""
    destination = destination_for(Channel.EMAIL, letter.address, person=None, by=by)
    with transaction.atomic():
        Message.objects.create(
            destination=destination,
            purpose=PURPOSE,
            once=f"{PURPOSE}:{uuid.uuid4()}",
            subject=letter.subject,
            text=seal(letter.text) if letter.has_secret else letter.text,
            is_sealed=letter.has_secret,
            void_at=letter.void_at,
        )
        note("notices.queue", None, by=by, purposes={PURPOSE: 1})
        if letter.is_for_nobody:
            transaction.set_rollback(True)
    if letter.person is not None and kind_of(letter.about) is not None:
        # The letter tells of it, so no other need.
        Notice.objects.create(
            person=letter.person,
            kind=letter.about,
            address=PAGES.get(letter.about, ACCOUNT),
            told_at=timezone.now(),
        )


CARRIER: Final = carry
