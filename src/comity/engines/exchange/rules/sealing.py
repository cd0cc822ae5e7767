"""Who may hold keys, send, read and answer. The host checks what it can; what it cannot, the browsers check."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import ROLES
from comity.base.people.models import Organisation, User
from comity.engines.exchange import crypto
from comity.engines.exchange.enums import BY_RECEIVER, BY_SENDER, Act
from comity.engines.exchange.models import Attachment, AuthorityKey, Envelope
from comity.engines.exchange.shapes import Sealed
from comity.kernel.errors import NotNow, NotPermitted, Refused


# The words of a request and of its annexes fit; what is larger is an attachment.
LONGEST_BODY: Final = 1_500_000
# A megabyte, at which the files in a carried answer are cut; the browser cuts what it sends at three quarters of it.
LONGEST_PIECE: Final = 1 << 20
# Two gigabytes and what sealing adds.
MOST_PIECES: Final = 2_800
LONGEST_SECRET: Final = 20_000
# How long a file is kept whose sending was broken off.
KEPT_UNSENT: Final = dt.timedelta(days=7)
# Parties to one conversation, beside the one that begins it.
MOST_PARTIES: Final = 20
# Passkeys of one person.
MOST_PASSKEYS: Final = 10


def authorities_of(person: User | None) -> frozenset[int]:
    """The organisations for which the person may exchange what is sealed, by a membership of their own.

    Whoever acts in somebody's stead has that role, and not their key: a key is not lent.
    """
    if person is None or person.acting is not None:
        return frozenset()
    return frozenset(
        grant.organisation
        for grant in person.grants
        if grant.organisation is not None and Permission.SEALED_EXCHANGE in ROLES.get(grant.role, frozenset())
    )


def check_member(person: User | None, organisation: Organisation) -> None:
    """Raise NotPermitted unless the person may exchange for the organisation."""
    if organisation.pk not in authorities_of(person):
        raise NotPermitted(_("Only the members of this authority may do this."))


def check_sealed(content: bytes, digest: str, *, keys: int | None = None) -> None:
    """Raise Refused unless bytes are an age file of this digest, sealed to so many keys."""
    if hashlib.sha256(content).hexdigest() != digest:
        raise Refused(_("What arrived is not what was sent: it was changed or cut on the way. Send it again."))
    found = crypto.stanzas(content)
    if found is None:
        raise Refused(_("This is not sealed. The host takes nothing that it could read."))
    if keys is not None and found != keys:
        raise Refused(_("This is sealed to other keys than it says."))


def check_public(content: dict[str, Any], itself: str, *, owner: str, number: int, before: str) -> None:
    """Raise Refused unless a public key says whose and which it is, and signed that itself."""
    expected = {"owner": owner, "number": number, "before": before}
    parts = ("recipient", "recipient_pq", "signing")
    if {name: content.get(name) for name in expected} != expected or set(content) != {*expected, *parts}:
        raise NotNow(_("Somebody else has changed this key meanwhile. Open the page anew."))
    if not all(isinstance(content[name], str) for name in parts) or not content["recipient"].startswith("age1"):
        raise Refused(_("This is no public key."))
    if not crypto.is_signed(content["signing"], content, itself):
        raise Refused(_("The key has not signed itself."))


def check_continues(before: AuthorityKey | None, content: dict[str, Any], continuity: str) -> None:
    """Raise Refused unless the key before signed the new one."""
    if before is not None and not crypto.is_signed(before.signing, content, continuity):
        raise Refused(_("The key before has not signed the new one."))


def check_envelope(sealed: Sealed, active: Iterable[AuthorityKey], named: Iterable[AuthorityKey]) -> None:
    """Raise a refusal unless an envelope is sealed to the keys that its parties have now, and to no others."""
    if len(sealed.content) > LONGEST_BODY:
        raise Refused(_("This is longer than a message may be. Attach it as a file."))
    now, said = {key.pk for key in active}, list(named)
    if any(key.ended_at is not None for key in said):
        raise NotNow(_("This was sealed to a key that has been changed since. It was not sent: open the page anew."))
    if {key.pk for key in said} != now or len(said) != len(sealed.keys):
        raise NotNow(_("This is not sealed to every party of the conversation. It was not sent: open the page anew."))
    check_sealed(sealed.content, sealed.digest, keys=len(now))


def check_may_attach(person: User, attachment: Attachment) -> None:
    """Raise a refusal unless the person may add to a file that is still being sent."""
    check_member(person, attachment.organisation)
    if attachment.by_id != person.pk:
        raise NotPermitted(_("Somebody else is sending this file."))
    if attachment.whole_at is not None:
        raise NotNow(_("This file is whole and does not change any more."))


def check_act(act: str, envelope: Envelope, organisation: Organisation) -> None:
    """Raise Refused unless this authority may say this of the message."""
    if act not in (BY_SENDER if envelope.sender_id == organisation.pk else BY_RECEIVER):
        raise Refused(_("This is not for your authority to say of this message."))


def check_statement(
    statement: dict[str, Any], signature: str, *, act: Act, envelope: Envelope, key: AuthorityKey
) -> None:
    """Raise Refused unless a receipt speaks of this message, as this key, and is signed by it."""
    expected = {
        "act": act.value,
        "thread": str(envelope.thread_id),
        "message": str(envelope.pk),
        "digest": envelope.digest,
    }
    by = {"owner": key.owner, "key": key.fingerprint}
    # Where the authority lives is said since there are others.
    ways = (by, {**by, "at": key.installation or crypto.identity().name})
    if statement.get("by") not in ways or {name: statement.get(name) for name in expected} != expected:
        raise Refused(_("This receipt is for another message."))
    if not crypto.is_signed(key.signing, statement, signature):
        raise Refused(_("The signature of this receipt is not good."))
