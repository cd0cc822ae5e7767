"""Show where in a text the words looked for stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Final

from comity.engines.search.grammar.folding import ARABIC, IDEOGRAPHIC, folded, readable
from comity.engines.search.grammar.tree import And, Node, Or, Phrase, Prefix, Words
from comity.engines.search.index import alphabets, analysis
from comity.engines.search.index.alphabets import EVEN
from comity.engines.search.index.interface import Fragment


# A text is brought to small letters in pieces, so that one odd sign makes one of them slow and not all.
PIECE: Final = 2_000  # characters
SHORTEST_CORE: Final = 2
LONGEST_WORD: Final = 40
ELLIPSIS: Final = "…"

# Most texts in Cyrillic or ideographs have none of them.
CHANGED: Final = re.compile(f"[{''.join(map(chr, EVEN))}]")
ARABIC_SIGN: Final = "[\u064b-\u065f\u0670\u0640]"
SIGNED: Final = re.compile(ARABIC_SIGN)
# Vowel signs are no letters to the library of expressions, and stand inside words all the same.
ARABIC_LETTER: Final = "[\\w\u064b-\u065f\u0670\u0640]"
IN_ARABIC: Final = re.compile(ARABIC_LETTER)
# So many letters at most are the article and the particles before an Arabic word.
BEFORE: Final = 8
BLANKS: Final = re.compile(r"\s+")
REST_OF_WORD: Final = re.compile(rf"\w{{0,{LONGEST_WORD}}}")


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


NOTHING: Final = Wanted()


@dataclass(slots=True)
class Found:
    """Where a text has what was wanted: spans in order, and which part each is of."""

    spans: list[tuple[int, int]] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)

    def has_phrase(self, wanted: Wanted) -> bool:
        return any(part >= len(wanted.words) + len(wanted.prefixes) for part in self.parts)


def wanted(tree: Node | None, language: str) -> Wanted:
    """What of a tree can be seen in a text: not what is excluded, nor fields."""
    words: list[tuple[str, str]] = []
    phrases: list[tuple[str, ...]] = []
    prefixes: list[str] = []
    _gather(tree, words, phrases, prefixes)
    left_out = analysis.common(tuple(word for word, _ in words), language) if len(words) > 1 else frozenset()
    telling = [one for one in words if one[0] not in left_out] or words
    parts = dict(unit for word, spoken in telling for unit in analysis.units(word, spoken))
    return Wanted(tuple(parts.items()), tuple(phrases), tuple(prefixes))


def _gather(
    node: Node | None, words: list[tuple[str, str]], phrases: list[tuple[str, ...]], prefixes: list[str]
) -> None:
    match node:
        case Words(several, language=spoken):
            words.extend((word, spoken) for word in several)
        case Phrase(text, _):
            if exact := analysis.exact_words(text):
                phrases.append(tuple(exact))
        case Prefix(text, _):
            prefixes.extend(analysis.folded_words(text)[-1:])
        case And(parts) | Or(parts):
            for part in parts:
                _gather(part, words, phrases, prefixes)


@lru_cache(maxsize=128)
def even(text: str) -> str:
    """A text in small letters without accents, each letter in the place where it stood."""
    if text.isascii():
        return text.lower()
    return "".join([_even(text[start : start + PIECE]) for start in range(0, len(text), PIECE)])


def _even(text: str) -> str:
    if (quickly := alphabets.even(text)) is not None:
        return quickly
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
    return lower.translate(EVEN) if CHANGED.search(lower) else lower


@lru_cache(maxsize=8192)
def _cores(part: str, forms: tuple[str, ...]) -> tuple[str, ...]:
    """What every form of a word begins with, in Arabic contains; whether it is one is decided by its analysis."""
    if IDEOGRAPHIC.search(part):
        return (even(part),)
    if ARABIC.match(part):
        return forms
    start = folded(part)
    cores = {_shared(start, form) for form in forms}
    return tuple(sorted(c for c in cores if not any(c != other and c.startswith(other) for other in cores)))


def _shared(word: str, form: str) -> str:
    """What a word and its stem begin with: parties and parti, party and parti."""
    length = next((i for i, (a, b) in enumerate(zip(word, form, strict=False)) if a != b), min(len(word), len(form)))
    return word[: max(length, min(SHORTEST_CORE, len(word)))]


@lru_cache(maxsize=4096)
def _signed(form: str) -> re.Pattern[str]:
    """An Arabic word written with vowel signs, and its endings."""
    letters = f"{ARABIC_SIGN}*".join(map(re.escape, form))
    return re.compile(rf"{letters}{ARABIC_LETTER}{{0,16}}")


@lru_cache(maxsize=4096)
def _phrase(words: tuple[str, ...]) -> re.Pattern[str]:
    letters = [
        f"{ARABIC_SIGN}*".join(map(re.escape, word)) if ARABIC.match(word) else re.escape(word) for word in words
    ]
    if all(IDEOGRAPHIC.match(word) for word in words):
        return re.compile(r"\W{0,3}".join(letters))
    joined = r"[\W_]{1,8}".join(letters)
    return re.compile(rf"\b{joined}{ARABIC_SIGN}*\b", re.IGNORECASE)


def _places(text: str, core: str) -> Iterator[tuple[int, int]]:
    """Where words of an even text begin with a core; ideographs, where it stands, and Arabic words that contain it."""
    if not core:
        return
    inside, whole = bool(ARABIC.match(core)), bool(IDEOGRAPHIC.match(core))
    at = text.find(core)
    while at >= 0:
        start, end = at, at + len(core)
        if not whole:
            while start > 0 and at - start < BEFORE and inside and text[start - 1].isalnum():
                start -= 1
            end = REST_OF_WORD.match(text, end).end()  # type: ignore[union-attr]  # -- nothing is matched as well
        if whole or start == 0 or not (text[start - 1].isalnum() or text[start - 1] == "_"):
            yield start, end
        at = text.find(core, max(end, at + 1))


def _signed_places(text: str, core: str) -> Iterator[tuple[int, int]]:
    """The same in an Arabic text that is written with vowel signs."""
    for match in _signed(core).finditer(text):
        start, end = match.span()
        at = start
        while start > 0 and at - start < BEFORE and IN_ARABIC.match(text[start - 1]):
            start -= 1
        if start == 0 or not IN_ARABIC.match(text[start - 1]):
            yield start, end


def find(text: str, language: str, wanted: Wanted) -> Found:
    """Where a text has what is wanted."""
    if not text or wanted == NOTHING:
        return Found()
    compared = even(text)
    spans: list[tuple[int, int, int]] = []
    for part, (word, forms) in enumerate(wanted.words):
        for core in _cores(word, forms):
            is_signed = ARABIC.match(core) and SIGNED.search(compared)
            places = _signed_places(compared, core) if is_signed else _places(compared, core)
            spans += ((start, end, part) for start, end in places if _is_form(text[start:end], language, forms))
    for part, prefix in enumerate(wanted.prefixes, len(wanted.words)):
        spans += ((start, end, part) for start, end in _places(compared, prefix))
    for part, words in enumerate(wanted.phrases, len(wanted.words) + len(wanted.prefixes)):
        spans += ((*match.span(), part) for match in _phrase(words).finditer(text))
    # Of what begins at the same place, a phrase is shown before a word of it.
    spans.sort(key=lambda span: (span[0], -span[2]))
    found = Found()
    at = 0
    for start, end, part in spans:
        if start >= at:
            found.spans.append((start, end))
            found.parts.append(part)
            at = end
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
        last = found.spans[first][1]
        for _, end in islice(found.spans, first, None):
            if end - at > length:
                break
            last = end
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
    return tuple(Fragment(BLANKS.sub(" ", piece.text), piece.is_match) for piece in shown)


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
