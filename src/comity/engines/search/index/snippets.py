"""Show where in a text the words looked for stand."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from comity.engines.search.grammar.folding import ARABIC, IDEOGRAPHIC, LATIN, folded, readable
from comity.engines.search.grammar.tree import And, Node, Or, Phrase, Prefix, Words
from comity.engines.search.index import analysis
from comity.engines.search.index.interface import Fragment


# Where a text is longer, its first part is looked through: a whole law in one piece.
LOOKED_THROUGH: Final = 60_000
SHORTEST_CORE: Final = 2
ELLIPSIS: Final = "…"

# Each Latin letter with the forms that it takes with marks, for finding accented words by plain ones.
WITH_MARKS: Final = {
    letter: f"[{letter}{''.join(chr(code) for code, plain in LATIN.items() if plain == letter and chr(code).islower())}]"
    for letter in "abcdefghijklmnopqrstuvwxyz"
}
ARABIC_FORMS: Final = {"ا": "[اأإآٱ]", "ي": "[يىی]", "ه": "[هة]", "ك": "[كک]"}
# Vowel signs are no letters to the library of expressions, and stand inside words all the same.
ARABIC_LETTER: Final = "[\\w\u064b-\u065f\u0670\u0640]"
BETWEEN_ARABIC: Final = "[\u064b-\u065f\u0670\u0640]*"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be shown of a query in any text.

    Attributes:
        words: typed parts with the forms in which the languages hold them.
        phrases: quoted texts, as words.
        prefixes: beginnings of words, folded.
    """

    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    prefixes: tuple[str, ...] = ()


@dataclass(slots=True)
class Found:
    """Where a text has what was wanted: spans in order, and which part each is of."""

    spans: list[tuple[int, int]] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)

    def has_phrase(self, wanted: Wanted) -> bool:
        return any(part >= len(wanted.words) + len(wanted.prefixes) for part in self.parts)


def wanted(tree: Node | None, language: str) -> Wanted:
    """What of a tree can be seen in a text: not what is excluded, nor fields."""
    words: list[str] = []
    phrases: list[tuple[str, ...]] = []
    prefixes: list[str] = []
    _gather(tree, words, phrases, prefixes)
    left_out = analysis.common(tuple(words), language) if len(words) > 1 else frozenset()
    telling = [word for word in words if word not in left_out] or words
    parts = dict(unit for word in telling for unit in analysis.units(word))
    return Wanted(tuple(parts.items()), tuple(phrases), tuple(prefixes))


def _gather(node: Node | None, words: list[str], phrases: list[tuple[str, ...]], prefixes: list[str]) -> None:
    match node:
        case Words(several, _):
            words.extend(several)
        case Phrase(text, _):
            if exact := analysis.exact_words(text):
                phrases.append(tuple(exact))
        case Prefix(text, _):
            prefixes.extend(analysis.folded_words(text)[-1:])
        case And(parts) | Or(parts):
            for part in parts:
                _gather(part, words, phrases, prefixes)


@lru_cache(maxsize=4096)
def _pattern(wanted: Wanted) -> re.Pattern[str] | None:
    """An expression with one group for each part, which finds at least all that may be meant."""
    groups = [_word(part, forms) for part, forms in wanted.words]
    groups += [rf"\b{_letters(prefix)}\w{{0,40}}" for prefix in wanted.prefixes]
    groups += [_phrase(words) for words in wanted.phrases]
    # Phrases first: a word of one must not take it apart.
    order = sorted(range(len(groups)), key=lambda i: -i)
    return re.compile("|".join(f"(?P<p{i}>{groups[i]})" for i in order), re.IGNORECASE) if groups else None


def _word(part: str, forms: tuple[str, ...]) -> str:
    if IDEOGRAPHIC.search(part):
        return re.escape(part)
    start = folded(part)
    cores = {_shared(start, form) for form in forms}
    if ARABIC.match(part):
        # Articles and particles are written together with their word.
        return "|".join(rf"\b{ARABIC_LETTER}{{0,8}}?{_letters(form)}{ARABIC_LETTER}{{0,16}}" for form in forms)
    shortest = [core for core in cores if not any(core != other and core.startswith(other) for other in cores)]
    return "|".join(rf"\b{_letters(core)}\w{{0,40}}" for core in sorted(shortest))


def _shared(word: str, form: str) -> str:
    """What a word and its stem begin with: parties and parti, party and parti."""
    length = next((i for i, (a, b) in enumerate(zip(word, form, strict=False)) if a != b), min(len(word), len(form)))
    return word[: max(length, min(SHORTEST_CORE, len(word)))]


