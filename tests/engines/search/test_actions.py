import json
import uuid
from dataclasses import replace

import pytest
from django.db import connection

from comity.base.audit.models import Event, guards
from comity.base.audit.queries import latest_position
from comity.engines.search import queries, registry
from comity.engines.search.actions import (
    bring_up_to_date,
    building,
    catch_up,
    following,
    reading,
    rebuild,
    writing,
)
from comity.engines.search.enums import Taken
from comity.engines.search.index.shelf import REBUILDING, WRITING, shelf_at
from comity.engines.search.registry import Provider
from comity.engines.search.tasks import Follower
from comity.kernel.errors import NotNow
from tests.engines.search.conftest import document


ACT, CODE, PLAN = (str(uuid.UUID(int=number)) for number in (1, 2, 3))


def found(text):
    return [hit.id for hit in queries.ask(text, person=None, language="en", across=False).hits]


@pytest.fixture
def filled(shop):
    shop.put(ACT, document("act", "Proceeds of Crime Act"))
    shop.put(CODE, document("code", "Criminal Code"), document("code:1", "Theft"))
    return shop


def test_before_there_is_an_index_nothing_fails_and_the_answer_says_so(shop):
    answer = queries.ask("crime", person=None, language="en")
    assert (answer.count, answer.hits) == (0, ())
    assert Taken.NO_INDEX in {piece.taken for piece in answer.pieces}
    assert list(queries.every_hit("crime", person=None, language="en")) == []
    assert queries.suggest("cri", person=None, language="en") == []
    assert queries.did_you_mean("crmie", person=None, language="en") == ""
    assert not queries.state().exists
    assert catch_up() == 0


def test_a_rebuild_writes_everything_and_tells_how_far_it_is(filled):
    told = []
    assert rebuild(progress=lambda *said: told.append(said)) == 3
    assert found("crime") == ["act:en"]
    assert told[0][1:] == (0, 2)
    assert told[-1][1:] == (2, 2)
    state = queries.state()
    assert (state.exists, state.size, state.behind, state.is_rebuilding) == (True, 3, 0, False)


def test_what_changes_is_found_after_catching_up_and_the_rest_is_left_alone(filled):
    rebuild()
    filled.read.clear()
    filled.put(ACT, document("act", "Assets Recovery Act"))
    assert found("recovery") == []
    assert queries.state().behind == 1
    assert catch_up() == 1
    assert found("recovery") == ["act:en"]
    assert found("proceeds") == []
    assert filled.read == [ACT]
    assert catch_up() == 0


def test_a_record_that_nobody_may_read_any_more_goes(filled):
    rebuild()
    filled.put(CODE)
    catch_up()
    assert found("theft") == []
    assert queries.state().size == 1


def test_events_are_taken_in_a_few_at_a_time(filled):
    rebuild()
    for n in range(5):
        filled.put(PLAN, document("plan", f"Plan {n}"))
    assert [catch_up(2) for _ in range(4)] == [2, 2, 1, 0]
    assert found("plan") == ["plan:en"]


def test_a_stopped_rebuild_is_gone_on_with(filled, monkeypatch):
    monkeypatch.setattr(reading, "RECORDS", 1)
    assert rebuild(stop=lambda: True) == 0
    assert queries.state().progress == 0.5
    assert not queries.state().exists
    filled.read.clear()
    assert rebuild() == 3
    assert filled.read == [CODE]
    assert queries.state().progress == 0


def test_the_old_index_serves_and_follows_while_a_new_one_is_made(filled, monkeypatch):
    rebuild()
    monkeypatch.setattr(reading, "RECORDS", 1)

    def meanwhile(doing, done, total):
        if done == 1:
            # The first record is already in the new index when it changes.
            filled.put(ACT, document("act", "Assets Recovery Act"))
            assert queries.state().is_rebuilding
            assert found("theft") == ["code:1:en"]
            catch_up()
            assert found("recovery") == ["act:en"]

    before = queries.shelf().current()
    assert rebuild(progress=meanwhile) == 3
    assert queries.shelf().current() != before
    assert found("recovery") == ["act:en"]
    assert found("proceeds") == []
    assert queries.state().behind == 0


def test_one_rebuild_at_a_time(filled):
    with shelf_at(queries.shelf().home).only_one(REBUILDING), pytest.raises(NotNow, match="Another process"):
        rebuild()


