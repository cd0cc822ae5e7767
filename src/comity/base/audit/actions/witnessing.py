"""Be a witness of other installations' logs: see that each only grows, and sign what was seen (C2SP tlog-witness)."""

import base64
import struct
import time
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from comity.base.audit.actions.noting import Actor, note
from comity.base.audit.crypto import keys
from comity.base.audit.crypto.notes import COSIGNATURE, ED25519, Checkpoint, Key, checkpoint_of, key_of, verified
from comity.base.audit.crypto.trees import SIZE, Wrong, is_consistent
from comity.base.audit.models import WatchedLog
from comity.kernel.errors import NotNow, Refused


# The longest proof between two trees of less than 2**63 leaves.
MOST_HASHES: Final = 63
LONGEST: Final = 16_000
MOMENT: Final = 8


@transaction.atomic
def watch(written: str, *, by: Actor) -> WatchedLog:
    """Become a witness of a log, whose key was handed over by a way that both sides trust.

    Raises:
        Refused: it is no key of a log, or that log has another key here.
    """
    try:
        key = key_of(written)
    except Wrong as wrong:
        raise Refused(str(wrong)) from wrong
    if key.kind != ED25519:
        raise Refused("This is the key of a witness. Give the key of a log.")
    one, made = WatchedLog.objects.get_or_create(origin=key.name, defaults={"key": str(key)})
    if one.key != str(key):
        raise Refused(f"{key.name} is watched with another key. Take that away first, if you know why it changed.")
    if made:
        note("audit.watch", one, by=by)
    return one


@transaction.atomic
def unwatch(origin: str, *, by: Actor) -> None:
    """Be the witness of a log no more.

    Raises:
        NotNow: it is not watched.
    """
    one = WatchedLog.objects.filter(pk=origin).first()
    if one is None:
        raise NotNow(f"No log of the name “{origin[:100]}” is watched.")
    note("audit.unwatch", one, by=by, size=one.size)
    one.delete()


def witness_key() -> Key:
    """The key by which this installation's cosignatures are known."""
    return keys.witness(settings.HOME, f"{settings.AUDIT_NAME}/witness").key


@transaction.atomic
def witness(body: bytes) -> tuple[int, str]:  # noqa: PLR0911 -- each answer that the specification knows
    """Look at a checkpoint that a log sends, with the proof that it grew out of what was seen before.

    Returns:
        The status of HTTP and the text of the answer, as C2SP tlog-witness says: 200 and a cosignature; 400 not
        understood; 403 not signed by the key that is known; 404 no log that is watched; 409 and the size that was
        seen last, when the log does not begin there; 422 the proof does not show that it only grew.
    """
    try:
        old, path, one = _read(body)
    except (Wrong, ValueError) as wrong:
        return 400, f"{wrong}\n"
    seen = WatchedLog.objects.select_for_update().filter(pk=one.origin).first()
    if seen is None:
        return 404, "This log is not watched here.\n"
    if not one.is_signed_by(key_of(seen.key)):
        return 403, "This checkpoint is not signed by the key that is known here.\n"
    if old > one.size:
        return 400, "The old size is larger than the new one.\n"
    if old != seen.size:
        return 409, f"{seen.size}\n"
    root = checkpoint_of(seen.note).root if seen.note else b""
    if seen.size and one.size == seen.size and one.root != root:
        return 409, f"{seen.size}\n"
    if not is_consistent(old, one.size, (root, one.root), path):
        return 422, "The proof does not show that the log only grew.\n"
    seen.size, seen.note, seen.seen_at = one.size, one.note, timezone.now()
    seen.save()
    signer = keys.witness(settings.HOME, f"{settings.AUDIT_NAME}/witness")
    return 200, signer.cosigned(one.body, int(time.time()))


def _read(body: bytes) -> tuple[int, list[bytes], Checkpoint]:
    """What was sent: the size that the log believes to be known, the proof, the checkpoint."""
    if len(body) > LONGEST:
        raise Wrong("This is longer than any checkpoint with its proof.")
    head, gap, written = body.decode("utf-8").partition("\n\n")
    first, *lines = head.split("\n")
    word, _, number = first.partition(" ")
    if not gap or word != "old" or not (number.isascii() and number.isdecimal()) or len(lines) > MOST_HASHES:
        raise Wrong("Send “old” and a size, the hashes of the proof, an empty line, and the checkpoint.")
    path = [base64.b64decode(line, validate=True) for line in lines]
    if any(len(one) != SIZE for one in path):
        raise Wrong(f"Each hash of the proof has {SIZE} bytes.")
    return int(number), path, checkpoint_of(written)


def is_cosigned(checkpoint: str, line: str, key: Key) -> bool:
    """Whether a line is a witness's signature under a checkpoint (C2SP tlog-cosignature)."""
    parts = line.split(" ")
    if len(parts) != 3 or parts[:2] != ["—", key.name] or key.kind != COSIGNATURE:  # noqa: PLR2004 -- dash, name, signature
        return False
    try:
        raw = base64.b64decode(parts[2], validate=True)
        moment = struct.unpack(">Q", raw[4 : 4 + MOMENT])[0]
    except (ValueError, struct.error):
        return False
    message = f"cosignature/v1\ntime {moment}\n{checkpoint_of(checkpoint).body}".encode()
    return raw[:4] == key.id and verified(key.public, raw[4 + MOMENT :], message)
