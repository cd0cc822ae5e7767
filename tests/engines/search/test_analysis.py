"""The quick way of making terms is the same as the library's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.engines.search.grammar import parse
from comity.engines.search.index import analysis, snippets
from comity.engines.search.index.alphabets import EVEN


LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh", "zh-hant", "de", "hi")


def slowly(text, language):
    """What the library's analyser of a language makes of a whole text; a term of no letters is found by nobody."""
    known = analysis.base(language)
    return [term for term in analysis._analyser(known).analyze(analysis._prepared(text, known)) if term]


def exactly(text):
    """The words of a text as they stand, as the index cuts them."""
    return analysis.as_it_stands().analyze(text)


def evenly(text):
    """A text in its compared form, letter by letter."""
    small = (letter.lower() for letter in text)
    letters = (one if len(one) == 1 else letter for one, letter in zip(small, text, strict=True))
    return "".join(letters).translate(EVEN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sign_is_taken_as_the_library_takes_it(language):
    signs = [chr(code) for code in range(1, 0x3100)] + [chr(code) for code in range(0x3100, 0x30000, 97)]
    for start in range(0, len(signs), 64):
        # Alone, within a word of each script, and before and after one.
        block = [sign for sign in signs[start : start + 64] if not "\ud800" <= sign <= "\udfff"]
        for sign in block:
            text = f"{sign} a{sign}b {sign}Ж ال{sign}مال 法{sign}律"
            assert analysis.word_terms(text, language).split() == slowly(text, language), hex(ord(sign))
            assert exactly(analysis.terms(text, language).exact) == exactly(analysis.exact_text(text)), hex(ord(sign))
            assert snippets.even(text) == evenly(text), hex(ord(sign))


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_text_has_the_terms_that_the_library_gives(text, language):
    assert analysis.word_terms(text, language).split() == slowly(text, language)
    assert exactly(analysis.terms(text, language).exact) == exactly(analysis.exact_text(text))
    assert snippets.even(text) == evenly(text)


@pytest.mark.parametrize("sign", ["é", "ж", "ش", "法", "ﬁ", "İ", "№"])
def test_a_long_text_is_compared_letter_by_letter_wherever_its_odd_sign_stands(sign):
    for at in (0, snippets.PIECE - 1, snippets.PIECE, 2 * snippets.PIECE + 7):
        text = "Éa" * at + sign + "Ñz" * snippets.PIECE
        assert snippets.even(text) == evenly(text)


def test_a_signed_arabic_word_is_found_whole_with_what_stands_before_and_after():
    text = "في قَانُونِ العُقُوبَاتِ وبالقَانُونِ"
    found = snippets.find(text, "ar", snippets.wanted(parse("قانون", "ar").tree, "ar"))
    assert [text[start:end] for start, end in found.spans] == ["قَانُونِ", "وبالقَانُونِ"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_that_is_too_long_is_no_term(language):
    text = f"law {'x' * 90} {'ж' * 45} order"
    assert analysis.word_terms(text, language).split() == slowly(text, language)


def test_what_is_remembered_has_a_bound(monkeypatch):
    monkeypatch.setattr(analysis, "REMEMBERED", 10)
    words = " ".join(f"word{n}" for n in range(200))
    assert analysis.word_terms(words, "en").split() == slowly(words, "en")
    assert len(analysis._terms("en")) <= 10