def test_one_process_writes_and_the_other_leaves_it_to_it(filled):
    rebuild()
    filled.put(PLAN, document("plan", "Plan"))
    with shelf_at(queries.shelf().home).only_one(WRITING) as held:
        assert held
        assert catch_up() == 0
    assert catch_up() == 1


def test_a_pen_writes_to_the_index_that_took_the_place_of_its_own(filled):
    rebuild()
    with writing() as pen:
        assert pen.catch_up() == 0
        rebuild()
        filled.put(PLAN, document("plan", "Plan"))
        assert pen.catch_up() == 1
    assert found("plan") == ["plan:en"]


def test_folders_out_of_use_are_removed_when_nobody_can_be_opening_them(filled, monkeypatch):
    rebuild()
    rebuild()
    home = queries.shelf().home
    assert len(list(home.glob("v*-*"))) == 2
    monkeypatch.setattr("comity.engines.search.index.shelf.GRACE", -1.0)
    queries.shelf().tidy()
    assert list(home.glob("v*-*")) == [queries.shelf().current()]
    assert found("theft") == ["code:1:en"]


def test_an_index_of_other_fields_is_built_anew(filled, monkeypatch):
    rebuild()
    monkeypatch.setattr("comity.engines.search.index.shelf.VERSION", 99)
    shelf_at.cache_clear()
    assert not queries.state().exists
    assert bring_up_to_date() == 3
    assert found("theft") == ["code:1:en"]


def test_a_damaged_index_is_built_anew(filled, caplog):
    rebuild()
    (queries.shelf().current() / "meta.json").write_text("{")
    shelf_at.cache_clear()
    assert not queries.state().exists
    assert "built anew" in caplog.text
    assert bring_up_to_date() == 3


def test_a_rebuild_of_an_unreadable_beginning_starts_over(filled):
    home = queries.shelf().home
    begun = queries.shelf().begin(0, 2)
    (home / begun.folder / "meta.json").write_text("{")
    assert rebuild() == 3
    assert not (home / begun.folder).exists()


def test_a_line_that_a_crash_cut_off_is_not_done(filled):
    rebuild()
    begun = queries.shelf().begin(0, 2)
    queries.shelf().note_done(begun, [ACT])
    with (queries.shelf().home / begun.folder / "done").open("a") as file:
        file.write(CODE[:20])
    assert queries.shelf().done(begun) == {ACT}
    queries.shelf().note_done(begun, [PLAN])
    assert queries.shelf().done(begun) >= {ACT, PLAN}
    assert CODE not in queries.shelf().done(begun)


def test_a_database_put_back_to_an_earlier_day_is_indexed_anew(filled):
    rebuild()
    with guards.lifted(connection):
        Event.objects.filter(pk=latest_position()).delete()
    del filled.records[CODE]
    assert bring_up_to_date() == 1
    assert found("theft") == []


def test_bringing_up_to_date_does_only_what_is_needed(filled):
    assert bring_up_to_date() == 3
    assert bring_up_to_date() == 0
    filled.put(PLAN, document("plan", "Plan"))
    folder = queries.shelf().current()
    assert bring_up_to_date() == 1
    assert queries.shelf().current() == folder


def test_the_follower_builds_what_is_missing_and_follows(filled):
    follower = Follower()
    follower.step()
    assert found("theft") == ["code:1:en"]
    filled.put(PLAN, document("plan", "Plan"))
    follower.step()
    assert found("plan") == ["plan:en"]
    assert queries.shelf().is_held(WRITING)
    follower.let_go()
    assert not queries.shelf().is_held(WRITING)


def test_a_follower_that_may_not_write_holds_nothing(filled):
    rebuild()
    filled.put(PLAN, document("plan", "Plan"))
    first, second = Follower(), Follower()
    first.step()
    filled.put(PLAN, document("plan", "Plan again"))
    second.step()
    assert found("again") == []
    first.step()
    assert found("again") == ["plan:en"]
    first.let_go()


def test_what_was_begun_is_read_only_if_it_is_whole(filled):
    home = queries.shelf().home
    home.mkdir(parents=True, exist_ok=True)
    for wrong in (
        "",
        "{",
        "[]",
        json.dumps({"folder": "v1-x"}),
        json.dumps({"folder": "gone", "position": 0, "total": 1}),
    ):
        (home / "building.json").write_text(wrong)
        assert queries.shelf().building() is None
    assert rebuild() == 3


