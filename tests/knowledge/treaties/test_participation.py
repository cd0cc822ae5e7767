"""What staff and tables record about States: permission, audit, and how two sources of one act become one."""

import datetime as dt

import pytest

from comity.base.audit.models import Event
from comity.base.places.models import Place
from comity.kernel.dates import Period
from comity.kernel.errors import NotNow, NotPermitted, Unreadable
from comity.knowledge.treaties.actions import (
    correct_action,
    load_facts,
    put_actions,
    record_action,
    retract_action,
)
from comity.knowledge.treaties.enums import ActionKind, Standing
from comity.knowledge.treaties.models import LoadedFacts, TreatyAction
from comity.knowledge.treaties.queries import participation
from comity.knowledge.treaties.shapes import ActionRow, Source


NOTE = Source("note-1", "Depositary notification 1", publisher="United Nations", url="https://example.org/1")


@pytest.fixture
def editor(facts, person_with):
    return person_with("editor")


def row(**changes):
    given = {
        "symbol": "XVIII-12", "place": "JP", "kind": "acceptance", "on": Period.parse("2017-07-11"),
        "source": NOTE.key, "identifier": "mine:1", "where": "line 2",
    }  # fmt: skip
    return ActionRow(**(given | changes))


def test_an_editor_records_and_the_state_is_a_party(editor, treaty):
    palermo, iran = treaty("XVIII-12"), Place.objects.get(pk="IR")
    made = record_action(palermo, iran, ActionKind.RATIFICATION, Period.parse("2020-01-10"), source=NOTE, by=editor)
    assert participation.is_party(palermo, "IR", dt.date(2020, 2, 9)).standing == Standing.YES
    event = Event.objects.filter(verb="treaty.participation").first()
    assert (event.actor_id, event.record_id) == (str(editor.pk), palermo.pk)
    assert made.provenance.title == NOTE.title
    with pytest.raises(NotNow):
        record_action(palermo, iran, ActionKind.RATIFICATION, Period.parse("2020-01-10"), source=NOTE, by=editor)


def test_a_correction_stays_when_the_facts_are_read_again(editor, service, treaty):
    italy = TreatyAction.objects.get(identifier="facts:XVIII-12:IT:ratification")
    correct_action(italy, on=Period.parse("2006-08-03"), source=NOTE, by=editor)
    LoadedFacts.objects.all().delete()
    load_facts(by=service)
    italy.refresh_from_db()
    assert (italy.on_text, italy.earliest_on, italy.provenance_id) == ("2006-08-03", dt.date(2006, 8, 3), NOTE.key)
    event = Event.objects.get(verb="treaty.correct_action")
    assert event.details["before"]["on_text"] == "2006-08-02"
    with pytest.raises(NotNow):
        correct_action(italy, on=Period.parse("2006-08-03"), source=NOTE, by=editor)


def test_a_retracted_action_no_longer_counts_and_does_not_come_back(editor, service, treaty):
    palermo = treaty("XVIII-12")
    italy = TreatyAction.objects.get(identifier="facts:XVIII-12:IT:ratification")
    retract_action(italy, by=editor, reason="entered for another State")
    assert participation.is_party(palermo, "IT", dt.date(2020, 1, 1)).standing == Standing.NO
    LoadedFacts.objects.all().delete()
    load_facts(by=service)
    assert participation.is_party(palermo, "IT", dt.date(2020, 1, 1)).standing == Standing.NO
    with pytest.raises(NotNow):
        retract_action(italy, by=editor, reason="again")
    with pytest.raises(NotNow):
        correct_action(italy, on=Period.parse("2006-08-03"), source=NOTE, by=editor)


def test_a_contributor_may_do_none_of_it(facts, person_with, treaty):
    contributor = person_with("contributor")
    italy = TreatyAction.objects.get(identifier="facts:XVIII-12:IT:ratification")
    before = TreatyAction.objects.count(), Event.objects.count()
    with pytest.raises(NotPermitted):
        record_action(
            treaty("XVIII-12"), italy.place, ActionKind.WITHDRAWAL, Period.parse("2020"), source=NOTE, by=contributor
        )
    with pytest.raises(NotPermitted):
        correct_action(italy, on=Period.parse("2006-08-03"), source=NOTE, by=contributor)
    with pytest.raises(NotPermitted):
        retract_action(italy, by=contributor, reason="no")
    with pytest.raises(NotPermitted):
        put_actions([row()], [NOTE], by=contributor)
    assert (TreatyAction.objects.count(), Event.objects.count()) == before


def test_an_exact_day_replaces_the_period_that_a_report_gave(editor):
    (change,) = put_actions([row()], [NOTE], by=editor)
    assert change.fields["on_text"] == ("2017-02/2018-02-09", "2017-07-11")
    assert TreatyAction.objects.filter(treaty__symbol="XVIII-12", place="JP", kind="acceptance").count() == 1
    (again,) = put_actions([row()], [NOTE], by=editor)
    assert again.outcome == "unchanged"


def test_a_vaguer_date_from_elsewhere_leaves_what_is_known_exactly(editor):
    vague = row(place="IT", kind="ratification", on=Period.parse("2006"))
    (change,) = put_actions([vague], [NOTE], by=editor)
    assert change.outcome == "unchanged"
    assert TreatyAction.objects.get(identifier="facts:XVIII-12:IT:ratification").on_text == "2006-08-02"


def test_one_word_for_another_on_the_same_day_is_the_same_act(editor):
    same = row(place="IT", kind="acceptance", on=Period.parse("2006-08-02"))
    (change,) = put_actions([same], [NOTE], by=editor)
    assert change.outcome == "unchanged"


def test_a_dry_run_says_what_would_change_and_changes_nothing(editor):
    before = TreatyAction.objects.count(), Event.objects.count()
    changes = put_actions([row(), row(place="IR", identifier="mine:2")], [NOTE], by=editor, dry_run=True)
    assert [change.outcome for change in changes] == ["changed", "created"]
    assert (TreatyAction.objects.count(), Event.objects.count()) == before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"symbol": "XVIII-99"}, "No treaty has the symbol “XVIII-99”"),
        ({"place": "XX"}, "No place has the code “XX”"),
        ({"kind": "joined"}, "“joined” is not a kind of action"),
        ({"source": "nobody"}, "The source “nobody” is not described"),
        ({"against": "FR"}, "Only an objection"),
        ({"identifier": "mine:0"}, "was given before, at line 1"),
    ],
)
def test_one_bad_row_refuses_all_rows(editor, changes, sentence):
    before = TreatyAction.objects.count()
    good = row(place="IR", identifier="mine:0", where="line 1")
    with pytest.raises(Unreadable, match=r"^line 2: ") as refused:
        put_actions([good, row(**changes)], [NOTE], by=editor)
    assert sentence in refused.value.sentence
    assert TreatyAction.objects.count() == before
