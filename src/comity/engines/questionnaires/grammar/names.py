"""How codes are called in XLSForm, and back: its names begin with no digit, and codes hold no underscore."""

import re
from typing import Final

from comity.engines.questionnaires.shapes import Question


YES_LIST: Final = "yes-in-part-no"
SECTION: Final = "section_"
CURRENCY: Final = "_currency"
# As XLSForm writes languages; another is written by its code alone.
LANGUAGES: Final = {
    "ar": "Arabic (ar)",
    "en": "English (en)",
    "es": "Spanish (es)",
    "fr": "French (fr)",
    "ru": "Russian (ru)",
    "zh": "Chinese (zh)",
}
IN_BRACKETS: Final = re.compile(r".*\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\)\s*")


def name_of(code: str) -> str:
    """The name of a question: ``_5.1`` for ``5.1``, anything else as it is."""
    return f"_{code}" if code[:1].isdigit() else code


def code_of(name: str) -> str:
    """The code of a question from its name; names of others hold underscores, for which a hyphen stands."""
    return name.lstrip("_").replace("_", "-")


def cell_name(question: Question, column: str, row: str = "") -> str:
    """The name of a column of a table that repeats, or of a cell of one with rows of its own."""
    return "_".join((name_of(question.code), *([row] if row else []), column))


def language_name(code: str) -> str:
    """A language as it stands in the head of a column."""
    return LANGUAGES.get(code, f"{code} ({code})")


def language_code(name: str) -> str:
    """The language of a column's head: ``en`` for ``English (en)`` and for ``en``."""
    found = IN_BRACKETS.fullmatch(name)
    return (found.group(1) if found else name.strip()).lower()
