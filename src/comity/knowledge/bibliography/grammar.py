"""What identifies a work, when an identifier is none, and how names are written in a line."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final

from comity.kernel.errors import Unreadable


# As Crossref recommends to recognise them (Crossref, “DOIs and matching regular expressions”, 2015), in lower case.
DOI: Final = re.compile(r"10\.\d{4,9}/\S+")
DOI_BEFORE: Final = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
ISBN_10: Final = 10
ISBN_13: Final = 13
# How many authors a line names before it says that there are others.
MOST: Final = 3


def checked_doi(text: str) -> str:
    """A DOI in lower case and without an address before it; empty for none.

    Raises:
        Unreadable: it is no DOI.
    """
    doi = DOI_BEFORE.sub("", text.strip()).rstrip(".,;").lower()
    if doi and not DOI.fullmatch(doi):
        raise Unreadable(
            f"“{text[:60]}” is no DOI. Write it as 10.1007/s10611-012-9377-y, or leave it out.", where="DOI"
        )
    return doi


def check_isbn(text: str) -> None:
    """Raise Unreadable unless every number in a text is an ISBN whose check digit fits (ISO 2108)."""
    for one in re.split(r"[\s,;]+", text.strip()):
        if not one or re.fullmatch(r"\(?[A-Za-z.]+\)?:?", one):
            continue
        if not is_isbn(one):
            sentence = f"“{one[:40]}” is no ISBN: its last figure does not fit. Correct it, or leave it out."
            raise Unreadable(sentence, where="ISBN")


def is_isbn(text: str) -> bool:
    """Whether a text is an ISBN of ten or thirteen figures."""
    figures = text.replace("-", "").upper()
    if len(figures) == ISBN_13 and figures.isdecimal():
        return sum(int(one) * (3 if place % 2 else 1) for place, one in enumerate(figures)) % 10 == 0
    if len(figures) == ISBN_10 and figures[:-1].isdecimal() and (figures[-1].isdecimal() or figures[-1] == "X"):
        values = [10 if one == "X" else int(one) for one in figures]
        return sum((ISBN_10 - place) * value for place, value in enumerate(values)) % 11 == 0
    return False


def fingerprint(title: str, year: int | None) -> str:
    """By which two entries of one work are met: the letters and figures of its title, and its year."""
    folded = unicodedata.normalize("NFKD", title).casefold()
    letters = "".join(one for one in folded if one.isalnum())
    return sha256(f"{letters}:{year or ''}".encode()).hexdigest()


def name_of(doi: str, mark: str) -> str:
    """The permanent name of a work: its DOI, or else its title and year."""
    return f"doi:{doi}" if doi else f"title:{mark}"


def names_of(names: Sequence[Mapping[str, str]]) -> str:
    """Names in one line: “von Lampe, Klaus; UNODC”; of many, the first and “et al.”."""
    parts = [
        (name.get("literal"),) if name.get("literal") else (name.get("family"), name.get("given")) for name in names
    ]
    written = [", ".join(filter(None, one)) for one in parts]
    return "; ".join(written[:MOST]) + (" et al." if len(written) > MOST else "")
