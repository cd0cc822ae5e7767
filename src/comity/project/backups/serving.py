"""Whether the portal is served from this folder at this moment."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

from django.conf import settings

from comity.kernel.errors import Refused
from comity.project.backups import places


LOCK: Final = ".serving.lock"
# Held open for as long as the process lives; the operating system lets go of it however that ends.
_HELD: list[IO[str]] = []


def is_begun() -> None:
    """Say that this process serves, and those that it begets.

    Raises:
        Refused: a restore was broken off while things changed places.
    """
    if places.is_half_done():
        raise Refused("A restore was broken off when it was nearly done. Run `comity restore --finish` first.")
    file = (settings.HOME / LOCK).open("a", encoding="ascii")
    fcntl.flock(file, fcntl.LOCK_SH)
    _HELD.append(file)


def ended() -> None:
    """Say that it serves no more."""
    while _HELD:
        _HELD.pop().close()


@contextmanager
def nobody() -> Iterator[None]:
    """Let nobody serve from this folder meanwhile.

    Raises:
        Refused: somebody does.
    """
    settings.HOME.mkdir(parents=True, exist_ok=True)
    with (settings.HOME / LOCK).open("a", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused("The portal is served from this folder. Stop it first.") from error
        yield
