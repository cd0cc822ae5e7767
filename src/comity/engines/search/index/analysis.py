"""How the text of each language is cut into the terms that are looked for."""

import re
from functools import cache, lru_cache
from typing import Final

from tantivy import Filter, PreTokenizedString, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from comity.engines.search.grammar.folding import (
    ARABIC,
    CYRILLIC_LETTER,
    DIGITS,
    IDEOGRAPHIC,
    folded,
    plain,
    readable,
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

WORD: Final = re.compile(r"\w+")
# Letters and digits that `plain` changes beyond their case; most texts have none.
CHANGED: Final = re.compile("[\u0600-\u06ff" + "".join(map(chr, DIGITS)) + "]")

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
def _as_it_stands() -> TextAnalyzer:
    """Words of a text that is already in the form in which it is compared."""
    return TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(LONGEST_TERM)).build()


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
        text = IDEOGRAPHIC.sub(_in_pairs, text)
    return text


def word_terms(text: str, language: str) -> PreTokenizedString:
    """The terms of a text of one language, for finding words in any inflection."""
    known = base(language)
    return _analyser(known).pre_tokenize(_prepared(text, known))


def folded_terms(text: str) -> PreTokenizedString:
    """The words of a text without accents but with their endings, for finding by their beginning."""
    return _as_it_stands().pre_tokenize(IDEOGRAPHIC.sub(_apart, folded(text)))


def exact_terms(text: str) -> PreTokenizedString:
    """The words of a text as they stand, in small letters; ideographs one by one, so that any run of them is found."""
    return _as_it_stands().pre_tokenize(_exact(text))


def exact_words(text: str) -> list[str]:
    """``exact_terms`` of a typed phrase."""
    return _as_it_stands().analyze(_exact(text))


def folded_words(text: str) -> list[str]:
    """``folded_terms`` of typed words."""
    return _as_it_stands().analyze(IDEOGRAPHIC.sub(_apart, folded(text)))


def _exact(text: str) -> str:
    if text.isascii():
        return text.lower()
    text = readable(text)
    text = plain(text) if CHANGED.search(text) else text.lower()
    return IDEOGRAPHIC.sub(_apart, text) if IDEOGRAPHIC.search(text) else text


@lru_cache(maxsize=100_000)
def stems(word: str, language: str) -> tuple[str, ...]:
    """The terms into which a language's analysis turns one word."""
    known = base(language)
    return tuple(_analyser(known).analyze(_prepared(word, known)))


@lru_cache(maxsize=20_000)
def units(word: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """A typed word as the parts that must all be found, each with the forms in which the languages hold it.

    ``l'argent`` is argent, ``anti-corruption`` is two parts, a run of ideographs is its pairs.

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
