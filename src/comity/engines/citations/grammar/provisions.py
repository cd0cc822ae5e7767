"""Where a text cites provisions of law, whole: the numbers with the name of their law, whether anybody knows it."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from comity.engines.citations.grammar.notations import (
    NAME_LATIN,
    OTHER_RUSSIAN,
    RUSSIAN,
    STATE_CODES,
    UNITED_STATES_LISTED,
    YEAR_OF_LAW,
)
from comity.engines.citations.grammar.numbers import Numbers
from comity.engines.citations.grammar.recogniser import ROMANCE, Reading
from comity.engines.citations.grammar.register import Register
from comity.engines.citations.shapes import Words


class Provisions(NamedTuple):
    """One or more provisions of one law in a text: where they begin and end, the name of the law with them."""

    start: int
    end: int


# Nobody: what is cited is recognised by its form alone.
NOBODY: Final = Register((), places={}, units=lambda _record: {})
# Between two lists of numbers of which the second goes on with the first.
JOINED: Final = re.compile(r",?\s(?:read with|and|or|&|y|e|et)\s")
LAW: Final = r"(?:ley|codigo|cod\.|lei|loi|c\.?\s?p\b|coip|cp|code)"
# From the numbers to the name of the law, in as many words: “artigo 33, caput, da Lei”.
WINDING: Final = re.compile(rf"[\d.,°ª§a-z '\"()\-]{{0,90}}?(?:\s(?:de\sla|del|da|do|de|des|du)|,)\s(?={LAW}\W)")
# In these languages the name of a law goes on after the word that says that it is one.
REST_OF_NAME: Final = re.compile(r"[^.;,()\n]{0,60}(?:\([a-z]{2,10}\))?")
NUMBER_OF_LAW: Final = re.compile(r"\s(?:no?[°.]?|nro\.?|num\.?)?\s?\d{1,5}(?:\.\d{3})*(?:[/-]\d{2,4})?")
ABBREVIATED: Final = re.compile(r"(?:the )?[A-Z]{3,8}\b")
OF_STATE: Final = re.compile(r"(?:\s[А-Я]\w{1,24}){1,3}")
LAW_WORD: Final = re.compile(rf"{LAW}(?=\W|$)\.?")
# “sections 409/109”: of an offence and of what makes it one.
SLASHED: Final = re.compile(r"(?:/\d{1,4}[a-z]?(?![\w/]))+")
SHORTENED: Final = re.compile(r"\s?(?:penal|p\b\.?)")


def provisions_in(body: str, language: str, *, place: str = "", register: Register = NOBODY) -> list[Provisions]:
    """Where a text cites provisions of any law, known or not, in order; no two overlap.

    Args:
        body: the text.
        language: ISO 639-1 code of it.
        place: code of the State in whose law names are understood.
        register: names by which laws are known; without one they are recognised by their form.
    """
    reading = Reading(Words(record="", unit="", language=language, body=body, place=place), register)
    several = sorted([*_numbered(reading), *_of_the_states(reading.text)])
    kept: list[Provisions] = []
    for one in several:
        last = kept[-1] if kept else None
        if last is not None and one.start < last.end:
            kept[-1] = Provisions(last.start, max(last.end, one.end))
        elif last is not None and JOINED.fullmatch(reading.text, last.end, one.start):
            kept[-1] = Provisions(last.start, one.end)
        else:
            kept.append(one)
    return kept


def _numbered(reading: Reading) -> Iterator[Provisions]:
    for place in reading.places():
        yield Provisions(place.start, max(place.end, _end_of_name(reading, place)))


def _of_the_states(text: str) -> Iterator[Provisions]:
    """Sections of the code of the United States and of the codes of its States, which have words of their own."""
    for pattern in (UNITED_STATES_LISTED, STATE_CODES):
        yield from (Provisions(found.start(), found.end()) for found in pattern.finditer(text))


def _end_of_name(reading: Reading, place: Numbers) -> int:
    """Where the name of the law ends that stands after some numbers; where they end when none does."""
    end = place.end
    if place.mention is not None:
        return end
    if slashed := SLASHED.match(reading.text, end):
        end = slashed.end()
    joint = place.notation.joint.match(reading.text, end)
    if place.notation is RUSSIAN:
        return _russian(reading, joint.end() if joint else end) or end
    if reading.words.language in ROMANCE and (name := _romance(reading.text, end)):
        return name
    if joint and joint.groupdict().get("word"):
        return _named(reading, joint.end()) or end
    return end


def _russian(reading: Reading, at: int) -> int:
    name = OTHER_RUSSIAN.match(reading.text, at)
    of_state = OF_STATE.match(reading.original, name.end()) if name else None
    return of_state.end() if of_state else name.end() if name else 0


def _romance(text: str, end: int) -> int:
    winding = WINDING.match(text, end)
    law = LAW_WORD.match(text, winding.end()) if winding else None
    if law is None:
        return 0
    for pattern in (SHORTENED, NUMBER_OF_LAW, REST_OF_NAME):
        if found := pattern.match(text, law.end()):
            return found.end()
    return law.end()


def _named(reading: Reading, at: int) -> int:
    if abbreviated := ABBREVIATED.match(reading.original, at):
        return abbreviated.end()
    name = NAME_LATIN.match(reading.text, at)
    year = YEAR_OF_LAW.match(reading.text, name.end()) if name else None
    return year.end() if year else name.end() if name else 0
