"""The catalogues of translations: complete, up to date, sound in every plural form, and the same every time."""

import ast
import functools
import re

import pytest
from babel.messages.pofile import read_po
from django.utils.translation import gettext, ngettext, override

from comity.project.commands import messages


PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|</?\w+[^>]*>|\{\w+\}")
# A number for each form of a language, in the order in which its catalogue has the forms.
NUMBERS = {
    "ar": [[0], [1], [2], [3, 10, 103, 1_003], [100, 101, 102, 201, 1_002], [11, 26, 99, 111, 1_099]],
    "zh": [[0, 1, 2, 100]],
    "fr": [[0, 1], [2, 11, 100]],
    "ru": [[1, 21, 101], [2, 4, 22, 104], [0, 5, 11, 12, 14, 20, 111, 100]],
    "es": [[1], [0, 2, 11, 100]],
}
# As a person of the language counts States; Arabic has no digit where the word itself says how many.
COUNTED = {
    "ar": {1: "دولة واحدة", 2: "دولتان", 5: "5 دول", 30: "30 دولة", 100: "100 دولة"},
    "zh": {1: "1个国家", 5: "5个国家"},
    "fr": {0: "0 État", 1: "1 État", 2: "2 États"},
    "ru": {1: "1 государство", 3: "3 государства", 5: "5 государств", 11: "11 государств", 21: "21 государство"},
    "es": {0: "0 Estados", 1: "1 Estado", 2: "2 Estados"},
}
languages = pytest.mark.parametrize("language", messages.TRANSLATED)


@pytest.fixture(scope="session")
def compiled():
    """What a translation is looked up in."""
    messages.compile_all()


@functools.cache
def gathered(language):
    return messages.gather(language)


@functools.cache
def committed(language):
    with messages.catalogue_path(language).open("rb") as file:
        return read_po(file, locale=language)


def words(message):
    """All its English and all its translations, as two lists."""
    english = message.id if isinstance(message.id, (list, tuple)) else [message.id]
    translated = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return list(english), list(translated)


@languages
def test_the_catalogue_is_what_gathering_would_write(language):
    path = messages.catalogue_path(language)
    assert path.read_bytes() == messages.written(language, gathered(language)), "Run: comity messages gather"


@languages
def test_nothing_is_missing(language):
    assert [message.id for message in messages.missing(gathered(language))] == []


@languages
def test_every_placeholder_and_element_stays(language):
    faults = []
    for message in committed(language):
        if not message.id:
            continue
        english, translated = words(message)
        if len(english) == 1:
            kept = all(
                sorted(PLACEHOLDER.findall(one)) == sorted(PLACEHOLDER.findall(english[0])) for one in translated
            )
        else:
            # A form for one or for none may say so in a word, and so leave the number out; it may not add any.
            all_of_it = set(PLACEHOLDER.findall(english[1]))
            kept = all(set(PLACEHOLDER.findall(one)) <= all_of_it for one in translated)
            kept &= set(PLACEHOLDER.findall(translated[-1])) == all_of_it
        if not kept:
            faults.append(message.id)
    assert faults == []


@languages
def test_beginnings_and_ends_are_those_of_the_english(language):
    faults = []
    for message in committed(language):
        english, translated = words(message)
        # What only joins names is written in each language as it joins them.
        if (
            message.id
            and any(map(str.isalpha, english[0]))
            and any(
                (one[:1].isspace(), one[-1:].isspace()) != (english[0][:1].isspace(), english[0][-1:].isspace())
                for one in translated
            )
        ):
            faults.append(message.id)
    assert faults == []


@languages
def test_every_translation_says_whether_a_person_has_read_it(language):
    marks = {tuple(message.user_comments) for message in committed(language) if message.id}
    assert marks <= {("review: machine",), ("reviewed",)}


@languages
def test_every_plural_has_all_forms_of_the_language(language):
    forms = committed(language).num_plurals
    assert forms == len(NUMBERS[language])
    plurals = [message for message in committed(language) if message.id and message.pluralizable]
    assert plurals
    assert [message.id for message in plurals if len(message.string) != forms] == []


@languages
def test_every_number_takes_the_form_of_its_place(language, compiled):
    pair = "%(number)s State", "%(number)s States"
    with_forms = next(message for message in committed(language) if message.id == pair).string
    with override(language):
        for form, numbers in enumerate(NUMBERS[language]):
            for number in numbers:
                assert ngettext(*pair, number) == with_forms[form], number
        for number, counted in COUNTED[language].items():
            said = ngettext(*pair, number) % {"number": number}
            assert said.replace("\N{NO-BREAK SPACE}", " ") == counted


@languages
def test_the_header_names_the_platform_and_nothing_that_changes(language):
    head = messages.catalogue_path(language).read_text(encoding="utf-8").split("\n\n", 1)[0]
    assert f'"Language: {language}\\n"' in head
    assert '"Project-Id-Version: Comity ' in head
    assert not re.search(r"@|FIRST AUTHOR|ORGANIZATION|FULL NAME|YEAR|-Date:|Generated-By", head)


def test_forms_speak_the_language_of_the_page(compiled):
    """Django has Chinese under another code than ours."""
    for language in messages.TRANSLATED:
        with override(language):
            assert gettext("This field is required.") != "This field is required."
            assert gettext("Enter a valid date.") != "Enter a valid date."


def test_one_english_word_with_two_meanings_has_two_translations(compiled):
    from comity.base.places.enums import Reason
    from comity.knowledge.legislation.enums import Kind

    for language in ("ar", "zh", "ru"):
        with override(language):
            assert str(Reason.CODE.label) != str(Kind.CODE.label)


def test_no_message_hides_inside_an_f_string():
    """What gathers the messages does not look into f-strings, so a message there would stay English for ever."""
    hidden = [
        f"{path.relative_to(messages.ROOT)}:{call.lineno}"
        for path in sorted(messages.ROOT.rglob("*.py"))
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in messages.KEYWORDS
    ]
    assert hidden == []
