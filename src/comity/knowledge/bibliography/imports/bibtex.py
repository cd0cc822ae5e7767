"""BibTeX and biblatex: entries, with the commands of LaTeX turned into the letters that they stand for."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import DuplicateBlockKeyBlock, Entry, ParsingFailedBlock

from comity.engines.records.exports.citing import date_parts
from comity.engines.records.exports.formats import BIBTEX_FIELDS, BIBTEX_TYPES, CONTAINER, ISSUERS, JOURNAL, SUBTYPE
from comity.kernel.errors import Unreadable
from comity.knowledge.bibliography.enums import Form
from comity.knowledge.bibliography.shapes import Read


TYPES: Final = {bibtex: csl for csl, bibtex in BIBTEX_TYPES.items()} | {
    "booklet": "report", "collection": "book", "conference": "paper-conference", "dataset": "dataset",
    "inbook": "chapter", "manual": "report", "mastersthesis": "thesis", "mvbook": "book", "online": "webpage",
    "periodical": "book", "proceedings": "book", "report": "report", "thesis": "thesis", "electronic": "webpage",
}  # fmt: skip
OTHERWISE: Final = {
    "journaltitle": JOURNAL, "location": "address", "organization": "publisher", "annotation": "annote",
    "school": "publisher", "institution": "publisher",
}  # fmt: skip
MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
RAW: Final = frozenset({"url", "doi"})
# What articles call otherwise than other types.
CALLED: Final = ("container-title", "issue", "number")
ACCENTS: Final = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323",
}  # fmt: skip
LETTERS: Final = {
    "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
    "AA": "Å",
    "i": "ı", "j": "ȷ", "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "ldots": "…",
    "textbraceleft": "{", "textbraceright": "}", "textendash": "–", "textemdash": "—", "textquoteright": "’",
    "guillemotleft": "«", "guillemotright": "»", "textquoteleft": "‘", "textquotedblleft": "“",
    "textquotedblright": "”", "textsection": "§", "S": "§", "dots": "…",
}  # fmt: skip
# An accent over a letter, a command for a letter, a sign with a stroke before it, a brace, or a tie.
LATEX: Final = re.compile(
    r"""\\(?P<accent>['`^"~=.]|[uvHckrd](?=[\s{]))\s*\{?\s*(?P<under>\\?[A-Za-z])\s*\}?"""
    r"""|\\(?P<command>[A-Za-z]+)(?:\{\}|\s+|(?![A-Za-z]))"""
    r"""|\\(?P<sign>[^A-Za-z\s])|(?P<brace>[{}])|(?P<tie>~)"""
)
# “and others” is nobody's name.
OTHERS: Final = "others"
YEAR: Final = re.compile(r"\d{4}")


def read(text: str) -> Iterator[Read | Unreadable]:
    """The entries of a file, each with the line on which it begins."""
    # Values as they stand, since pieces joined by # can be told from a # in braces only there.
    library = parse_string(text, parse_stack=[])
    strings: dict[str, str] = {}
    for one in library.strings:
        strings[one.key.lower()] = _value(str(one.value), strings)
    for block in library.blocks:
        where = f"line {(block.start_line or 0) + 1}"
        if isinstance(block, DuplicateBlockKeyBlock):
            # Two entries of one key are still two entries.
            if isinstance(block.ignore_error_block, Entry):
                yield Read(where, _reference(block.ignore_error_block, strings))
        elif isinstance(block, ParsingFailedBlock):
            yield Unreadable(
                "This entry cannot be read: a brace or a comma is missing, or a field is there twice.", where=where
            )
        elif isinstance(block, Entry):
            yield Read(where, _reference(block, strings))
    if text.strip() and not library.blocks:
        yield Unreadable("There is no entry in it. Entries begin with @, such as @book{key, …}.", where="line 1")
    if not library.entries and not library.failed_blocks and text.strip() and library.blocks:
        yield Unreadable("There is no entry in it. Entries begin with @, such as @book{key, …}.", where="line 1")


def _value(raw: str, strings: Mapping[str, str]) -> str:
    """A value without its braces or quotation marks, its pieces joined and its names put in."""
    pieces = [one.strip() for one in divided(raw.strip(), "#", quotes=True)]
    return "".join(_piece(one, strings) for one in pieces).strip()


def _piece(text: str, strings: Mapping[str, str]) -> str:
    if len(text) > 1 and text[0] + text[-1] in {"{}", '""'}:
        return text[1:-1]
    return strings.get(text.lower(), text)


def plain(text: str) -> str:
    """A value without the commands of LaTeX, in one line."""
    return " ".join(unicodedata.normalize("NFC", LATEX.sub(_letter, text)).split())


def _letter(found: re.Match[str]) -> str:
    if under := found["under"]:
        letter = under.removeprefix("\\")
        return letter + ACCENTS[found["accent"]]
    if command := found["command"]:
        return LETTERS.get(command, "")
    if sign := found["sign"]:
        return sign
    return " " if found["tie"] else ""


def divided(text: str, at: str, *, quotes: bool = False) -> list[str]:
    """A text divided where a word or a sign stands outside all braces, and outside quotation marks when asked for."""
    pieces, depth, begin, place, is_quoted = [], 0, 0, 0, False
    while place < len(text):
        letter = text[place]
        if letter == "\\":
            place += 2
            continue
        depth += (letter == "{") - (letter == "}")
        is_quoted ^= quotes and letter == '"' and depth == 0
        if depth == 0 and not is_quoted and text.startswith(at, place):
            pieces.append(text[begin:place])
            place = begin = place + len(at)
            continue
        place += 1
    return [*pieces, text[begin:]]


def is_whole(text: str) -> bool:
    """Whether a text stands in one pair of braces."""
    if not text.startswith("{") or not text.endswith("}"):
        return False
    depth, place = 0, 0
    while place < len(text):
        if text[place] == "\\":
            place += 2
            continue
        depth += (text[place] == "{") - (text[place] == "}")
        if depth == 0 and place < len(text) - 1:
            return False
        place += 1
    return depth == 0


def name_of(text: str) -> dict[str, str]:
    """A name: ``Family, Given``, ``Given Family`` or ``{One name}``."""
    text = text.strip()
    if is_whole(text):
        return {"literal": plain(text)}
    family, *given = (plain(part) for part in divided(text, ","))
    if given:
        # Family, Jr, Given
        return {"family": family, "given": ", ".join(filter(None, (given[-1], *given[:-1])))}
    words = divided(text, " ")
    if len(words) == 1:
        return {"literal": family}
    # Words in small letters before the last belong to the family name: Klaus von Lampe.
    first = next((place for place, word in enumerate(words[:-1]) if place and word[:1].islower()), len(words) - 1)
    return {"family": plain(" ".join(words[first:])), "given": plain(" ".join(words[:first]))}


def _reference(entry: Entry, strings: Mapping[str, str]) -> dict[str, Any]:
    said: dict[str, str] = {}
    for field in entry.fields:
        name = field.key.lower()
        said.setdefault(OTHERWISE.get(name, name), _value(str(field.value), strings))
    subtype = said.get(SUBTYPE, "")
    kind = subtype if subtype in Form.values else TYPES.get(entry.entry_type.lower(), Form.DOCUMENT.value)
    found: dict[str, Any] = {"id": entry.key, "type": kind}
    for role in ("author", "editor"):
        if said.get(role):
            several = divided(" ".join(said[role].split()), " and ")
            found[role] = [name_of(one) for one in several if one.strip() not in {"", OTHERS}]
    # A journal is one whatever the type of the entry.
    said.setdefault(CONTAINER, said.get(JOURNAL, ""))
    own = (JOURNAL, "number", "eid") if kind == Form.ARTICLE else (CONTAINER, "issue", "number")
    for name, called in (BIBTEX_FIELDS | dict(zip(CALLED, own, strict=True))).items():
        if value := said.get(called):
            found[name] = "".join(value.split()) if called in RAW else plain(value)
    if said.get("pages"):
        found["page"] = re.sub(r"\s*[-–—]+\s*", "-", plain(said["pages"]))
    if when := _date(said):
        found["issued"] = date_parts(when)
    return found


def _date(said: dict[str, str]) -> str:
    if said.get("date"):
        return plain(said["date"])
    year, month = plain(said.get("year", "")), plain(said.get("month", "")).lower()
    if YEAR.fullmatch(year) and month:
        number = int(month) if month.isdecimal() else MONTHS.index(month[:3]) + 1 if month[:3] in MONTHS else 0
        return f"{year}-{number:02d}" if 1 <= number <= len(MONTHS) else year
    return year


assert set(ISSUERS.values()) <= set(OTHERWISE)
