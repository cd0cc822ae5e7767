"""How the text of each language is cut into the terms that are looked for."""

import re
from functools import cache, lru_cache
from operator import add
from typing import Final, NamedTuple

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from comity.engines.search.grammar.folding import (
    ARABIC,
    CYRILLIC_LETTER,
    DIGITS,
    IDEOGRAPHIC,
    IDEOGRAPHS,
    folded,
    plain,
    readable,
)
from comity.engines.search.grammar.writings import SIMPLIFIED
from comity.engines.search.index.alphabets import (
    ARABIC_ALPHABET,
    CYRILLIC_ALPHABET,
    LATIN_ALPHABET,
    ascii_words,
)


STEMMED: Final = {"en": "english", "fr": "french", "es": "spanish", "ru": "russian"}
# Languages of Latin script in which a typed word is tried; "" is the general analysis of all others.
LATIN: Final = ("en", "fr", "es", "")
STOP_LISTS: Final = STEMMED | {"de": "german", "pt": "portuguese", "it": "italian", "nl": "dutch"}
ARABIC_COMMON: Final = frozenset(
    folded(
        "من في على إلى عن أن إن التي الذي الذين ما لا أو أي هو هي هذا هذه ذلك تلك و ثم كل قد مع بين كما إذا لم لن"
        " كان كانت يكون تكون بها به له لها فيها فيه عند بعد قبل غير أما حيث"
    ).split()
)
LONGEST_TERM: Final = 80

# Words of one language whose terms are remembered: more than a code of law has, and at most 20 MB.
REMEMBERED: Final = 100_000
# Texts of which all terms are remembered together, in characters.
SHORT: Final = 160

WORD: Final = re.compile(r"\w+")
LETTERS: Final = re.compile(r"[^\W_]+")
# Runs of ideographs, and words of any other letters.
RUNS: Final = re.compile(f"[{IDEOGRAPHS}]+|[^\\W_{IDEOGRAPHS}]+")
ALPHABETS: Final = dict.fromkeys(("", "en", "es", "fr"), LATIN_ALPHABET) | {
    "ru": CYRILLIC_ALPHABET,
    "ar": ARABIC_ALPHABET,
}
# What is not in these ranges is cut into words by the library alone, for it may take other signs for letters than we.
# Within them the two agree, and a word has the same terms in small letters and alone.
UNUSUAL: Final = re.compile(
    "[^\t\n\r -~"
    # Latin
    "\u00a1-\u00a7\u00a9\u00ab\u00ac\u00ae\u00b0\u00b1\u00b6\u00b7\u00bb\u00bf-\u012f"
    "\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e"
    # Cyrillic
    "\u0400-\u0482\u048a-\u052f"
    # Arabic
    "\u060c\u061b\u061f\u0621-\u063a\u0640-\u0655\u0660-\u066c"
    # Chinese
    "\u3001-\u3003\u3008-\u3011\u3014-\u301f\u4e00-\u9fa5"
    # dashes, quotation marks and the like
    "\u2010-\u2016\u2018-\u2026\u2030\u2032\u2033\u2039\u203a\u20ac\u2192\u2212\u2264\u2265]"
)
# What is not in these is no sign of a Chinese text; each of them is the same in composed form, or a wide one of ASCII.
OUTLANDISH: Final = re.compile(
    "[^\t\n\r -~\u00b7\u2014\u2018\u2019\u201c\u201d\u2026"
    "\u3000-\u3003\u3008-\u3011\u3014-\u301f\u4e00-\u9fa5\uff01-\uff5e]"
)
# The first and the last ideograph of those.
IDEOGRAPH: Final = ("\u4e00", "\u9fa5")
# An underscore that is joined to Arabic letters.
JOINED: Final = re.compile("_[\\w\u0600-\u06ff]*[\u0600-\u06ff]|[\u0600-\u06ff][\\w\u0600-\u06ff]*_")
# Letters and digits that `plain` changes beyond their case; most texts have none.
CHANGED: Final = re.compile("[\u0600-\u06ff" + "".join(map(chr, [*DIGITS, *SIMPLIFIED])) + "]")

# After Larkey, Ballesteros and Connell, "Light stemming for Arabic information retrieval" (2007), in folded spelling.
ARABIC_ARTICLES: Final = ("وال", "بال", "كال", "فال", "لل", "ال")
ARABIC_ENDINGS: Final = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")


