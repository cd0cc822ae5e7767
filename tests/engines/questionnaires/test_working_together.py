"""Several people on one response: who may write where, who is told, what becomes of two texts."""

import datetime as dt

import pytest
from django.utils import timezone

from comity.base.audit.models import Event
from comity.base.notices.models import Notice
from comity.base.people.models import Membership
from comity.engines.questionnaires import actions, queries, rules
from comity.engines.questionnaires.actions.answering import Text
from comity.engines.questionnaires.enums import AnswerState, Outcome, Standing
from comity.engines.questionnaires.models import Answer, Assignment, Remark, Writing
from comity.engines.questionnaires.registry import Suggestion
from comity.kernel.errors import NotNow, NotPermitted, Overtaken, Unreadable


pytestmark = pytest.mark.django_db
YES = Text("yes")


def test_whoever_has_a_section_reads_all_and_writes_there_alone(people):
    actions.answer(people.response, "1.1", YES, by=people.coordinator)
    assert queries.response_of(people.officer, people.response.pk) is None
    with pytest.raises(NotPermitted):
        actions.answer(people.response, "2.1", Text("3"), by=people.officer)
    actions.assign(people.response, "2", by=people.coordinator, person=people.officer)
    assert queries.response_of(people.officer, people.response.pk) == people.response
    assert list(queries.responses_visible_to(people.officer)) == [people.response]
    assert actions.answer(people.response, "2.1", Text("3"), by=people.officer).outcome == Outcome.KEPT
    with pytest.raises(NotPermitted, match="not given to you"):
        actions.answer(people.response, "1.4", Text({"en": "Serial numbers"}), by=people.officer)
    with pytest.raises(NotPermitted):
        actions.assign(people.response, "1", by=people.officer, person=people.judge)
    with pytest.raises(NotPermitted):
        actions.close_response(people.response, by=people.officer)


def test_a_ministry_has_a_section_as_long_as_one_works_there(people):
    actions.assign(people.response, "1", by=people.coordinator, organisation=people.police)
    assert rules.sections_of(people.officer, people.response) == {"1"}
    assert rules.sections_of(people.judge, people.response) == frozenset()
    yesterday = timezone.now().date() - dt.timedelta(days=1)
    Membership.objects.filter(user=people.officer).update(begins_on=yesterday, ends_on=timezone.now().date())
    assert rules.sections_of(people.officer, people.response) == frozenset()
    assert queries.response_of(people.officer, people.response.pk) is None


def test_who_leaves_the_state_loses_the_section(people):
    actions.assign(people.response, "1", by=people.coordinator, person=people.officer)
    Membership.objects.filter(user=people.officer).update(organisation=people.foreign)
    assert rules.sections_of(people.officer, people.response) == frozenset()
    assert list(queries.responses_visible_to(people.officer)) == []


def test_nobody_of_another_state_is_given_a_section(people):
    for given in ({"person": people.foreigner}, {"organisation": people.foreign}):
        with pytest.raises(NotPermitted, match="of the State"):
            actions.assign(people.response, "1", by=people.coordinator, **given)
    assert not Assignment.objects.exists()
    assert people.foreigner not in queries.people_for(people.response)
    assert {people.police, people.justice} <= set(queries.offices_for(people.response))
    assert people.foreign not in queries.offices_for(people.response)


def test_who_is_given_a_section_is_told_once_and_no_more_when_it_is_taken_back(people):
    first = actions.assign(people.response, "1", by=people.coordinator, organisation=people.police)
    again = actions.assign(people.response, "1", by=people.coordinator, organisation=people.police)
    assert first == again
    told = Notice.objects.get()
    assert (told.person, told.asks, told.done_at) == (people.officer, True, None)
    assert told.address == f"/questionnaires/_responses/{people.response.pk}/sections/1/"
    actions.unassign(first, by=people.coordinator)
    assert Notice.objects.get().done_at is not None
    assert not Assignment.objects.exists()
    with pytest.raises(Unreadable):
        actions.assign(people.response, "9", by=people.coordinator, person=people.officer)
    with pytest.raises(Unreadable):
        actions.assign(people.response, "1", by=people.coordinator)


def test_whoever_gave_a_section_is_told_when_it_is_ready(people):
    actions.assign(people.response, "1", by=people.coordinator, person=people.officer)
    actions.answer(people.response, "1.1", Text("no"), by=people.officer)
    assert not actions.tell_if_ready(people.response, "1", by=people.officer)
    told = actions.mark_section(people.response, "1", AnswerState.READY, by=people.officer)
    assert told == {}
    # Nothing else of the section is asked after a no.
    assert actions.tell_if_ready(people.response, "1", by=people.officer)
    assert Notice.objects.get(kind="questionnaires.section").done_at is not None
    assert Notice.objects.get(kind="questionnaires.ready").person == people.coordinator
    actions.tell_if_ready(people.response, "1", by=people.officer)
    assert Notice.objects.filter(kind="questionnaires.ready").count() == 1


