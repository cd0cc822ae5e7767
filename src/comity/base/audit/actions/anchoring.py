"""Hand checkpoints to others, so that this machine cannot take back what it signed."""

import base64
import datetime as dt
import logging
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from comity.base.audit.actions.witnessing import is_cosigned
from comity.base.audit.crypto.notes import Key, key_of
from comity.base.audit.crypto.trees import Wrong
from comity.base.audit.enums import Way
from comity.base.audit.models import Anchor, Checkpoint
from comity.base.audit.queries.tree import proof_between
from comity.kernel.errors import Refused
from comity.kernel.outside import Reply, Unreachable, post


LOG: Final = logging.getLogger("comity.audit")
TAKEN: Final = 200
OTHER_SIZE: Final = 409
LONGEST: Final = 2000


class Failed(Exception):
    """A checkpoint could not be handed over; the sentence says why."""


def targets() -> list[tuple[Way, str]]:
    """Where checkpoints go, as the settings say."""
    found = [(Way.FOLDER, str(settings.AUDIT_FOLDER))] if settings.AUDIT_FOLDER else []
    found += [(Way.MAIL, address) for address in settings.AUDIT_MAIL]
    return found + [(Way.WITNESS, one) for one in settings.AUDIT_WITNESSES]


def anchor(*, pause: dt.timedelta = dt.timedelta(0)) -> tuple[int, int]:
    """Hand the newest checkpoint to everybody who has not got it.

    Args:
        pause: whom it was tried with so lately is left alone: another process may be at it.

    Returns:
        To how many it was handed now, and with how many it failed; those are tried again the next time.
    """
    newest = Checkpoint.objects.order_by("-size").first()
    done = failed = 0
    for way, target in targets() if newest else ():
        assert newest is not None
        one, _made = Anchor.objects.get_or_create(size=newest.size, way=way, target=target[:500])
        now = timezone.now()
        if one.done_at or (one.attempts and now - one.tried_at < pause):
            continue
        mine = Anchor.objects.filter(pk=one.pk, attempts=one.attempts)
        one.attempts, one.tried_at = one.attempts + 1, now
        if not mine.update(attempts=one.attempts, tried_at=now):
            # Another process was quicker by a moment.
            continue
        try:
            hand = {Way.FOLDER: _laid, Way.MAIL: _mailed, Way.WITNESS: _witnessed}[way]
            one.answer = hand(newest, target)[:LONGEST]
            one.done_at, done = timezone.now(), done + 1
        except (Failed, OSError, Wrong, Refused) as error:
            one.answer, failed = str(error)[:LONGEST], failed + 1
            LOG.warning("The checkpoint of %d leaves could not be handed to %s: %s", newest.size, target, error)
        one.save()
    return done, failed


def _laid(one: Checkpoint, target: str) -> str:
    folder = Path(target)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"checkpoint-{one.size:012d}.txt"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(one.note)
    except FileExistsError as error:
        if path.read_text(encoding="utf-8") != one.note:
            raise Failed(f"{path.name} says something else. Compare the two.") from error
    return path.name


def _mailed(one: Checkpoint, target: str) -> str:
    if not settings.EMAIL_HOST:
        raise Failed("There is no mail server. Set COMITY_MAIL_HOST.")
    text = (
        "Keep this message. It is what the audit log was when it was signed; if the log is ever changed, it no\n"
        f"longer fits. `verify_log.py verify BUNDLE --checkpoint FILE` compares the two.\n\n{one.note}"
    )
    EmailMessage(f"Checkpoint of {one.size} leaves", text, settings.DEFAULT_FROM_EMAIL, [target]).send()
    return ""


def _witnessed(one: Checkpoint, target: str) -> str:
    written, _, address = target.partition(" ")
    key = key_of(written)
    before = Anchor.objects.filter(way=Way.WITNESS, target=target[:500], done_at__isnull=False)
    known = before.order_by("-size").values_list("size", flat=True).first() or 0
    reply = _asked(one, known, address)
    if reply.status == OTHER_SIZE and reply.text.strip().isascii() and reply.text.strip().isdecimal():
        seen = int(reply.text)
        if seen > one.size:
            raise Failed(f"The witness has seen a log of {seen} leaves; this one has {one.size}: its end is missing.")
        reply = _asked(one, seen, address)
    if reply.status != TAKEN:
        raise Failed(f"The witness answered {reply.status}: {reply.text[:200]}")
    return _cosignature(one, reply.text, key)


def _cosignature(one: Checkpoint, text: str, key: Key) -> str:
    for line in text.splitlines():
        if is_cosigned(one.note, line, key):
            return f"{line}\n"
    raise Failed(f"What the witness answered is not signed by {key.name}.")


def _asked(one: Checkpoint, known: int, address: str) -> Reply:
    """Send a checkpoint with the proof that it grew out of what the witness knows (C2SP tlog-witness)."""
    path = proof_between(known, one.size)["path"]
    lines = [f"old {known}", *(base64.b64encode(bytes.fromhex(hashed)).decode() for hashed in path), "", one.note]
    try:
        return post(
            f"{address.rstrip('/')}/add-checkpoint",
            "\n".join(lines).encode(),
            {"Content-Type": "text/plain; charset=utf-8"},
            is_internal_allowed=settings.INTERNAL_WEBHOOKS,
        )
    except Unreachable as no:
        raise Failed(f"The witness cannot be reached: {no}") from no
