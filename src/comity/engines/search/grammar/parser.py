"""Read a typed query into a tree; what cannot be used is left out and said."""

import re
from typing import Final

from comity.engines.search.enums import Facet, Taken
from comity.engines.search.grammar import citations
from comity.engines.search.grammar.folding import readable
from comity.engines.search.grammar.lexer import Kind, Token, tokens
from comity.engines.search.grammar.tree import (
    TITLE,
    And,
    Node,
    Not,
    Or,
    Phrase,
    Piece,
    Prefix,
    Query,
    Within,
    Words,
    Years,
)


# Longer than any question of a person, short enough to be answered at once.
LONGEST: Final = 2000
MOST_WORDS: Final = 48
DEEPEST: Final = 12
# In п. «а» ч. 2 ст. 210 what is quoted is the letter of a part.
LETTER_OF_A_PART: Final = 3

# Names of fields as they may be typed.
# Marks are chosen from what is counted, never typed: “Mark:” begins many a text.
FACETS: Final = {facet.value: facet for facet in Facet if facet is not Facet.MARK} | {
    "country": Facet.PLACE,
    "state": Facet.PLACE,
    "type": Facet.KIND,
    "lang": Facet.LANGUAGE,
    "crime": Facet.CRIME_TYPE,
    "topic": Facet.CRIME_TYPE,
}
SIGN: Final = re.compile(r"\w")
YEARS: Final = re.compile(r"(?P<first>\d{4})?\s?(?P<span>\.\.|-|–|—)?\s?(?P<last>\d{4})?")
COMPARED: Final = re.compile(r"(?P<sign>[<>]=?)(?P<year>\d{4})")
CUT: Final = re.compile(r"[^\W_]+(?:['’.\-/_&][^\W_]+)*(?:[(（]\s?\w{1,4}\s?[)）])*", re.UNICODE)


def parse(text: str, language: str = "") -> Query:
    """The tree of a query. Never refuses: what is wrong in it is named in ``pieces``.

    Args:
        text: as typed.
        language: of the reader, as far as known: in French, a small ``or`` is gold and not an operator.
    """
    readable_text = readable(text[:LONGEST])
    reader = _Reader(tokens(readable_text, small_or=language != "fr"))
    if len(text) > LONGEST:
        reader.note(Taken.LEFT_OUT, text[LONGEST : LONGEST + 40])
    tree = reader.anything()
    if tree is None and readable_text.strip():
        reader.note(Taken.LEFT_OUT, readable_text.strip())
    citation = citations.read(readable_text) if reader.is_flat else None
    if citation is not None and not citation.certain and not reader.has_only_words:
        citation = None
    # What is quoted alone, or has the article inside, is meant as it stands.
    if citation is not None and reader.quoted and not (citation.locator and citations.is_name(reader.quoted)):
        citation = None
    if citation is not None and citation.certain:
        reader.note(Taken.CITATION, readable_text.strip())
    return Query(text, tree, citation, tuple(reader.pieces))