def test_a_section_is_marked_as_far_as_it_is_sound(people):
    actions.answer(people.response, "1.1", YES, by=people.coordinator)
    actions.answer(people.response, "1.3", Text(["making"]), by=people.coordinator)
    actions.answer(people.response, "1.2", Text("nowhere"), by=people.coordinator)
    actions.answer(people.response, "2.1", Text("3"), by=people.coordinator)
    told = actions.mark_section(people.response, "1", AnswerState.READY, by=people.coordinator)
    assert list(told) == ["1.2"]
    states = {one.question: one.state for one in Answer.objects.all()}
    assert states == {"1.1": "ready", "1.3": "ready", "1.2": "draft", "2.1": "draft"}


def test_only_who_clears_opens_a_cleared_answer_again(people):
    actions.assign(people.response, "1", by=people.coordinator, person=people.officer)
    kept = actions.answer(people.response, "1.1", YES, by=people.officer).answer
    with pytest.raises(NotPermitted):
        actions.mark(kept, AnswerState.CLEARED, by=people.officer, seen=1)
    cleared = actions.mark(kept, AnswerState.CLEARED, by=people.coordinator, seen=1)
    with pytest.raises(NotPermitted, match="has been cleared"):
        actions.answer(people.response, "1.1", Text("no"), by=people.officer, seen=cleared.number)
    # Who had not seen that it was cleared loses nothing: their text stands beside it.
    assert actions.answer(people.response, "1.1", Text("no"), by=people.officer, seen=1).outcome == Outcome.BESIDE
    actions.settle(cleared, [3], by=people.coordinator)
    actions.mark(cleared, AnswerState.DRAFT, by=people.coordinator, seen=cleared.number)
    assert Answer.objects.get().state == AnswerState.DRAFT


def test_marking_what_somebody_changed_meanwhile_is_refused(people):
    kept = actions.answer(people.response, "1.1", YES, by=people.coordinator).answer
    actions.answer(people.response, "1.1", Text("no"), by=people.coordinator, seen=1)
    with pytest.raises(Overtaken):
        actions.mark(kept, AnswerState.READY, by=people.coordinator, seen=1)
    assert Answer.objects.get().value == "no"
    assert not Writing.objects.filter(standing=Standing.BESIDE).exists()


def test_one_page_goes_on_though_an_answer_was_lost_on_the_way(people):
    """The server kept the text, the line broke before it could say so: the page still knows of no answer."""
    first = Text({"en": "Article"}, sitting="a")
    actions.answer(people.response, "1.4", first, by=people.coordinator, seen=0)
    again = actions.answer(people.response, "1.4", first, by=people.coordinator, seen=0)
    assert again.outcome == Outcome.UNCHANGED
    more = actions.answer(
        people.response, "1.4", Text({"en": "Article 12"}, sitting="a"), by=people.coordinator, seen=0
    )
    assert (more.outcome, more.answer.value) == (Outcome.KEPT, {"en": "Article 12"})
    # Another window of the same person has not seen it: both are kept.
    other = actions.answer(people.response, "1.4", Text({"en": "None"}, sitting="b"), by=people.coordinator, seen=0)
    assert other.outcome == Outcome.BESIDE


def test_what_a_page_only_writes_on_is_kept_once_and_what_it_takes_away_is_kept_too(people):
    seen = 0
    for text in ("A", "Art", "Article 12", "Article 14"):
        kept = actions.answer(
            people.response, "1.4", Text({"en": text}, sitting="a"), by=people.coordinator, seen=seen
        )
        seen = kept.answer.number
    assert (kept.answer.number, kept.answer.value) == (4, {"en": "Article 14"})
    assert [one.value for one in Writing.objects.order_by("number")] == [{"en": "Article 12"}]


def test_one_page_has_one_text_beside_an_answer(people):
    actions.assign(people.response, "1", by=people.coordinator, person=people.officer)
    actions.answer(people.response, "1.4", Text({"en": "Mine"}), by=people.coordinator)
    for text in ("The", "Theirs"):
        actions.answer(people.response, "1.4", Text({"en": text}, sitting="b"), by=people.officer, seen=0)
    beside = queries.beside(people.response)["1.4"]
    assert [one.value for one in beside] == [{"en": "Theirs"}]
    assert Writing.objects.count() == 2


