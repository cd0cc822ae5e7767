"""Files that wait for a person to say that what was shown of them is to be done; none waits longer than a day."""

import datetime as dt
import re
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.people.models import User
from comity.kernel.errors import Unreadable


LONGEST_WAIT: Final = 24 * 3600  # seconds
SALT: Final = "comity.records.import"
UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f/\\]+")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits, and what was said of it."""

    path: Path
    kind: str
    name: str
    seen_at: dt.datetime
    token: str

    def forget(self) -> None:
        """Take the file away."""
        self.path.unlink(missing_ok=True)


def folder() -> Path:
    """Where files wait: readable to this service only, and at no address."""
    path = Path(settings.HOME) / "uploads"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def keep(pieces: Iterable[bytes], *, kind: str, name: str, by: User) -> Waiting:
    """Lay a file aside for the person who sent it, and take away what has lain too long."""
    place = folder()
    for old in place.iterdir():
        if old.stat().st_mtime < time.time() - LONGEST_WAIT:
            old.unlink(missing_ok=True)
    key, seen_at = uuid.uuid4().hex, timezone.now()
    path = place / key
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece)
    shown = UNSAFE.sub(" ", name)[-100:]
    said = {"file": key, "kind": kind, "name": shown, "by": str(by.pk), "at": seen_at.isoformat()}
    return Waiting(path, kind, shown, seen_at, signing.dumps(said, salt=SALT))


def waiting(token: str, *, by: User) -> Waiting:
    """The file that a token stands for.

    Raises:
        Unreadable: there is none, or it is another's, or it was imported already.
    """
    try:
        said: dict[str, Any] = signing.loads(token, salt=SALT, max_age=LONGEST_WAIT)
        path = folder() / uuid.UUID(said["file"]).hex
        if said["by"] == str(by.pk) and path.is_file():
            return Waiting(path, said["kind"], said["name"], dt.datetime.fromisoformat(said["at"]), token)
    except (signing.BadSignature, ValueError, KeyError):
        pass
    raise Unreadable(_("This file was imported already, or has lain here too long. Send it again."))
