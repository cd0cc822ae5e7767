"""Under which names everything that can be cited is cited, and which of several a name means where."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from comity.engines.citations.grammar.letters import CYRILLIC, GAP, PUT_IN, TOKEN, compared, stem
from comity.engines.citations.grammar.notations import CASE, LAW_NUMBER, YEAR
from comity.engines.citations.shapes import Named, UnitsOf
from comity.engines.search.grammar.folding import IDEOGRAPHIC


# A name of fewer letters is taken only where it stands right beside a number, in the same capitals.
SHORTEST: Final = 7
# A capitalised word before the name of a code makes it another one: “the German Criminal Code”, “Model Penal Code”.
SMALL: Final = frozenset(
    [
        "the",
        "of",
        "under",
        "in",
        "by",
        "a",
        "an",
        "du",
        "de",
        "la",
        "le",
        "les",
        "l",
        "del",
        "el",
        "los",
        "las",
        "der",
        "des",
        "das",
        "die",
        "im",
        "to",
        "and",
        "et",
        "y",
        "und",
        "von",
        "van",
        "art",
        "section",
        "sections",
        "article",
        "articles",
        "see",
        "cf",
        "per",
    ]
)
# After it they do so too: «Código Penal Militar», “Code pénal suisse”.
OTHER_AFTER: Final = re.compile(
    r"[\s]{1,3}(?:militar|militaire|militare|federal|modelo|tipo|general|amendment|\(amendment\)|amending|нации\s)(?!\w)"
)
ADJECTIVE: Final = 4
SHORTEST_NUMBER: Final = 4


@dataclass(slots=True)
class _Node:
    """A step in the tree of names: what may come next, and who is called what was said up to here."""

    next: dict[str, "_Node"] = field(default_factory=dict)
    named: list[tuple[Named, int]] = field(default_factory=list)


# How surely a name means a record: within its place among others, surely within its place, everywhere.
COMMON, SURE, EVERYWHERE = range(3)


@dataclass(frozen=True, slots=True)
class Mention:
    """An instrument that a text names; ``named`` None when it is one that is not known, or cannot be told apart."""

    start: int
    end: int
    named: Named | None
    is_number: bool = False


class Register:
    """Everything that can be cited."""

    def __init__(self, several: Iterable[Named], *, places: Mapping[str, str], units: UnitsOf) -> None:
        """Take in the records.

        Args:
            several: the records that can be cited.
            places: codes of States by their names, in any language.
            units: hands in the parts of a record by the keys of their numbers.
        """
        self.by_record: dict[str, Named] = {}
        self.units = lru_cache(maxsize=512)(units)
        self._root = _Node()
        self._chinese: dict[str, list[tuple[Named, int]]] = {}
        self._numbers: dict[str, list[Named]] = {}
        self._heads: dict[str, set[str]] = {}
        self._finders: dict[str, re.Pattern[str]] = {}
        self._places, self._adjectives = _names_of_places(places)
        for named in several:
            self.by_record[named.record] = named
            for name in dict.fromkeys(named.names):
                self._add(name, named, COMMON if named.place else EVERYWHERE)
            for name in dict.fromkeys(named.sure):
                self._add(name, named, SURE)
            for name in dict.fromkeys(named.everywhere):
                self._add(name, named, EVERYWHERE)
            for number in dict.fromkeys(named.numbers):
                for key in _keys_of_number(number):
                    self._numbers.setdefault(key, []).append(named)

    def _add(self, name: str, named: Named, how: int) -> None:
        told = compared(name).strip()
        if IDEOGRAPHIC.search(told):
            for written in {told, told.replace(" ", ""), re.sub(r"\([^()]{1,30}\)$", "", told)}:
                self._chinese.setdefault(written, []).append((named, how))
            return
        tokens = [stem(token) for token in TOKEN.findall(told)]
        if not tokens or len("".join(tokens)) < 2:  # noqa: PLR2004 -- a letter is no name
            return
        node = self._root
        for token in tokens:
            node = node.next.setdefault(token, _Node())
        node.named.append((named, how))
        if len(tokens) > 1 or len(tokens[0]) >= SHORTEST:
            self._heads.setdefault(named.place if how < EVERYWHERE else "", set()).add(tokens[0])

    # ------------------------------------------------------------ names in a text

    def at(self, text: str, start: int, place: str, *, original: str = "") -> Mention | None:
        """The longest name that begins here, and whom it means in the law of a place; None when none begins."""
        node, position, best, end = self._root, start, None, start
        first = True
        while found := TOKEN.match(text, position):
            token = stem(found[0])
            step = node.next.get(token)
            if step is None and first:
                step = node.next.get(_without_prefix(token))
            if step is None:
                if first or found[0] not in PUT_IN:
                    break
                step = node
            node, position, first = step, found.end(), False
            if node.named:
                best, end = node.named, position
            gap = GAP.match(text, position)
            if gap is None or gap[0].count("\n") > 1:
                break
            position = gap.end()
        if best is None:
            return None
        if original and end - start < SHORTEST and not _is_abbreviation(original, start, end):
            return None
        return self._meant(text, start, end, best, place, original)

    def chinese_before(self, text: str, end: int, place: str) -> Mention | None:
        """The longest Chinese name that ends here."""
        for start in range(max(0, end - 40), end - 1):
            if (several := self._chinese.get(text[start:end])) is not None:
                return Mention(start, end, _chosen(several, place))
        return None

    def chinese(self, name: str, place: str) -> Named | None:
        """Whom a Chinese name means."""
        several = self._chinese.get(name) or self._chinese.get(re.sub(r"\([^()]{1,30}\)$", "", name))
        return _chosen(several, place) if several else None

    def numbered(self, text: str, start: int, end: int, place: str) -> Named | None:
        """Whom a number means: that of a law in its State, or that of a case anywhere."""
        for key in _keys_of_number(text[start:end]):
            several = self._numbers.get(key, ())
            here = [one for one in several if not one.place or one.place == place or one.kind == "case"]
            if len({one.record for one in here}) == 1:
                return here[0]
        return None

    def mentions(self, text: str, original: str, place: str) -> Iterator[Mention]:
        """Everything that a text names, in order; of two that overlap the longer one."""
        finder = self._finder(place)
        last = 0
        for found in finder.finditer(text) if finder else ():
            if found.start() < last:
                continue
            mention = self.at(text, found.start(), place, original=original)
            if mention is not None:
                last = mention.end
                yield mention

    def _finder(self, place: str) -> re.Pattern[str] | None:
        if place not in self._finders:
            heads = self._heads.get("", set()) | (self._heads.get(place, set()) if place else set())
            if not heads:
                return None
            # Inflected words are found by their stems, whatever the ending; the tree decides.
            self._finders[place] = re.compile(rf"(?<![\w])(?:{_alternatives(heads)})")
        return self._finders[place]

    def _meant(  # noqa: PLR0913, PLR0917 -- each is one way of being another
        self, text: str, start: int, end: int, several: list[tuple[Named, int]], place: str, original: str
    ) -> Mention:
        """Which of those of a name is meant; what stands around it may say that none of them is."""
        year = YEAR.match(text, end)
        if year and (right := [(one, how) for one, how in several if year[1] in one.years]):
            several, end = right, year.end()
            end += 1 if text[end : end + 1] == ")" and "(" in text[year.start() : end] else 0
        elif year and any(one.place for one, _how in several):
            return Mention(start, year.end(), None)
        everywhere = [(one, how) for one, how in several if how == EVERYWHERE]
        if not everywhere:
            if OTHER_AFTER.match(text, end):
                return Mention(start, end, None)
            code, after = self._place_after(text, end)
            if code is not None:
                return Mention(start, after, _chosen([pair for pair in several if pair[0].place == code], code))
            if original and _is_of_another(original, text, start):
                return Mention(start, end, None)
        elif len({one.record for one, _how in everywhere}) == 1 and everywhere[0][0].place:
            _code, end = self._place_after(text, end)
        return Mention(start, end, _chosen(several, place))

    def _place_after(self, text: str, end: int) -> tuple[str | None, int]:
        """The State that is named after the name of a code, in brackets, as of, or as an adjective."""
        joint = re.compile(
            r"[\s]{0,2}(?:\(|,\s)?(?:of\sthe\s|of\s|de\sla\s|de\sl'|del\s|de\s|du\s|des\s|d'|der\s|for\s|لل|في\s)?(?:republi\w{1,3}\s(?:of|de)\s)?"
        ).match(text, end)
        position = joint.end() if joint else end
        node, best, last = self._places, None, end
        at = position
        while found := TOKEN.match(text, at):
            step = node.get(stem(found[0]))
            if step is None:
                break
            node, at = step, found.end()
            if "" in node:
                best, last = node[""], at
            gap = GAP.match(text, at)
            if gap is None:
                break
            at = gap.end()
        if best is not None and position > end:
            return best, last + (1 if text[last : last + 1] == ")" and "(" in text[end:position] else 0)
        word = TOKEN.match(text, end + 1) if text[end : end + 1] == " " else None
        if word and len(word[0]) > ADJECTIVE and (code := self._adjectives.get(word[0][:ADJECTIVE])) is not None:
            return code, word.end()
        return None, end


def _chosen(several: Iterable[tuple[Named, int]], place: str) -> Named | None:
    """The one that is meant in a place; None when it may be several."""
    pairs = list(several)
    here = [(one, how) for one, how in pairs if place and one.place == place]
    sure = {one.record: one for one, how in here if how >= SURE}
    own = {one.record: one for one, _how in here}
    wide = {one.record: one for one, how in pairs if how == EVERYWHERE}
    for choice in (sure, own, wide):
        if choice:
            return next(iter(choice.values())) if len(choice) == 1 else None
    return None


def _is_of_another(original: str, text: str, start: int) -> bool:
    """Whether a capitalised word before a name makes it the name of something else."""
    if original[start : start + 1].islower() or not original[start : start + 1].isascii():
        return False
    before = re.search(r"([^\W\d_]{3,20})['’]?s?\s$", original[max(0, start - 24) : start])
    if before is None or not before[1][0].isupper():
        return False
    return compared(before[1]) not in SMALL


def _is_abbreviation(original: str, start: int, end: int) -> bool:
    """Whether something short is written as an abbreviation is, and not as everything around it."""
    written = original[start:end]
    if sum(letter.isupper() for letter in written) < 2 and written.isascii():  # noqa: PLR2004 -- one is a name
        return False
    before = re.search(r"([^\W\d_]{3,})\s$", original[max(0, start - 20) : start])
    return not (written.isascii() and before and before[1].isupper())


def _without_prefix(token: str) -> str:
    """An Arabic word without the conjunction or preposition that is written with it."""
    if token[:2] == "لل":
        return f"ا{token[1:]}"
    return token[1:] if token[:1] in "وبلفك" else token


def _keys_of_number(written: str) -> Iterator[str]:
    """The keys of a number of a law or case as it is written."""
    told = compared(written)
    if found := LAW_NUMBER.match(told):
        number = found["number"]
        number = number.replace(".", "") if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", number) else number
        if found["year"]:
            number = f"{number}-{found['year']}"
        if len(number) < SHORTEST_NUMBER and not re.search(r"[/\-]", number):
            return  # Every year has a decree of that number.
        kind = re.sub(r"[\s\-]+", " ", found["type"])
        kind = "закон" if kind.startswith("федеральн") or kind == "federal law" else kind
        yield f"{kind} {number.replace('/', '-')}"
    elif found := CASE.fullmatch(told):
        yield from (re.sub(r"[\s.\[\]()]+", " ", value).strip() for value in found.groupdict().values() if value)


def _names_of_places(places: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """A tree of the names of States, and the codes by the first letters of those that make adjectives of them."""
    tree: dict[str, Any] = {}
    adjectives: dict[str, set[str]] = {}
    for name, code in places.items():
        tokens = [stem(token) for token in TOKEN.findall(compared(name))]
        if not tokens or len("".join(tokens)) < ADJECTIVE:
            continue
        node = tree
        for token in tokens:
            node = node.setdefault(token, {})
        node[""] = code
        if len(tokens) == 1 and not CYRILLIC.match(tokens[0]) and tokens[0].isascii():
            adjectives.setdefault(tokens[0][:ADJECTIVE], set()).add(code)
    return tree, {start: next(iter(codes)) for start, codes in adjectives.items() if len(codes) == 1}


def _alternatives(words: Iterable[str]) -> str:
    """A pattern for any of some words that looks at each letter once."""
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}

    def told(node: dict[str, Any]) -> str:
        if "" in node:
            # Whatever goes on from here begins with a word that is wanted: the tree of names looks at the rest.
            return ""
        several = [f"{re.escape(letter)}{told(below)}" for letter, below in sorted(node.items())]
        return several[0] if len(several) == 1 else f"(?:{'|'.join(several)})"

    return told(tree)