def test_one_of_two_texts_is_chosen_and_the_other_stays_to_be_read(people):
    actions.assign(people.response, "1", by=people.coordinator, person=people.officer)
    mine = actions.answer(people.response, "1.4", Text({"en": "Mine"}), by=people.coordinator).answer
    actions.answer(people.response, "1.4", Text({"en": "Theirs"}), by=people.officer, seen=0)
    with pytest.raises(NotNow, match="Settle them first"):
        actions.mark(mine, AnswerState.READY, by=people.coordinator, seen=1)
    with pytest.raises(Overtaken):
        actions.choose(mine, 2, [2], by=people.officer, seen=7)
    chosen = actions.choose(mine, 2, [2], by=people.officer, seen=1)
    assert (chosen.value, chosen.is_contested, chosen.by) == ({"en": "Theirs"}, False, people.officer)
    assert {(one.value["en"], one.standing) for one in Writing.objects.all()} == {
        ("Mine", Standing.EARLIER),
        ("Theirs", Standing.SETTLED),
    }
    with pytest.raises(Overtaken):
        actions.choose(chosen, 2, [2], by=people.coordinator, seen=chosen.number)


def test_a_suggestion_is_an_answer_only_once_it_is_taken(people):
    law = "00000000-0000-4000-8000-000000000001"
    one = Suggestion("laws", "k", "Annotated", "Article 3", value=[law], evidence=[{"record": law, "locator": "3"}])
    kept = actions.take(people.response, "2.9", one, by=people.coordinator, seen=0).answer
    assert (kept.value, kept.evidence, kept.taken) == ([law], [{"record": law, "locator": "3"}], "laws:k")
    other = Suggestion("laws", "l", "Annotated", "Article 4", value=[law[:-1] + "2"])
    assert actions.take(people.response, "2.9", other, by=people.coordinator, seen=1).answer.value[0] == law
    actions.answer(people.response, "1.1", Text("no"), by=people.coordinator)
    with pytest.raises(NotNow):
        actions.take(
            people.response, "1.1", Suggestion("a", "b", "c", "d", value="yes"), by=people.coordinator, seen=1
        )
    events = Event.objects.filter(verb="response.answer")
    assert events.count() == 3
    # The log says from whom a suggestion came, and nothing of what it says.
    assert "laws" in str([one.details for one in events])
    assert law not in str([one.details for one in events])


def test_evidence_is_added_and_the_answer_stays(people):
    actions.answer(people.response, "1.1", YES, by=people.coordinator)
    law = [{"record": "00000000-0000-4000-8000-000000000001"}]
    kept = actions.put_evidence(people.response, "1.1", law, by=people.coordinator, seen=1).answer
    assert (kept.value, kept.evidence) == ("yes", law)
    with pytest.raises(Overtaken):
        actions.put_evidence(people.response, "1.1", [], by=people.coordinator, seen=1)


def test_only_who_works_on_it_says_something_to_colleagues(people):
    for stranger in (people.officer, people.foreigner, people.reader):
        with pytest.raises(NotPermitted):
            actions.remark(people.response, "1.1", "Hello", by=stranger)
    actions.assign(people.response, "2", by=people.coordinator, person=people.officer)
    actions.remark(people.response, "1.1", "  Which court?  ", by=people.officer)
    assert Remark.objects.get().text == "Which court?"
    for empty in ("", "  ", "x" * 4001):
        with pytest.raises(Unreadable):
            actions.remark(people.response, "1.1", empty, by=people.coordinator)
    assert "Which court" not in str([one.details for one in Event.objects.all()])
    assert not rules.is_colleague(people.reader, people.response)
    assert rules.is_colleague(people.officer, people.response)


def test_nothing_changes_once_it_is_handed_in(people):
    given = actions.assign(people.response, "1", by=people.coordinator, person=people.officer)
    kept = actions.answer(people.response, "1.1", YES, by=people.officer).answer
    actions.close_response(people.response, by=people.coordinator)
    people.response.refresh_from_db()
    for act in (
        lambda: actions.answer(people.response, "1.1", Text("no"), by=people.officer, seen=1),
        lambda: actions.mark(kept, AnswerState.READY, by=people.officer, seen=1),
        lambda: actions.assign(people.response, "2", by=people.coordinator, person=people.judge),
        lambda: actions.unassign(given, by=people.coordinator),
        lambda: actions.remark(people.response, "1.1", "Hello", by=people.officer),
        lambda: actions.mark_section(people.response, "1", AnswerState.READY, by=people.officer),
    ):
        with pytest.raises(NotNow, match="handed in"):
            act()