def _letters(text: str) -> str:
    if ARABIC.match(text):
        return BETWEEN_ARABIC.join(ARABIC_FORMS.get(letter, re.escape(letter)) for letter in text)
    if text.isdecimal():
        return rf"{text}(?!\d)"
    return "".join(WITH_MARKS.get(letter) or ("[её]" if letter == "е" else re.escape(letter)) for letter in text)


def _phrase(words: tuple[str, ...]) -> str:
    letters = [BETWEEN_ARABIC.join(map(re.escape, word)) if ARABIC.match(word) else re.escape(word) for word in words]
    if all(IDEOGRAPHIC.match(word) for word in words):
        return r"\W{0,3}".join(letters)
    return r"\b" + r"[\W_]{1,8}".join(letters) + r"\b"


def find(text: str, language: str, wanted: Wanted) -> Found:
    """Where a text has what is wanted."""
    found = Found()
    pattern = _pattern(wanted)
    if pattern is None:
        return found
    certain_from = len(wanted.words)
    for match in pattern.finditer(text, 0, LOOKED_THROUGH):
        assert match.lastgroup is not None
        part = int(match.lastgroup[1:])
        # The expression finds whatever begins alike; the analysis of the language says whether it is the same word.
        if part < certain_from and not _is_form(match[0], language, wanted.words[part][1]):
            continue
        found.spans.append(match.span())
        found.parts.append(part)
    return found


@lru_cache(maxsize=100_000)
def _is_form(surface: str, language: str, forms: tuple[str, ...]) -> bool:
    if IDEOGRAPHIC.match(surface):
        return True
    return any(stem in forms for stem in analysis.stems(surface, language))


def cut(text: str, spans: list[tuple[int, int]]) -> tuple[Fragment, ...]:
    """A whole text in fragments."""
    pieces: list[Fragment] = []
    at = 0
    for start, end in spans:
        if start < at:
            continue
        if start > at:
            pieces.append(Fragment(text[at:start], is_match=False))
        pieces.append(Fragment(text[start:end], is_match=True))
        at = end
    if at < len(text):
        pieces.append(Fragment(text[at:], is_match=False))
    return tuple(pieces)


def snippet(text: str, found: Found, length: int) -> tuple[Fragment, ...]:
    """The part of a text, at most about ``length`` characters long, that has most of what is wanted.

    Without anything found it is the beginning.
    """
    if length <= 0 or not text:
        return ()
    first = _best(found, length)
    start = 0
    if found.spans:
        at = found.spans[first][0]
        last = max((end for begin, end in found.spans[first:] if end - at <= length), default=found.spans[first][1])
        start = max(0, at - max(length - (last - at), 0) // 3)
    start = _at_word(text, start)
    end = min(len(text), start + length)
    while end < len(text) and end - start < length + 20 and text[end].isalnum() and not IDEOGRAPHIC.match(text[end]):
        end += 1
    spans = [(begin - start, finish - start) for begin, finish in found.spans if begin >= start and finish <= end]
    shown = list(cut(text[start:end], spans))
    if start > 0:
        shown.insert(0, Fragment(ELLIPSIS, is_match=False))
    if end < len(text):
        shown.append(Fragment(ELLIPSIS, is_match=False))
    return tuple(Fragment(re.sub(r"\s+", " ", piece.text), piece.is_match) for piece in shown)


def _best(found: Found, length: int) -> int:
    """The first span of the stretch that has the most different parts, and then the most spans."""
    best, best_value = 0, (0, 0)
    last = 0
    for first, (start, _) in enumerate(found.spans[:400]):
        last = max(last, first)
        while last < len(found.spans) and found.spans[last][1] - start <= length:
            last += 1
        value = (len(set(found.parts[first:last])), last - first)
        if value > best_value:
            best, best_value = first, value
    return best


def _at_word(text: str, start: int) -> int:
    """The beginning of the word that stands at a place, not more than 20 characters back."""
    at = start
    while at > 0 and start - at < 20 and text[at - 1].isalnum() and not IDEOGRAPHIC.match(text[at - 1]):  # noqa: PLR2004 -- a word
        at -= 1
    return at


def matched(text: str, found: Found) -> tuple[str, ...]:
    """The different words that were found, as they stand, at most twelve."""
    return tuple(dict.fromkeys(readable(text[start:end]) for start, end in found.spans))[:12]
