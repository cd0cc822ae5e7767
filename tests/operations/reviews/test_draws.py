"""A draw from its rules to its publication: who may do what, who sees what when, and that anybody can repeat it."""

import datetime as dt
import json
import subprocess
import sys

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from comity.base.audit.models import Event
from comity.base.places.models import Place
from comity.base.terms import index
from comity.base.terms.actions import load_facts as load_terms
from comity.kernel.errors import NotNow, NotPermitted, Unreadable
from comity.operations.reviews import actions, queries
from comity.operations.reviews.enums import Act, Part, Stage, Wish
from comity.operations.reviews.lots.checking import broken
from comity.operations.reviews.lots.numbers import sha256
from comity.operations.reviews.models import Draw, Lot
from comity.operations.reviews.registry import rule_set


def test_both_rule_sets_are_whole_and_say_what_is_not_verified():
    for mechanism, groups in (("organized-crime", 3), ("corruption", 4)):
        said = rule_set(mechanism)
        assert said.values["groups"] == groups
        assert set(said.sources) == set(said.values) > said.verified
        assert said.verified


def test_the_list_of_parties_is_that_of_the_treaties_and_holds_corrections(draw, registry):
    listed = {one.code: one for one in queries.parties(draw)}
    assert listed["EU"].part == Part.OUT
    assert (listed["IT"].part, listed["IT"].instruments) == (Part.BOTH, ("XVIII-14",))
    assert "ER" not in {code for code, one in listed.items() if one.part != Part.OUT} or listed["ER"].instruments
    italy = Place.objects.get(pk="IT")
    actions.correct(draw, italy, part=Part.OUT, wish=Wish.LATER, instruments=[], source="Note of 1 May", by=registry)
    again = {one.code: one for one in queries.parties(draw)}
    assert again["IT"].part == Part.OUT
    assert again["IT"].wish == "later"
    assert len(again) == len(listed)
    actions.take_back(draw, "IT", by=registry)
    assert queries.parties(draw) == list(listed.values())
    with pytest.raises(Unreadable):
        actions.correct(draw, italy, part=Part.OUT, wish=Wish.NONE, instruments=[], source=" ", by=registry)
    with pytest.raises(Unreadable):
        actions.correct(draw, italy, part=Part.OUT, wish=Wish.NONE, instruments=["I-1"], source="x", by=registry)


