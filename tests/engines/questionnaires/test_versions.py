"""Versions: drafted, released, fixed once they are answered, and loaded from the files of a module."""

import json

import pytest
from django.db import DatabaseError, connection, transaction

from comity.base.audit.models import Event
from comity.engines.questionnaires import actions, queries
from comity.engines.questionnaires.enums import Stage
from comity.engines.questionnaires.grammar import reading
from comity.engines.questionnaires.models import Questionnaire, Version
from comity.kernel.errors import NotNow, NotPermitted, Overtaken, Unreadable

from .examples import full, said, small


pytestmark = pytest.mark.django_db


def definition(**more):
    return reading.definition(small(**more))


def test_a_draft_is_for_who_writes_and_a_released_version_for_everybody(editor, person_with):
    draft = actions.draft(definition(), by=editor)
    contributor = person_with("contributor")
    assert queries.version_of(contributor, "small") is None
    assert queries.version_of(None, "small", "1") is None
    assert queries.version_of(editor, "small") == draft
    actions.release(draft, by=editor, seen=1)
    assert queries.version_of(None, "small") == draft


@pytest.mark.parametrize(
    "role", ["contributor", "focal_point", "authority", "observer", "secretariat", "administrator"]
)
def test_nobody_but_editors_writes(role, editor, person_with):
    person, draft = person_with(role), actions.draft(definition(), by=editor)
    for act in (
        lambda: actions.draft(definition(edition="2"), by=person),
        lambda: actions.revise(draft, definition(), by=person, seen=1),
        lambda: actions.release(draft, by=person, seen=1),
        lambda: actions.remove(draft, by=person),
        lambda: actions.take_back(draft, by=person, reason="x"),
        lambda: actions.close(draft, by=person, reason="x"),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert Version.objects.get().revision == 1


def test_a_draft_is_changed_by_who_has_seen_it_as_it_is(editor):
    draft = actions.draft(definition(), by=editor)
    changed = actions.revise(draft, definition(title=said("Another title")), by=editor, seen=1)
    assert (changed.revision, changed.title["en"]) == (2, "Another title")
    with pytest.raises(Overtaken):
        actions.revise(draft, definition(), by=editor, seen=1)
    assert [one.verb for one in Event.objects.filter(verb__startswith="questionnaire.").order_by("id")] == [
        "questionnaire.draft", "questionnaire.revise",
    ]  # fmt: skip


def test_what_is_released_is_whole_and_changes_only_in_a_new_edition(editor):
    short = small()
    del short["sections"][0]["questions"][0]["text"]["ru"]
    draft = actions.draft(reading.definition(short), by=editor)
    with pytest.raises(NotNow, match=r"“ru”: 1\.1"):
        actions.release(draft, by=editor, seen=1)
    draft = actions.revise(draft, definition(), by=editor, seen=1)
    released = actions.release(draft, by=editor, seen=2)
    with pytest.raises(NotNow, match="new edition"):
        actions.revise(released, definition(title=said("x")), by=editor, seen=released.revision)
    with pytest.raises(NotNow, match="is there already"):
        actions.draft(definition(), by=editor)
    assert actions.draft(definition(edition="2"), by=editor).number == 2


def test_a_released_version_is_taken_back_or_closed_with_a_reason(editor, released, use):
    with pytest.raises(NotNow, match="Say why"):
        actions.take_back(released, by=editor, reason=" ")
    back = actions.take_back(released, by=editor, reason="A mistake")
    assert (back.stage, back.released_at) == (Stage.DRAFT, None)
    again = actions.release(back, by=editor, seen=back.revision)
    closed = actions.close(again, by=editor, reason="The cycle is over")
    with pytest.raises(NotNow, match="Only a released"):
        actions.open_response(closed, use, by=editor)


def test_the_last_draft_takes_its_questionnaire_with_it(editor):
    actions.remove(actions.draft(definition(), by=editor), by=editor)
    assert not Questionnaire.objects.exists()


def test_a_version_that_is_answered_never_changes_not_even_by_sql(editor, released, use):
    actions.open_response(released, use, by=editor)
    with pytest.raises(NotNow, match="never changes"):
        actions.take_back(released, by=editor, reason="A mistake")
    table = Version._meta.db_table
    for change in ("edition = '9'", "stage = 'draft', released_at = NULL", "digest = 'x'"):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {change}")  # noqa: S608 -- our own words
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Version.objects.update(definition={"code": "other"})
    # Closing it takes nothing from who answers.
    assert actions.close(released, by=editor, reason="Over").stage == Stage.CLOSED


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "small.json").write_text(json.dumps(small()), encoding="utf-8")
    (tmp_path / "full.json").write_text(json.dumps(full()), encoding="utf-8")
    return tmp_path


def test_files_are_loaded_once_and_followed_until_they_are_answered(folder, service, use, django_assert_num_queries):
    assert actions.load_definitions(folder, by=service) == {"created": 2}
    with django_assert_num_queries(1):
        assert actions.load_definitions(folder, by=service) == {"unchanged": 2}
    (folder / "small.json").write_text(json.dumps(small(title=said("A better title"))), encoding="utf-8")
    assert actions.load_definitions(folder, by=service) == {"changed": 1, "unchanged": 1}
    version = queries.version_of(None, "small")
    assert (version.title["en"], version.stage) == ("A better title", Stage.RELEASED)
    actions.open_response(version, use, by=service)
    (folder / "small.json").write_text(json.dumps(small()), encoding="utf-8")
    with pytest.raises(NotNow, match=r"small\.json says otherwise than edition 1, which is being answered"):
        actions.load_definitions(folder, by=service)
    (folder / "small.json").write_text(json.dumps(small(edition="2")), encoding="utf-8")
    assert actions.load_definitions(folder, by=service) == {"created": 1, "unchanged": 1}


def test_a_broken_file_is_named(folder, service):
    (folder / "small.json").write_text(json.dumps(small(title={})), encoding="utf-8")
    with pytest.raises(Unreadable, match=r"small\.json: .*title: This is missing"):
        actions.load_definitions(folder, by=service)


def test_questions_that_files_share_change_every_file_that_names_them(folder, service):
    shared = {"follow_ups": [{"code": "why", "kind": "text", "text": said("Why?"), "relevant_when": ["no"]}]}
    document = small()
    document["sections"][0]["follow_ups"] = ["why"]
    (folder / "follow-ups.json").write_text(json.dumps(shared), encoding="utf-8")
    (folder / "small.json").write_text(json.dumps(document), encoding="utf-8")
    actions.load_definitions(folder, by=service)
    shared["follow_ups"][0]["text"] = said("Why not?")
    (folder / "follow-ups.json").write_text(json.dumps(shared), encoding="utf-8")
    assert actions.load_definitions(folder, by=service) == {"changed": 1, "unchanged": 1}
    assert queries.version_of(None, "small").size == 3
