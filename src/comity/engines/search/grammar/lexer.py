"""Cut a typed query into tokens; any text at all can be cut."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from comity.kernel import notations


class Kind(Enum):
    """What a token is."""

    WORD = auto()
    PHRASE = auto()
    FIELD = auto()
    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query.

    Attributes:
        kind: what it is.
        text: a word, the inside of a phrase, the name of a field.
        whole: False for a phrase whose end was never typed.
    """

    kind: Kind
    text: str = ""
    whole: bool = True


# What opens a quotation in the six languages and their neighbours, and what may close it.
QUOTES: Final = {
    '"': '"”“',
    "“": '”"“',
    "”": '”"',
    "„": '“”"',
    "«": "»",
    "»": "«»",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "＂": "＂",
}
OPENING: Final = "(（"
CLOSING: Final = ")）"
MINUS: Final = "-−–"
# ECLI:NL:HR:2019:1284 names no field, although it begins as one does.
FIELD: Final = re.compile(rf"(?!(?i:{notations.ECLI})(?![\w:]))" r"([A-Za-z][A-Za-z_]{1,20})[:：](?=[^\s:：/])")
# 5(1)(a): parentheses that belong to the number before them.
PARAGRAPH: Final = re.compile(r"(?:[(（]\s?\w{1,4}\s?[)）])+")
END_OF_WORD: Final = re.compile(r"[\s\u3000|()（）" + "".join(re.escape(quote) for quote in QUOTES) + "]")
OPERATORS: Final = {"AND": Kind.AND, "&": Kind.AND, "&&": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT}


def tokens(text: str, *, small_or: bool = True) -> list[Token]:
    """The tokens of a query, in the order typed; ``small_or`` takes a small ``or`` for the operator as well."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        sign = text[at]
        if sign.isspace():
            at += 1
        elif sign in OPENING or sign in CLOSING:
            found.append(Token(Kind.OPEN if sign in OPENING else Kind.CLOSE))
            at += 1
        elif sign == "|":
            found.append(Token(Kind.OR))
            at += 1
        elif sign in QUOTES:
            at = _quotation(text, at, found)
        elif sign in MINUS + "!+" and _begins(text, at):
            if sign != "+":
                found.append(Token(Kind.NOT))
            at += 1
        elif field := FIELD.match(text, at):
            found.append(Token(Kind.FIELD, field[1]))
            at = field.end()
        else:
            at = _word(text, at, found)
    if small_or:
        found = [Token(Kind.OR) if t.kind is Kind.WORD and t.text in {"or", "Or"} else t for t in found]
    return found


def _begins(text: str, at: int) -> bool:
    """Whether a sign stands before a word and after none: the minus of ``-word``, not of ``XVIII-12``."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return (
        (before.isspace() or before in OPENING or before == "|") and not after.isspace() and after not in MINUS + "!+"
    )


def _quotation(text: str, at: int, found: list[Token]) -> int:
    ends = [end for sign in QUOTES[text[at]] if (end := text.find(sign, at + 1)) >= 0]
    end = min(ends, default=len(text))
    if inside := text[at + 1 : end].strip():
        found.append(Token(Kind.PHRASE, inside, whole=bool(ends)))
    return end + 1


def _word(text: str, at: int, found: list[Token]) -> int:
    end = at
    while end < len(text):
        if end > at and text[end - 1].isdecimal() and (paragraph := PARAGRAPH.match(text, end)):
            end = paragraph.end()
        elif END_OF_WORD.match(text, end):
            break
        else:
            end += 1
    word = text[at:end]
    found.append(Token(OPERATORS.get(word, Kind.WORD), word))
    return max(end, at + 1)
