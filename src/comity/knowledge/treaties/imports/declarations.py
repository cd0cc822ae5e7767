"""Declarations as collected in March 2015: one text file for each treaty, a line ``#Name`` before each text."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from comity.base.places import queries as places
from comity.kernel.dates import Period
from comity.kernel.errors import Unreadable
from comity.knowledge.treaties.enums import ActionKind
from comity.knowledge.treaties.imports.texts import decoded
from comity.knowledge.treaties.models import Treaty
from comity.knowledge.treaties.shapes import ActionRow, Source


PACK: Final = "untc_participation_2015"
SOURCE: Final = Source(
    f"pack:{PACK}",
    "Multilateral Treaties Deposited with the Secretary-General: declarations and reservations, status of March 2015",
    publisher="United Nations Treaty Collection",
    url="https://treaties.un.org",
    licence="facts and official texts; no licence stated by the collection",
    retrieved_on="2015-03-14",
    note="as collected in the public repository zmjones/untreaties; the collection gives no dates",
)
COLLECTED_ON: Final = dt.date(2015, 3, 14)
FILE: Final = re.compile(r"declarations/(?P<chapter>\d{1,2})-(?P<rest>[0-9a-z-]{1,12})\.txt")
BLOCK: Final = re.compile(r"^#(?P<name>[^\n]*)\n?", re.MULTILINE)
ROMAN: Final = (
    "", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII",
    "XVIII", "XIX", "XX", "XXI", "XXII", "XXIII", "XXIV", "XXV", "XXVI", "XXVII", "XXVIII", "XXIX",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """What one file holds: its declarations, and what of it is kept nowhere."""

    file: str
    characters: int
    rows: tuple[ActionRow, ...]
    left_out: dict[str, int]
    sentences: tuple[str, ...]

    @property
    def accounted(self) -> int:
        """Characters kept as words of a declaration, and those named."""
        return sum(len(row.text) for row in self.rows) + sum(self.left_out.values())


def is_one(name: str) -> bool:
    """Whether a file of the pack holds declarations."""
    return FILE.fullmatch(name) is not None


def symbol_of(name: str) -> str:
    """The treaty that a file is about: ``declarations/6-19.txt`` is VI-19.

    Raises:
        Unreadable: the name is no number of a treaty.
    """
    found = FILE.fullmatch(name)
    if found is None or not 0 < int(found["chapter"]) < len(ROMAN):
        raise Unreadable("The name of the file is not chapter and number of a treaty, as in 6-19.txt.", where=name)
    return f"{ROMAN[int(found['chapter'])]}-{found['rest']}"


def read_file(name: str, content: bytes) -> Read:
    """The declarations in one file; each was made between the treaty's adoption and March 2015.

    Raises:
        Unreadable: it is no text in UTF-8, or begins with something else than a name.
    """
    text = decoded(content, name)
    symbol = symbol_of(name)
    on = _period(symbol)
    heads = list(BLOCK.finditer(text))
    rows: list[ActionRow] = []
    sentences: list[str] = []
    left_out = {"names, marks and blank lines": heads[0].start() if heads else len(text)}
    if text[: left_out["names, marks and blank lines"]].strip():
        raise Unreadable("The file does not begin with a name such as #Algeria.", where=f"{name}, line 1")
    seen: dict[str, int] = {}
    for head, end in zip(heads, [*(one.start() for one in heads[1:]), len(text)], strict=True):
        words = text[head.end() : end]
        body = words.strip()
        line = text.count("\n", 0, head.start()) + 1
        where = f"{name}, line {line}"
        place = places.resolve(_bare(head["name"]))
        left_out["names, marks and blank lines"] += len(head[0]) + len(words) - len(body)
        if not body:
            continue
        if place is None:
            sentences.append(
                f"Line {line}: “{head['name'][:80]}” names no State or organisation; its text is left out."
            )
            left_out["words under a name that is not known"] = left_out.get(
                "words under a name that is not known", 0
            ) + len(body)
            continue
        seen[place.code] = ordinal = seen.get(place.code, 0) + 1
        identifier = f"declarations-2015:{symbol}:{place.code}" + (f":{ordinal}" if ordinal > 1 else "")
        rows.append(
            ActionRow(
                symbol=symbol,
                place=place.code,
                kind=ActionKind.DECLARATION,
                on=on,
                source=SOURCE.key,
                identifier=identifier,
                text=body,
                language="en",
                where=where,
            )
        )
    return Read(name, len(text), tuple(rows), left_out, tuple(sentences))


def _bare(name: str) -> str:
    """A name without the numbers and marks of notes."""
    return re.sub(r"[\d,\s*]+$", "", re.sub(r"<[^>]{0,40}>", " ", name)).strip()


def _period(symbol: str) -> Period:
    adopted = Treaty.objects.filter(symbol=symbol).values_list("adopted_on", flat=True).first()
    return Period.parse(f"{adopted or '1920-01-01'}/{COLLECTED_ON}")
