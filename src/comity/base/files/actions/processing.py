"""Scan what waits and release what is clean: each file is in the hands of one process, whoever else runs."""

import hashlib
import logging
import uuid
from collections.abc import Callable, Iterator
from io import BufferedReader
from typing import Any, Final

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from comity.base.audit.actions import Actor
from comity.base.files import queries, rules
from comity.base.files.actions.moving import move, refuse
from comity.base.files.content.clamav import Silent, Verdict, scan
from comity.base.files.content.running import clean
from comity.base.files.content.types import BY_MEDIA, Flawed
from comity.base.files.enums import Fault, State
from comity.base.files.models import File
from comity.base.files.shapes import Tally
from comity.base.files.store import AT_ONCE, Missing, Unavailable, current, digest_of, incoming
from comity.kernel.errors import NotNow


LOG: Final = logging.getLogger("comity.files")
TOGETHER: Final = 20
Stop = Callable[[], bool]


def never() -> bool:
    """A round that nobody stops."""
    return False


def process_due(*, by: Actor | None, stop: Stop = never) -> Tally:
    """Scan and release everything that is due.

    A process that dies leaves a file where it stood; after a quarter of an hour another takes it up. A scanner or a
    store that does not answer leaves it where it stands, and it is tried again after a pause that doubles.

    Args:
        by: in whose name.
        stop: is asked before each file.

    Returns:
        What came of it.
    """
    tally = Tally()
    while several := list(queries.due(timezone.now())[:TOGETHER]):
        for file in several:
            if stop():
                return tally
            if _claimed(file):
                _carried_on(file, tally, by)
    return tally


def _claimed(file: File) -> bool:
    """Take a file in hand: until the lease is over, it is due for nobody else."""
    mine = File.objects.filter(pk=file.pk, state=file.state, attempts=file.attempts, next_at=file.next_at)
    if not mine.update(attempts=F("attempts") + 1, next_at=timezone.now() + rules.LEASE):
        return False
    file.refresh_from_db()
    return True


def _carried_on(file: File, tally: Tally, by: Actor | None) -> None:
    try:
        if file.state == State.QUARANTINE:
            _scanned(file, by)
            tally.scanned += file.state == State.CLEAN
        if file.state == State.CLEAN:
            _released(file, by)
            tally.released += file.state == State.RELEASED
        tally.refused += file.state == State.REFUSED
    except NotNow:
        # Somebody took it back meanwhile.
        return
    except Silent as silent:
        _put_off(file, Fault.SCANNER_SILENT, str(silent))
        tally.put_off += 1
    except Unavailable as silent:
        _put_off(file, Fault.STORE_SILENT, str(silent))
        tally.put_off += 1
    except Missing:
        # Gone from the store, by whatever hand: staff must see it, and `comity check` tells of it too.
        _put_off(file, Fault.CHANGED, "")
        tally.put_off += 1


def _scanned(file: File, by: Actor | None) -> None:
    """Have the scanner look, where there is one."""
    verdict, seen = Verdict(""), hashlib.sha256()

    def pieces() -> Iterator[bytes]:
        for piece in current().read(file.digest):
            seen.update(piece)
            yield piece

    if settings.FILES_SCANNER:
        verdict = scan(settings.FILES_SCANNER, pieces())
    else:
        for _piece in pieces():
            pass
    if verdict.found:
        LOG.warning("The scanner found %s in the file %s.", verdict.found, file.pk)
        refuse(file, Fault.INFECTED, verdict.found, by=by)
    elif seen.hexdigest() != file.digest:
        # A verdict on other bytes than those that were sent is none.
        refuse(file, Fault.CHANGED, by=by)
    else:
        fields = {"scanner": verdict.scanner, "scanned_at": timezone.now(), "fault": "", "detail": ""}
        move(file, State.CLEAN, by=by, told={"scanner": verdict.scanner or None}, **fields)


def _released(file: File, by: Actor | None) -> None:
    """Make the copy that others may read, and let them."""
    store, out = current(), incoming() / uuid.uuid4().hex
    try:
        with store.at_hand(file.digest) as path:
            if digest_of(_bytes_of(path.open("rb"))) != file.digest:
                refuse(file, Fault.CHANGED, by=by)
                return
            found = clean(path, out, BY_MEDIA[file.media_type], rules.limits())
        kept: dict[str, Any] = {"digest": file.digest, "size": file.size}
        if found.is_changed:
            kept = {"digest": digest_of(_bytes_of(out.open("rb"))), "size": out.stat().st_size}
            store.put(out, kept["digest"])
    except Flawed as flawed:
        refuse(file, Fault(flawed.flaw.value), flawed.detail, by=by)
        return
    finally:
        out.unlink(missing_ok=True)
    told = {"sha256": kept["digest"], "taken_out": found.taken_out}
    done = {"released_at": timezone.now(), "taken_out": found.taken_out, "fault": "", "detail": ""}
    move(file, State.RELEASED, by=by, told=told, **kept, **done)


def _put_off(file: File, fault: Fault, detail: str) -> None:
    """Leave a file where it stands until later."""
    LOG.warning("The file %s waits: %s %s", file.pk, fault.value, detail)
    next_at = timezone.now() + rules.pause_after(file.attempts)
    File.objects.filter(pk=file.pk, state=file.state).update(fault=fault, detail=detail[:300], next_at=next_at)


def _bytes_of(file: BufferedReader) -> Iterator[bytes]:
    with file:
        while piece := file.read(AT_ONCE):
            yield piece
