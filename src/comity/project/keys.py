"""The key of an installation."""

import os
import secrets
from pathlib import Path
from typing import Final

from django.core.exceptions import ImproperlyConfigured


# What is shorter, or made of few different letters, was typed and not made at random.
SHORTEST: Final = 32
FEWEST_LETTERS: Final = 10


def secret_key(given: str, home: Path) -> str:
    """The key that signs cookies: the one that was given, or made once and kept, readable by its owner only.

    Args:
        given: what the environment says; empty for none.
        home: the folder of the installation.

    Raises:
        ImproperlyConfigured: the given one can be guessed.
    """
    if given:
        if len(given) < SHORTEST or len(set(given)) < FEWEST_LETTERS:
            raise ImproperlyConfigured(
                "COMITY_SECRET_KEY can be guessed, and it signs cookies and seals second factors. Take one made at "
                "random, such as that of: python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"
            )
        return given
    kept = home / "secret_key"
    if not kept.exists():
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:  # noqa: PTH123 -- Path.open cannot set the mode
            file.write(secrets.token_urlsafe(64))
    return kept.read_text(encoding="ascii")
