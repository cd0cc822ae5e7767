"""What is known of the last backup, for the page that shows the health of an installation.

It is a small file of JSON in COMITY_HOME, ``backups/state.json``, and no row in the database: a database that was
restored would tell of the backups of before.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings


STATE: Final = "state.json"


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The last backup that was made, and the last that was not.

    Attributes:
        made_at: when the last good one was begun; None when there was never one.
        name: the name of its file.
        folder: the folder in which it was laid.
        size: in bytes.
        sha256: of the file, in hexadecimal.
        recipients: how many keys open it; 0 when it is not sealed.
        seconds: how long it took.
        rows: rows of all tables together.
        files: pieces of bytes in it.
        faults: sentences about what it lacks, none when it is whole.
        failed_at: when one failed since; None when none did.
        failure: why, in a sentence; empty when none did.
    """

    made_at: datetime | None = None
    name: str = ""
    folder: str = ""
    size: int = 0
    sha256: str = ""
    recipients: int = 0
    seconds: float = 0.0
    rows: int = 0
    files: int = 0
    faults: tuple[str, ...] = ()
    failed_at: datetime | None = None
    failure: str = ""

    @property
    def is_sealed(self) -> bool:
        """Whether nobody reads it without a key."""
        return self.recipients > 0


def _path() -> Path:
    home: Path = settings.HOME
    return home / "backups" / STATE


def last_backup() -> LastBackup | None:
    """What is known of the last backup of this installation; None when none was ever tried, or the file is damaged."""
    try:
        told: dict[str, Any] = json.loads(_path().read_text(encoding="utf-8"))
        for name in ("made_at", "failed_at"):
            told[name] = datetime.fromisoformat(told[name]) if told.get(name) else None
        told["faults"] = tuple(told.get("faults", ()))
        return LastBackup(**told)
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def note_made(made: LastBackup) -> None:
    """Keep that a backup was made."""
    _write(made)


def note_failed(sentence: str) -> None:
    """Keep that one was not, beside the last that was."""
    _write(replace(last_backup() or LastBackup(), failed_at=datetime.now(UTC), failure=sentence))


def _write(told: LastBackup) -> None:
    path = _path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    plain = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(told).items()}
    fresh.write_text(json.dumps(plain, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    fresh.replace(path)
