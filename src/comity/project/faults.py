"""When something failed, and what kind of fault it was: a list that all processes write and the desk reads."""

import datetime as dt
import logging
from pathlib import Path
from typing import Final

from django.conf import settings


LARGEST: Final = 2**18  # bytes


class FaultList(logging.Handler):
    """Writes one line for each fault.

    Neither the sentence of the fault nor the address that was asked for is kept: they may hold what people wrote.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Add a line; when the list grows too long, it begins anew beside the one before."""
        if record.name == "django.request" and not record.exc_info:
            # An answer such as 503 that was meant, by which a monitor is told that something does not work.
            return
        try:
            path = listed()
            if path.exists() and path.stat().st_size > LARGEST:
                path.replace(path.with_suffix(".before"))
            kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "-"
            moment = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="seconds")
            with path.open("a", encoding="utf-8") as file:
                file.write(f"{moment} {record.name} {kind}\n")
        except OSError:
            # On a full disk the handler of the console says so.
            self.handleError(record)


def listed() -> Path:
    """Where faults are written down."""
    return Path(settings.HOME) / "faults.log"
