"""What is true of every questionnaire that ships with a module."""

from pathlib import Path

import pytest
from django.apps import apps

from comity.engines.questionnaires import actions
from comity.engines.questionnaires.actions.loading import files_in, read_file
from comity.engines.questionnaires.exports import to_workbook
from comity.engines.questionnaires.grammar import reading, writing
from comity.engines.questionnaires.imports import from_bytes
from comity.engines.questionnaires.models import Version
from comity.kernel.languages import INTERFACE


FOLDERS = [
    folder for config in apps.get_app_configs() if (folder := Path(config.path) / "facts" / "questionnaires").is_dir()
]
FILES = [path for folder in FOLDERS for path, _digest in files_in(folder)]


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def shipped(request):
    """A definition; that it is read at all means: codes stand once, and conditions ask for what stands before."""
    return read_file(request.param)


def test_it_is_the_same_when_it_is_written_and_read_again(shipped):
    assert reading.definition(writing.document(shipped)) == shipped


def test_every_question_is_in_the_six_languages_or_says_which_are_missing(shipped):
    assert shipped.missing(shipped.languages) == {}
    assert set(shipped.missing(tuple(INTERFACE))) == set(INTERFACE) - set(shipped.languages)


def test_it_goes_to_a_workbook_and_comes_back_the_same(shipped):
    brought = from_bytes(to_workbook(shipped), "form.xlsx")
    assert brought.definition == shipped
    assert brought.findings == ()


def test_what_is_not_official_says_where_it_comes_from(shipped):
    assert shipped.source


def test_codes_stand_once_and_questions_of_others_are_there():
    several = {one.code: one for one in map(read_file, FILES)}
    assert len(several) == len(FILES)
    lost = [
        (code, question.code, there)
        for code, one in several.items()
        for question in one.questions.values()
        for there in question.crossref
        if there.partition(":")[0] in several
        and there.partition(":")[2] not in several[there.partition(":")[0]].questions
    ]
    assert lost == []


@pytest.mark.django_db
def test_they_are_loaded_and_the_same_again_changes_nothing(service):
    for folder in FOLDERS:
        actions.load_definitions(folder, by=service)
    before = list(Version.objects.order_by("pk").values_list("pk", "digest", "revision"))
    assert len(before) == len(FILES)
    for folder in FOLDERS:
        assert set(actions.load_definitions(folder, by=service)) <= {"unchanged"}
    assert list(Version.objects.order_by("pk").values_list("pk", "digest", "revision")) == before