@lru_cache(maxsize=200_000)
def arabic_stem(word: str) -> str:
    """An Arabic word in folded spelling without its article, its joined particles and its common endings."""
    if len(word) > 3 and word[0] == "و":  # noqa: PLR2004 -- a root has three letters
        word = word[1:]
    for article in ARABIC_ARTICLES:
        if word.startswith(article) and len(word) - len(article) > 1:
            word = word[len(article) :]
            break
    # "for" and "with" are written together with their word. What only begins so loses a letter too, always the same.
    if len(word) > 4 and word[0] in "لب":  # noqa: PLR2004 -- what is left must still be a word
        word = word[1:]
    for ending in ARABIC_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 1:
            word = word[: -len(ending)]
    return word


@cache
def _analyser(language: str) -> TextAnalyzer:
    """Words of a language in lower case, without accents, without endings where the language is one of ours."""
    builder = (
        TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(LONGEST_TERM)).filter(Filter.lowercase())
    )
    builder = builder.filter(Filter.ascii_fold())
    if language in STEMMED:
        builder = builder.filter(Filter.stemmer(STEMMED[language]))
    return builder.build()


@cache
def as_it_stands() -> TextAnalyzer:
    """Words of a text that is already in the form in which it is compared."""
    return TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(LONGEST_TERM)).build()


@cache
def between_spaces() -> TextAnalyzer:
    """Terms that are already made, with spaces between them."""
    return TextAnalyzerBuilder(Tokenizer.whitespace()).build()


@cache
def _stop_list(language: str) -> TextAnalyzer:
    return TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stopword(STOP_LISTS[language])).build()


def base(language: str) -> str:
    """The language whose analysis is used: ``zh`` for ``zh-hant``, empty where the general one is."""
    first = language.partition("-")[0]
    return first if first in STEMMED or first in {"ar", "zh"} else ""


def _in_pairs(found: re.Match[str]) -> str:
    run = found[0]
    return f" {' '.join(run[i : i + 2] for i in range(len(run) - 1))} " if len(run) > 1 else f" {run} "


def _apart(found: re.Match[str]) -> str:
    return f" {' '.join(found[0])} "


def _prepared(text: str, language: str) -> str:
    """A text as its analyser wants it: what a library's filters cannot do for a script is done here."""
    if text.isascii():
        return text
    text = readable(text)
    if language == "ru":
        return text.replace("ё", "е").replace("Ё", "Е")
    if ARABIC.search(text):
        text = WORD.sub(lambda found: arabic_stem(found[0]), folded(text))
    if IDEOGRAPHIC.search(text):
        text = IDEOGRAPHIC.sub(_in_pairs, text.translate(SIMPLIFIED))
    return text


class _Terms(dict[str, str]):
    """The terms of each word of one language that was seen, so that no word is analysed ten thousand times."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, word: str) -> str:
        stem = arabic_stem(folded(word)) if ARABIC.search(word) else word
        if self._language == "ru":
            stem = stem.replace("ё", "е")
        terms = " ".join(_analyser(self._language).analyze(stem))
        if len(self) >= REMEMBERED:
            self.clear()
        self[word] = terms
        return terms


@cache
def _terms(language: str) -> _Terms:
    return _Terms(language)


class Terms(NamedTuple):
    """A text as it is looked for.

    Attributes:
        words: its terms, for finding words in any inflection, with spaces between them.
        exact: its words as they stand, in small letters; ideographs one by one, so that any run of them is found.
    """

    words: str
    exact: str


def terms(text: str, language: str) -> Terms:
    """The terms of a text of one language."""
    return (_short_terms if len(text) <= SHORT else _made)(text, base(language))


def _made(text: str, known: str) -> Terms:
    exact: str | None = None
    if text.isascii():
        exact = ascii_words(text)
    elif known == "zh":
        if not OUTLANDISH.search(text):
            return _ideographic(text, known)
    elif known != "ar" or "_" not in text or not JOINED.search(text):
        exact = ALPHABETS[known].plain(text)
    if exact is None:
        return _made_with_care(text, known)
    return Terms(" ".join(map(_terms(known).__getitem__, exact.split())), exact)


def _made_with_care(text: str, known: str) -> Terms:
    """The terms of a text that has other signs than those of its language's alphabet."""
    text = readable(text)
    is_arabic, has_ideographs = bool(ARABIC.search(text)), bool(IDEOGRAPHIC.search(text))
    # Arabic words are cut off elsewhere where other letters are joined to them.
    is_mixed = is_arabic and (known == "ru" or has_ideographs or "_" in text)
    if is_mixed or UNUSUAL.search(text):
        return Terms(" ".join(_analyser(known).analyze(_prepared(text, known))), exact_text(text))
    if has_ideographs:
        return _ideographic(text, known)
    exact = exact_text(text)
    found = LETTERS.findall(folded(text) if is_arabic else text.lower())
    return Terms(" ".join(map(_terms(known).__getitem__, found)), exact)