# ---------------------------------------------------------------- much at once


def test_an_index_made_without_a_module_is_made_anew_once_the_module_is_there(filled, monkeypatch):
    rebuild()
    folder = queries.shelf().current()
    assert bring_up_to_date() == 0
    assert queries.shelf().current() == folder
    (shop,) = registry.providers()
    cases = Provider(
        "cases", ("case",), lambda _ids: iter([document("case", "A case", record=PLAN)]), lambda: iter([PLAN])
    )
    monkeypatch.setattr(registry, "providers", lambda: (shop, cases))
    assert found("case") == []
    follower = Follower()
    # The old index answers until the new one has taken its place.
    monkeypatch.setattr(follower, "_meanwhile", lambda: found("theft") != ["code:1:en"])
    follower.step()
    assert queries.shelf().current() != folder
    assert found("case") == ["case:en"]
    follower.let_go()


def test_a_module_that_hands_in_other_documents_than_before_is_read_anew(filled, monkeypatch):
    rebuild()
    (shop,) = registry.providers()
    monkeypatch.setattr(registry, "providers", lambda: (replace(shop, version="2"),))
    filled.records[CODE] = [document("code", "Penal Code", record=CODE)]
    assert bring_up_to_date() == 2
    assert found("penal") == ["code:en"]
    assert bring_up_to_date() == 0


def test_a_rebuild_that_another_version_began_is_not_gone_on_with(filled, monkeypatch):
    monkeypatch.setattr(reading, "RECORDS", 1)
    assert rebuild(stop=lambda: True) == 0
    (shop,) = registry.providers()
    monkeypatch.setattr(registry, "providers", lambda: (replace(shop, version="2"),))
    filled.read.clear()
    assert rebuild() == 3
    assert filled.read == [ACT, CODE]


def test_the_index_in_use_follows_while_a_server_makes_another(filled, monkeypatch):
    rebuild()
    (shop,) = registry.providers()
    monkeypatch.setattr(registry, "providers", lambda: (replace(shop, version="2"),))
    monkeypatch.setattr(reading, "RECORDS", 1)
    follower = Follower(every=0)
    seen = []

    def documents(ids, read=shop.documents):
        if not seen:
            filled.put(PLAN, document("plan", "Plan"))
        seen.append(found("plan"))
        return read(ids)

    monkeypatch.setattr(registry, "providers", lambda: (replace(shop, version="2", documents=documents),))
    follower.step()
    follower.let_go()
    assert ["plan:en"] in seen
    assert found("plan") == ["plan:en"]


def many(shop, number):
    for n in range(number):
        shop.put(str(uuid.UUID(int=100 + n)), document(f"many{n}", f"Act number {n}"))


def test_after_a_large_import_each_record_is_read_once(filled, monkeypatch):
    many(filled, 9)
    rebuild()
    filled.read.clear()
    for n in range(3):
        filled.put(ACT, document("act", f"Assets Recovery Act {n}"))
        filled.put(CODE, document("code", f"Penal Code {n}"))
    monkeypatch.setattr(following, "EVENTS", 1)
    folder = queries.shelf().current()
    assert bring_up_to_date() == 6
    assert sorted(filled.read) == [ACT, CODE]
    assert queries.shelf().current() == folder
    assert found("recovery") == ["act:en"]
    assert queries.state().behind == 0


def test_when_most_has_changed_the_index_is_made_anew(filled, monkeypatch):
    monkeypatch.setattr(building, "MANY", 3)
    many(filled, 4)
    rebuild()
    folder = queries.shelf().current()
    many(filled, 4)
    assert bring_up_to_date() == 7
    assert queries.shelf().current() != folder


def test_a_stopped_catching_up_changes_nothing_and_is_done_again(filled, monkeypatch):
    rebuild()
    monkeypatch.setattr(reading, "RECORDS", 1)
    filled.put(ACT, document("act", "Assets Recovery Act"))
    filled.put(CODE, document("code", "Penal Code"))
    with writing() as pen:
        assert pen.catch_up_to(latest_position(), stop=lambda: True) == 0
        assert pen.index().position() < latest_position()
    assert found("theft") == ["code:1:en"]
    assert bring_up_to_date() == 2
    assert found("penal") == ["code:en"]
