"""What goes onto paper comes back the same: every questionnaire that ships, in six languages, as Word and as Excel."""

import datetime as dt
import io
import zipfile
from dataclasses import replace
from random import Random

import pytest
from django.utils import translation

from comity.engines.questionnaires.actions.loading import files_in, read_file
from comity.engines.questionnaires.enums import Kind
from comity.engines.questionnaires.exports import made
from comity.engines.questionnaires.grammar import paper, reading, typed, writing
from comity.engines.questionnaires.imports import filled, word
from comity.engines.questionnaires.shapes.paper import Form, Given
from comity.operations import reviews

from .examples import LANGUAGES, full
from .invented import answers


FOLDER = reviews.__path__[0] + "/facts/questionnaires"
KEY = "0f0a3c1e-0000-4000-8000-000000000001"
NOW = dt.datetime(2026, 11, 22, 6, 0, tzinfo=dt.UTC)


def shipped():
    from pathlib import Path

    return [path for path, _digest in files_in(Path(FOLDER))]


def filling(definition, given, language, other="", number=3):
    form = Form(KEY, writing.digest(definition), language, other)
    return paper.Filling(
        form, {code: Given(value, number) for code, value in given.items()}, ["Italy · 2026"], "Draft", NOW
    )


def back(content, kind, definition, folder):
    path = folder / f"form.{kind}"
    path.write_bytes(content)
    if kind == "docx":
        read, form = word.opened(path)
        return form, word.returned(read, form, definition)
    sheets, form = filled.opened(path)
    return form, filled.returned(sheets, form, definition)


def check_same(definition, given, returned, number=3):
    assert [(one.where, one.text, one.why) for one in returned.unread] == []
    # Files are told on paper; it neither brings them back nor takes them away.
    carried = {code for code, one in definition.questions.items() if one.is_answered and one.kind is not Kind.FILE}
    assert set(returned.values) == carried
    for code, value in returned.values.items():
        question = definition.questions[code]
        assert typed.same(question, value, given.get(code)), (code, value, given.get(code))
        assert returned.seen[code] == (number if code in given else 0)


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_each_questionnaire_that_ships_comes_back_the_same_from_paper(path, tmp_path, db):
    definition = read_file(path)
    draw = Random(path.stem)
    for number, language in enumerate(LANGUAGES):
        given = answers(definition, draw, language)
        kinds = ("docx", "xlsx")
        # Each of the two in half of the languages, and in all over the questionnaires.
        kind = kinds[(number + len(path.stem)) % 2]
        sheet = filling(definition, given, language)
        form, returned = back(made.form(definition, sheet, kind), kind, definition, tmp_path)
        assert form == sheet.form
        check_same(definition, given, returned)


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_question_comes_back_whoever_reads_it(language, kind, tmp_path, db):
    definition = reading.definition(full())
    for seed in range(6):
        given = answers(definition, Random(seed), language, share=0.85)
        sheet = filling(definition, given, language, other="ru" if seed % 2 else "")
        content = made.form(definition, sheet, kind)
        # Whoever sends it in reads the portal in another language.
        with translation.override("es"):
            _form, returned = back(content, kind, definition, tmp_path)
        check_same(definition, given, returned)


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_records_are_named_by_their_titles_and_come_back_by_their_keys(kind, tmp_path, db):
    definition = reading.definition(full())
    known, other = "3d1f0c1e-0000-4000-8000-00000000000a", "3d1f0c1e-0000-4000-8000-00000000000b"
    given = {"2.9": [known, other]}
    sheet = replace(filling(definition, given, "en"), names={known: "Act [No. 4] on firearms / 2019"})
    content = made.form(definition, sheet, kind)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        text = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
    assert "Act [No. 4] on firearms / 2019 [" in text
    _form, returned = back(content, kind, definition, tmp_path)
    check_same(definition, given, returned)
