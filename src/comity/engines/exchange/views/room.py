"""A disk without room: who hands something in is told so, and that nothing of it was kept."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import OperationalError
from django.utils.translation import gettext as _

from comity.kernel.errors import Full


# As SQLite and PostgreSQL say it; where a quota ends, SQLite tells of an error of the disk.
SAID: Final = ("database or disk is full", "disk i/o error", "no space left on device", "disk quota exceeded")
FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def told_when_full() -> Iterator[None]:
    """Raise Full instead of what a database or the system raises when there is no room; what was begun is undone."""
    try:
        yield
    except (OperationalError, OSError) as error:
        if not is_full(error):
            raise
        sentence = _(
            "This installation has no room left on its disk. Nothing of this was kept. It is still with you: try again"
            " later, and tell those who keep the installation."
        )
        raise Full(sentence) from error


def is_full(error: Exception) -> bool:
    """Whether an error says that there is no room."""
    if isinstance(error, OSError):
        return error.errno in FULL
    return any(said in str(error).lower() for said in SAID)
