"""Lists, and names with what is said of them: what stands between their words in each language."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import get_language


# What is not here has a comma and a space.
BETWEEN: Final = {"ar": "، ", "fa": "، ", "ur": "، ", "zh": "、", "ja": "、"}

# What is not here has a colon and a space. French never ends a line before its colon.
AFTER_A_NAME: Final = {"fr": "\N{NO-BREAK SPACE}: ", "zh": "：", "ja": "："}


def between(language: str = "") -> str:
    """What stands between the words of a list in a language; without one, in that of the moment."""
    return BETWEEN.get(_code(language), ", ")


def listed(words: Iterable[str], language: str = "") -> str:
    """Words as a list that people read."""
    return between(language).join(words)


def colon(language: str = "") -> str:
    """What stands between a name and what is said of it, in a language; without one, in that of the moment."""
    return AFTER_A_NAME.get(_code(language), ": ")


def said_of(name: object, what: object, language: str = "") -> str:
    """A name and what is said of it, as in “Published: 3”."""
    return f"{name}{colon(language)}{what}"


def _code(language: str) -> str:
    return (language or get_language() or "en").split("-", maxsplit=1)[0].lower()
