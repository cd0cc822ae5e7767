"""Lists in a sentence: what stands between their words in each language."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import get_language


# What is not here has a comma and a space.
BETWEEN: Final = {"ar": "، ", "fa": "، ", "ur": "، ", "zh": "、", "ja": "、"}


def between(language: str = "") -> str:
    """What stands between the words of a list in a language; without one, in that of the moment."""
    code = (language or get_language() or "en").split("-", maxsplit=1)[0].lower()
    return BETWEEN.get(code, ", ")


def listed(words: Iterable[str], language: str = "") -> str:
    """Words as a list that people read."""
    return between(language).join(words)
