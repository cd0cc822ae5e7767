"""Answers: each by somebody, none lost, and of two on one question both kept."""

import pytest

from comity.engines.questionnaires import actions, queries
from comity.engines.questionnaires.actions.answering import Text
from comity.engines.questionnaires.enums import AnswerState, Outcome, Standing
from comity.engines.questionnaires.models import Answer, Writing
from comity.kernel.errors import NotNow, NotPermitted, Unreadable


pytestmark = pytest.mark.django_db


@pytest.fixture
def response(released, use, editor):
    return actions.open_response(released, use, by=editor, place="IT")


@pytest.fixture
def colleague(person_with):
    person = person_with("contributor")
    person.username = "colleague"
    person.save()
    return person


def test_only_whom_a_module_lets_answers_and_reads(response, editor, person_with):
    stranger = person_with("editor")
    with pytest.raises(NotPermitted):
        actions.answer(response, "1.1", Text("yes"), by=stranger)
    assert queries.response_of(stranger, response.pk) is None
    assert queries.response_of(None, response.pk) is None
    assert queries.response_of(editor, response.pk) == response
    assert list(queries.responses_visible_to(stranger)) == []
    assert list(queries.responses_visible_to(editor)) == [response]


def test_nobody_answers_for_a_use_that_no_module_has_named(released, editor):
    with pytest.raises(NotPermitted):
        actions.open_response(released, "nobody.knows", by=editor)


def test_earlier_answers_are_kept(response, editor):
    first = actions.answer(response, "1.1", Text("yes"), by=editor).answer
    again = actions.answer(response, "1.1", Text("yes"), by=editor, seen=1)
    assert again.outcome == Outcome.UNCHANGED
    second = actions.answer(response, "1.1", Text("no", comment="See the new act"), by=editor, seen=first.number)
    assert (second.outcome, second.answer.number, second.answer.value) == (Outcome.KEPT, 2, "no")
    assert [(one.number, one.value, one.standing) for one in queries.history_of(second.answer)] == [
        (1, "yes", Standing.EARLIER)
    ]


def test_two_people_on_one_answer_both_keep_their_words(response, editor, colleague):
    mine = actions.answer(response, "1.2", Text({"en": "Article 12"}), by=editor)
    theirs = actions.answer(response, "1.2", Text({"en": "Article 14"}), by=colleague, seen=0)
    assert (mine.outcome, theirs.outcome) == (Outcome.KEPT, Outcome.BESIDE)
    answer = queries.answers_of(response)["1.2"]
    assert (answer.value, answer.by, answer.is_contested) == ({"en": "Article 12"}, editor, True)
    assert [(one.value, one.by) for one in queries.beside(response)["1.2"]] == [({"en": "Article 14"}, colleague)]
    # Whoever reads both writes a third, and says that the other is dealt with.
    actions.answer(response, "1.2", Text({"en": "Articles 12 and 14"}), by=editor, seen=answer.number)
    settled = actions.settle(answer, [2], by=editor)
    assert not settled.is_contested
    assert queries.beside(response) == {}
    assert [one.value["en"] for one in Writing.objects.order_by("number")] == ["Article 12", "Article 14"]
    assert Answer.objects.get().number == 3


def test_a_draft_may_be_anything_and_what_is_ready_is_sound(response, editor, colleague):
    actions.answer(response, "1.1", Text("perhaps"), by=editor)
    with pytest.raises(NotNow, match="none of the answers"):
        actions.answer(response, "1.1", Text("perhaps", state=AnswerState.READY), by=editor, seen=1)
    actions.answer(response, "1.1", Text("yes", state=AnswerState.READY), by=editor, seen=1)
    with pytest.raises(NotPermitted):
        actions.answer(response, "1.1", Text("yes", state=AnswerState.CLEARED), by=colleague, seen=2)
    actions.answer(response, "1.1", Text("yes", state=AnswerState.CLEARED), by=editor, seen=2)
    assert queries.states_of([response]) == {response.pk: {"cleared": 1}}


def test_what_is_no_question_is_not_answered(response, editor):
    with pytest.raises(Unreadable):
        actions.answer(response, "9.9", Text("yes"), by=editor)


def test_what_was_handed_in_stays(response, editor):
    actions.answer(response, "1.1", Text("yes"), by=editor)
    actions.close_response(response, by=editor)
    with pytest.raises(NotNow, match="handed in"):
        actions.answer(response, "1.1", Text("no"), by=editor, seen=1)