@pytest.mark.parametrize("role", ["contributor", "focal_point", "observer", "authority", "administrator"])
def test_who_does_not_draw_does_nothing(draw, role, person_with):
    other, lot, later = person_with(role), draw.lots.get(), timezone.now() + dt.timedelta(days=1)
    for act in (
        lambda: actions.set_up("corruption", phase="x", parties_on=later.date(), values={}, by=other),
        lambda: actions.change(draw, phase="x", parties_on=later.date(), values={}, by=other),
        lambda: actions.commit(lot, randomness_source="x", randomness_at=later, by=other),
        lambda: actions.draw_lot(lot, "x", by=other),
        lambda: actions.publish(lot, by=other),
        lambda: actions.abandon(lot, "x", by=other),
        lambda: actions.ask(draw, kind=Act.DEFER, state="IT", seat="", reason="x", by=other),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_each_step_has_its_time_and_what_is_committed_does_not_change(draw, registry, committed):
    lot, soon = draw.lots.get(), timezone.now() + dt.timedelta(hours=1)
    with pytest.raises(NotNow):
        actions.draw_lot(lot, "00", by=registry)
    with pytest.raises(Unreadable):
        actions.commit(lot, randomness_source="x", randomness_at=timezone.now(), by=registry)
    with pytest.raises(Unreadable):
        actions.commit(lot, randomness_source=" ", randomness_at=soon, by=registry)
    actions.commit(lot, randomness_source="Round 7", randomness_at=soon, by=registry)
    with pytest.raises(NotNow, match="The randomness is known from"):
        actions.draw_lot(lot, "00", by=registry)
    for act in (
        lambda: actions.commit(lot, randomness_source="Round 8", randomness_at=soon, by=registry),
        lambda: actions.change(draw, phase="x", parties_on=soon.date(), values={}, by=registry),
        lambda: actions.take_back(draw, "IT", by=registry),
        lambda: actions.publish(lot, by=registry),
    ):
        with pytest.raises(NotNow):
            act()
    lot.refresh_from_db()
    assert lot.commitment_sha256 == sha256(lot.commitment)
    event = Event.objects.get(verb="draw.commit", subject_id=str(draw.pk))
    assert event.details["commitment"] == lot.commitment_sha256
    actions.abandon(lot, "The meeting was moved", by=registry)
    with pytest.raises(NotNow):
        actions.abandon(lot, "again", by=registry)


def test_rules_without_an_outcome_are_refused_before_the_commitment_in_the_readers_language(draw, registry):
    for code in ("IT", "FR"):
        place = Place.objects.get(pk=code)
        actions.correct(draw, place, part=Part.REVIEWED, wish=Wish.NONE, instruments=[], source="x", by=registry)
    actions.change(draw, phase="x", parties_on=draw.parties_on, values={"least": 3, "most": 3}, by=registry)
    soon = timezone.now() + dt.timedelta(hours=1)
    with pytest.raises(NotNow) as no:
        actions.commit(draw.lots.get(), randomness_source="x", randomness_at=soon, by=registry)
    assert "These rules cannot hold together: each State does at least 3 reviews" in str(no.value)
    assert draw.lots.get().stage == Stage.DRAFT
    with pytest.raises(Unreadable):
        actions.change(draw, phase="x", parties_on=draw.parties_on, values={"least": 4, "most": 3}, by=registry)


def test_another_program_does_not_draw_what_was_committed_to(committed, registry, monkeypatch):
    lot = committed()
    monkeypatch.setattr(actions.drawing, "current_program", lambda: "# another\n")
    with pytest.raises(NotNow, match="another program"):
        actions.draw_lot(lot, "00", by=registry)


PAGES = ("draw", "draw-parties", "draw-transcript")


def test_what_a_visitor_sees_at_each_stage(draw, client, registry, committed):
    """Before the commitment nothing; then what was committed to; and the outcome when it is published."""

    def seen():
        return [client.get(reverse(f"reviews:{name}", args=[draw.pk])).status_code for name in PAGES]

    listing = reverse("reviews:draws")
    assert seen() == [404, 404, 404]
    assert b"Cycle A" not in client.get(listing).content
    lot = committed()
    commitment = reverse("reviews:draw-commitment", args=[draw.pk, 0])
    program = reverse("reviews:draw-program", args=[draw.pk, lot.program_id])
    assert seen() == [200, 200, 404]
    assert b"Cycle A" in client.get(listing).content
    assert sha256(client.get(commitment).json()) == lot.commitment_sha256
    assert client.get(program).status_code == 200
    assert client.get(reverse("reviews:draw-program", args=[draw.pk, "0" * 64])).status_code == 404
    actions.draw_lot(lot, "feed 17", by=registry)
    page = client.get(reverse("reviews:draw", args=[draw.pk])).content.decode()
    assert seen() == [200, 200, 404]
    assert "feed 17" not in page
    assert "Reviewer of another regional group" not in page
    client.force_login(registry)
    assert seen() == [200, 200, 200]
    client.post(reverse("reviews:draw-publish", args=[draw.pk]))
    client.logout()
    page = client.get(reverse("reviews:draw", args=[draw.pk])).content.decode()
    assert seen() == [200, 200, 200]
    assert "feed 17" in page
    assert "Reviewer of another regional group" in page
    # A later lot that is being prepared is nobody else's; when it is committed to, everybody's.
    first = Lot.objects.get(draw=draw).outcome[0]["state"]
    actions.ask(draw, kind=Act.REDRAW, state=first, seat="same", reason="Note verbale of 3 May", by=registry)
    assert "Note verbale of 3 May" not in client.get(reverse("reviews:draw", args=[draw.pk])).content.decode()
    committed(draw.lots.get(number=1))
    assert "Note verbale of 3 May" in client.get(reverse("reviews:draw", args=[draw.pk])).content.decode()
    assert len(client.get(reverse("reviews:draw-transcript", args=[draw.pk])).json()["lots"]) == 1


def test_the_program_of_a_draw_repeats_it_byte_for_byte_without_comity(draw, client, registry, published, tmp_path):
    published()
    asked = queries.drawn(draw)[0]["outcome"][0]["state"]
    actions.ask(draw, kind=Act.REDRAW, state=asked, seat="other", reason="Note", by=registry)
    lot = published("1 2 3")
    transcript = client.get(reverse("reviews:draw-transcript", args=[draw.pk])).content
    program, told = tmp_path / "comity-draw.py", tmp_path / "transcript.json"
    program.write_bytes(client.get(reverse("reviews:draw-program", args=[draw.pk, lot.program_id])).content)
    told.write_bytes(transcript)

    def run(*words):
        return subprocess.run([sys.executable, "-I", program, *words], capture_output=True, check=False, cwd=tmp_path)

    assert run("repeat", told).stdout == transcript
    verified = run("verify", told, "--commitment", lot.commitment_sha256)
    assert (verified.returncode, b"FAULT" in verified.stdout) == (0, False)
    assert run("verify", told, "--commitment", "0" * 64).returncode == 1
    # Whatever is changed is found: an outcome, a party's region, the randomness.
    said = json.loads(transcript)
    said["lots"][0]["outcome"][0]["group"] += 1
    told.write_text(json.dumps(said))
    assert run("verify", told).returncode in {1, 2}
    said = json.loads(transcript)
    said["lots"][1]["randomness"] = "1 2 4"
    told.write_text(json.dumps(said))
    assert run("verify", told).returncode == 1
    told.write_text("[]")
    assert run("verify", told).returncode == 2


def test_the_organized_crime_draw_keeps_all_rules_with_additional_reviewers(registry):
    draw = actions.set_up("organized-crime", phase="I", parties_on=dt.date(2020, 12, 1), values={}, by=registry)
    soon = timezone.now() + dt.timedelta(hours=1)
    actions.commit(draw.lots.get(), randomness_source="Beacon", randomness_at=soon, by=registry)
    Lot.objects.filter(draw=draw).update(randomness_at=timezone.now())
    lot = actions.draw_lot(draw.lots.get(), "ab", by=registry)
    assert broken(lot.record["commitment"], lot.record["outcome"]) == []
    assert sum(one["additional"] for review in lot.outcome for one in review["reviewers"]) > 50
    assert {len([1 for one in lot.outcome if one["group"] == number]) for number in (1, 2, 3)} <= {60, 61}


def test_what_is_asked_of_a_later_lot_is_tried_at_once(draw, registry, published):
    with pytest.raises(NotNow):
        actions.ask(draw, kind=Act.DEFER, state="IT", seat="", reason="x", by=registry)
    published()
    with pytest.raises(NotNow, match="is not under review in this draw"):
        actions.ask(draw, kind=Act.DEFER, state="EU", seat="", reason="x", by=registry)
    with pytest.raises(Unreadable):
        actions.ask(draw, kind=Act.DEFER, state="IT", seat="", reason=" ", by=registry)
    group = {one["state"]: one["group"] for one in queries.drawn(draw)[0]["outcome"]}
    late = next(state for state, number in group.items() if number == 4)
    actions.ask(draw, kind=Act.DEFER, state=late, seat="", reason="Elections", by=registry)
    actions.ask(draw, kind=Act.LEAVE, state="CZ", seat="", reason="Became part of another State", by=registry)
    lot = published("77")
    after = {one["state"]: one["group"] for one in lot.outcome}
    assert after[late] == 5
    assert "CZ" not in after
    assert "CZ" not in {one["state"] for review in lot.outcome for one in review["reviewers"]}


def test_the_secretariat_sets_up_commits_and_draws_on_its_pages(client, registry, loaded):
    client.force_login(registry)
    assert client.get(reverse("reviews:draw-new")).status_code == 200
    new = reverse("reviews:draw-new") + "?mechanism=corruption"
    assert b"Not verified." in client.get(new).content
    assert client.post(new, {"phase": ""}).status_code == 422
    values = {name: value for name, value in rule_set("corruption").values.items() if value is not False}
    answer = client.post(new, {"phase": "Cycle B", "parties_on": "2020-12-01", **values})
    draw = Draw.objects.get()
    assert answer["Location"] == reverse("reviews:draw", args=[draw.pk])
    assert draw.rules == rule_set("corruption").values
    assert client.get(reverse("reviews:draw-edit", args=[draw.pk])).status_code == 200
    correct = reverse("reviews:draw-correct", args=[draw.pk])
    sent = {"place": "IT", "part": "both", "wish": "first", "source": "Note verbale"}
    assert client.post(correct, {**sent, "source": ""}).status_code == 422
    assert client.post(correct, sent).status_code == 302
    assert b"Note verbale" in client.get(correct).content
    commit = reverse("reviews:draw-commit", args=[draw.pk])
    assert client.post(commit, {"source": "Round 9", "at": "2001-01-01T00:00"}).status_code == 422
    assert client.post(commit, {"source": "Round 9", "at": "2100-01-01T00:00"}).status_code == 302
    Lot.objects.update(randomness_at=timezone.now())
    go = reverse("reviews:draw-draw", args=[draw.pk])
    assert client.post(go, {"randomness": ""}).status_code == 422
    assert client.post(go, {"randomness": "abc"}).status_code == 302
    lot = draw.lots.get()
    assert next(one["group"] for one in lot.outcome if one["state"] == "IT") == 1
    assert client.post(reverse("reviews:draw-publish", args=[draw.pk])).status_code == 302
    ask = reverse("reviews:draw-ask", args=[draw.pk])
    assert client.post(ask, {"kind": "redraw", "state": "IT", "seat": "same", "reason": ""}).status_code == 422
    assert client.post(ask, {"kind": "redraw", "state": "IT", "seat": "same", "reason": "Note"}).status_code == 302
    assert client.post(reverse("reviews:draw-abandon", args=[draw.pk]), {"reason": "Withdrawn"}).status_code == 302
    assert client.get(reverse("reviews:draw", args=[draw.pk])).status_code == 200


@pytest.mark.parametrize("draws", [1, 3])
def test_pages_ask_as_often_however_many_draws_there_are(draws, registry, client, django_assert_num_queries):
    for number in range(draws):
        draw = actions.set_up("corruption", phase=str(number), parties_on=dt.date(2020, 12, 1), values={}, by=registry)
        soon = timezone.now() + dt.timedelta(hours=1)
        actions.commit(draw.lots.get(), randomness_source="x", randomness_at=soon, by=registry)
    client.get(reverse("reviews:draws"))
    with django_assert_num_queries(3):
        client.get(reverse("reviews:draws"))


def test_instruments_have_short_names_in_the_readers_language(db):
    index.forget()
    load_terms(by=None)
    with translation.override("ar"):
        for mechanism in ("corruption", "organized-crime"):
            named = queries.instrument_names(mechanism)
            assert set(named) == set(rule_set(mechanism).instruments)
            assert all(any("\u0600" <= letter <= "\u06ff" for letter in name) for name in named.values())
    assert queries.instrument_names("corruption") == {"XVIII-14": "UNCAC"}
    index.forget()