def _ideographic(text: str, known: str) -> Terms:
    if CHANGED.search(text):
        text = text.translate(SIMPLIFIED)
    terms_of = _terms(known)
    words: list[str] = []
    exact: list[str] = []
    for run in RUNS.findall(text):
        if IDEOGRAPH[0] <= run[0] <= IDEOGRAPH[1]:
            exact.extend(run)
            words.extend(map(add, run, run[1:]) if len(run) > 1 else run)
        else:
            word = readable(run).lower()
            exact.append(word)
            words.append(terms_of[word])
    return Terms(" ".join(words), " ".join(exact))


# The same titles and surroundings come again and again.
_short_terms: Final = lru_cache(maxsize=20_000)(_made)


def word_terms(text: str, language: str) -> str:
    """``Terms.words`` of a text."""
    return terms(text, language).words


def folded_text(text: str) -> str:
    """The words of a text without accents but with their endings, for finding by their beginning."""
    return IDEOGRAPHIC.sub(_apart, folded(text))


def exact_text(text: str) -> str:
    """The words of a text as they stand, in small letters; ideographs one by one, so that any run of them is found."""
    if text.isascii():
        return text.lower()
    text = readable(text)
    text = plain(text) if CHANGED.search(text) else text.lower()
    return IDEOGRAPHIC.sub(_apart, text) if IDEOGRAPHIC.search(text) else text


def exact_words(text: str) -> list[str]:
    """The terms of ``exact_text`` of a typed phrase."""
    return as_it_stands().analyze(exact_text(text))


def folded_words(text: str) -> list[str]:
    """The terms of ``folded_text`` of typed words."""
    return as_it_stands().analyze(folded_text(text))


@lru_cache(maxsize=100_000)
def stems(word: str, language: str) -> tuple[str, ...]:
    """The terms into which a language's analysis turns one word."""
    known = base(language)
    return tuple(_analyser(known).analyze(_prepared(word, known)))


@lru_cache(maxsize=20_000)
def units(word: str, language: str = "") -> tuple[tuple[str, tuple[str, ...]], ...]:
    """A typed word as the parts that must all be found, each with the forms in which the languages hold it.

    ``l'argent`` is argent, ``anti-corruption`` is two parts, a run of ideographs is its pairs.

    Args:
        word: as typed.
        language: in whose texts alone it is looked for, which hold it in one form; empty for those of any.

    Returns:
        Pairs of the part as typed and its forms, the same form once.
    """
    parts = [part for part in WORD.findall(readable(word)) if part.strip("_")]
    # The article before an apostrophe and the like: one letter beside a longer word says nothing.
    long = [part for part in parts if len(part) > 1 or part.isdecimal() or IDEOGRAPHIC.match(part)]
    found: list[tuple[str, tuple[str, ...]]] = []
    for part in long or parts:
        if IDEOGRAPHIC.search(part):
            found += [(pair, (pair,)) for pair in stems(part, "zh")]
        elif language:
            found.append((part, stems(part, language)))
        elif ARABIC.match(part):
            found.append((part, stems(part, "ar")))
        elif CYRILLIC_LETTER.match(part):
            found.append((part, tuple(dict.fromkeys(stems(part, "ru") + stems(part, "")))))
        else:
            forms = [form for language in LATIN for form in stems(part, language)]
            found.append((part, tuple(dict.fromkeys(forms))))
    return tuple((part, forms) for part, forms in found if forms)


@lru_cache(maxsize=20_000)
def common(words: tuple[str, ...], language: str) -> frozenset[str]:
    """Those of the typed words that are too common in the language of the query to tell documents apart.

    The language is that in which most of them are common; the reader's own decides when that leaves it open.
    """
    counted: dict[str, set[str]] = {code: set() for code in STOP_LISTS}
    arabic: set[str] = set()
    for word in words:
        lower = word.lower()
        if ARABIC.match(word):
            if folded(word) in ARABIC_COMMON:
                arabic.add(word)
        else:
            for code in STOP_LISTS:
                if not _stop_list(code).analyze(lower):
                    counted[code].add(word)
    best = max(counted, key=lambda code: (len(counted[code]), code == language, code == "en"))
    # One word alone may be common in a language that nobody is using here: "die" of an English reader.
    if len(counted[best]) == 1 and language in STOP_LISTS and best != language:
        return frozenset(arabic)
    return frozenset(counted[best] | arabic)