class _Reader:
    """A recursive descent over the tokens, which always comes to the end of them."""

    def __init__(self, found: list[Token]) -> None:
        self.tokens = found
        self.at = 0
        self.depth = 0
        self.words_left = MOST_WORDS
        self.pieces: list[Piece] = []
        # Only a query without operators can be a citation as a whole; parentheses and quotations may name a part.
        self.has_only_words = all(token.kind is Kind.WORD for token in found)
        quoted = [token for token in found if token.kind is Kind.PHRASE and len(token.text) > LETTER_OF_A_PART]
        # One name in quotation marks, with an article beside it:
        # 《巴勒莫公约》第18条, ст. 5 «О противодействии коррупции».
        self.is_flat = len(quoted) <= 1 and not any(
            token.kind in {Kind.AND, Kind.OR, Kind.NOT, Kind.FIELD} for token in found
        )
        self.quoted = quoted[0].text if quoted else ""

    def note(self, taken: Taken, text: str) -> None:
        self.pieces.append(Piece(taken, text))

    def next_kind(self) -> Kind | None:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else None

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def anything(self) -> Node | None:
        """All there is; a closing parenthesis too many is stepped over."""
        parts: list[Node] = []
        while self.next_kind() is not None:
            if (part := self.either("")) is not None:
                parts.append(part)
            if self.next_kind() is Kind.CLOSE:
                self.take()
        return _joined(parts)

    def either(self, field: str) -> Node | None:
        parts = [self.all_of(field)]
        while self.next_kind() is Kind.OR:
            self.take()
            parts.append(self.all_of(field))
        known = [part for part in parts if part is not None]
        return known[0] if len(known) == 1 else Or(tuple(known)) if known else None

    def all_of(self, field: str) -> Node | None:
        parts: list[Node] = []
        while (kind := self.next_kind()) not in {None, Kind.OR, Kind.CLOSE}:
            if kind is Kind.AND:
                self.take()
            elif (part := self.one(field)) is not None:
                parts.append(part)
        return _joined(parts)

    def one(self, field: str) -> Node | None:
        token = self.take()
        match token.kind:
            case Kind.NOT:
                return self.negated(field)
            case Kind.OPEN:
                return self.inside(field)
            case Kind.PHRASE:
                return self.phrase(token, field)
            case Kind.FIELD:
                return self.fielded(token.text)
            case _:
                return self.word(token.text, field)

    def negated(self, field: str) -> Node | None:
        turned = True
        while self.next_kind() is Kind.NOT:
            self.take()
            turned = not turned
        if self.next_kind() in {None, Kind.OR, Kind.CLOSE, Kind.AND}:
            return None
        part = self.one(field)
        if part is None or not turned:
            return part
        self.note(Taken.NOT, "")
        return Not(part)

    def inside(self, field: str) -> Node | None:
        if self.depth >= DEEPEST:
            self.note(Taken.LEFT_OUT, "(")
            return None
        self.depth += 1
        part = self.either(field)
        self.depth -= 1
        if self.next_kind() is Kind.CLOSE:
            self.take()
        return part

    def phrase(self, token: Token, field: str) -> Node | None:
        if not SIGN.search(token.text) or not self.counted(len(token.text.split()), token.text):
            return None
        self.note(Taken.PHRASE if token.whole else Taken.UNCLOSED, token.text)
        return Phrase(token.text, field)

    def word(self, text: str, field: str) -> Node | None:
        if text.casefold() in {"and", "&"} and not field:
            return None
        if len(text) > 1 and text.endswith(("*", "＊")) and SIGN.search(text):
            stem = CUT.findall(text)[-1]
            if not self.counted(1, text):
                return None
            self.note(Taken.PREFIX, stem)
            return Prefix(stem, field)
        words = tuple(CUT.findall(text))
        if not words or not self.counted(len(words), text):
            return None
        for word in words:
            self.note(Taken.WORD, word)
        return Words(words, field)

    def counted(self, number: int, text: str) -> bool:
        """Whether there is room for so many words more; says what was left out if not."""
        if number > self.words_left:
            self.note(Taken.LEFT_OUT, text)
            return False
        self.words_left -= number
        return True

    def fielded(self, name: str) -> Node | None:
        known = name.casefold()
        if known == TITLE:
            return self.one(TITLE) if self.next_kind() in {Kind.WORD, Kind.PHRASE, Kind.OPEN} else None
        if known not in FACETS:
            self.note(Taken.UNKNOWN_FIELD, name)
            return self.word(name, "")
        values = tuple(_value(FACETS[known], value) for value in self.values())
        if not values:
            return None
        self.note(Taken.FIELD, f"{FACETS[known]}:{' '.join(values)}")
        return _years(values) if FACETS[known] is Facet.YEAR else Within(FACETS[known], values)

    def values(self) -> list[str]:
        """The value after a field, or all of them when they stand in parentheses or with commas between."""
        if self.next_kind() in {Kind.WORD, Kind.PHRASE}:
            return _listed(self.take())
        found: list[str] = []
        if self.next_kind() is Kind.OPEN:
            self.take()
            while self.next_kind() not in {None, Kind.CLOSE}:
                found += _listed(self.take())
            if self.next_kind() is Kind.CLOSE:
                self.take()
        return found[:MOST_WORDS]


def _listed(token: Token) -> list[str]:
    """The values in one token: what is quoted is one, words may be several with commas between."""
    if token.kind is Kind.PHRASE:
        return [token.text]
    return [value for value in token.text.split(",") if value][:MOST_WORDS] if token.kind is Kind.WORD else []


def _joined(parts: list[Node]) -> Node | None:
    """Parts side by side: words run together so that they can be weighed as one, the rest are all wanted."""
    together: list[Node] = []
    for part in parts:
        last = together[-1] if together else None
        if isinstance(part, Words) and isinstance(last, Words) and part.field == last.field:
            together[-1] = Words(last.words + part.words, part.field)
        elif isinstance(part, And):
            together.extend(part.parts)
        else:
            together.append(part)
    if len(together) > 1:
        return And(tuple(together))
    return together[0] if together else None


def _value(facet: Facet, text: str) -> str:
    """A value as the index holds it: codes of places in capitals, the rest in small letters."""
    if facet is Facet.PLACE or facet is Facet.ARTICLE:
        return text.upper() if facet is Facet.PLACE else text
    return text.lower()


def _years(values: tuple[str, ...]) -> Node | None:
    """Years and spans of years: 2010, 2010..2020, 2010-2020, >2010, 2010.. ; what is no year looks for nothing."""
    spans: list[Node] = []
    for value in values:
        if found := COMPARED.fullmatch(value):
            year, sign = int(found["year"]), found["sign"]
            if ">" in sign:
                spans.append(Years(year + ("=" not in sign), None))
            else:
                spans.append(Years(None, year - ("=" not in sign)))
        elif (found := YEARS.fullmatch(value)) and (found["first"] or found["last"]):
            first, last = (int(found[name]) if found[name] else None for name in ("first", "last"))
            spans.append(Years(first, last if found["span"] else first))
    return spans[0] if len(spans) == 1 else Or(tuple(spans)) if spans else Within(Facet.YEAR, values)
