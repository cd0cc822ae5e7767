import datetime as dt

import pytest

from comity.base.audit.models import Event
from comity.base.places import actions, queries
from comity.base.places.enums import AliasKind
from comity.base.places.models import Alias, Place, PlaceName, Succession
from comity.kernel.errors import NotPermitted, Refused, Unreadable


pytestmark = pytest.mark.usefixtures("world")


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Place, PlaceName, Alias, Succession, Event)]


def test_loading_again_changes_nothing_and_notes_nothing():
    before = everything()
    assert not actions.load_facts(by=None)
    assert everything() == before


def test_the_first_loading_was_noted_with_what_it_did():
    event = Event.objects.get(verb="places.load")
    assert event.details["added"] == sum(m.objects.count() for m in (Place, PlaceName, Alias, Succession))


def test_a_corrected_file_changes_what_was_corrected(service):
    Place.objects.filter(code="IT").update(note="wrong", m49="999")
    PlaceName.objects.filter(place="IT", language="fr").update(short="Itly")
    Alias.objects.create(place_id="IT", language="en", name="Gone from the file", kind="variant", is_from_facts=True)
    assert actions.load_facts(by=service) == actions.Loaded(added=0, changed=2, removed=1)
    italy = Place.objects.get(code="IT")
    assert (italy.note, italy.m49, italy.name_in("fr")) == ("", "380", "Italie")
    assert not Alias.objects.filter(name="Gone from the file").exists()


def test_what_staff_entered_survives_a_loading(service):
    italy = Place.objects.get(code="IT")
    actions.rename(italy, language="en", short="Italian State", on=dt.date(2026, 1, 1), by=service)
    actions.also_call(italy, language="it", name="Bel  Paese ", kind=AliasKind.VARIANT, by=service)
    assert not actions.load_facts(by=service)
    assert Place.objects.get(code="IT").name_in("en") == "Italian State"
    assert queries.resolve("bel paese").code == "IT"


def test_a_renamed_place_is_found_by_both_names_and_shown_by_the_new(service):
    assert queries.names("en")["CZ"] == "Czechia"
    actions.rename(Place.objects.get(code="CZ"), language="en", short="Bohemia", on=dt.date(2026, 6, 1), by=service)
    assert queries.names("en")["CZ"] == "Bohemia"
    new, old = queries.look_up("Bohemia")[0], queries.look_up("Czechia")[0]
    assert (new.code, new.reason) == ("CZ", "name")
    assert (old.code, old.reason) == ("CZ", "former")
    assert (
        queries.look_up("Bohemia", on=dt.date(2020, 1, 1)) == []
        or queries.look_up("Bohemia", on=dt.date(2020, 1, 1))[0].reason != "name"
    )
    event = Event.objects.get(verb="places.rename")
    assert (event.subject_id, event.details["name"], event.actor_id) == ("CZ", "Bohemia", str(service.pk))


@pytest.mark.parametrize("short", ["", "  ", "x" * 201, "Italy"])
def test_a_name_that_is_none_or_too_long_or_the_same_is_refused(short, service):
    formal = "Republic of Italy" if short == "Italy" else ""
    assert PlaceName.objects.get(place="IT", language="en").formal == "Republic of Italy"
    with pytest.raises(Refused):
        actions.rename(
            Place.objects.get(code="IT"), language="en", short=short, formal=formal, on=dt.date(2026, 1, 1), by=service
        )
    assert not Event.objects.filter(verb="places.rename").exists()


def test_a_name_cannot_begin_before_the_one_it_follows(service):
    italy = Place.objects.get(code="IT")
    actions.rename(italy, language="en", short="First", on=dt.date(2026, 1, 1), by=service)
    with pytest.raises(Refused, match="2026-01-01"):
        actions.rename(italy, language="en", short="Second", on=dt.date(2025, 1, 1), by=service)


def test_the_same_word_is_not_added_twice(service):
    peru = Place.objects.get(code="PE")
    alias = actions.also_call(peru, language="en", name="Tawantinsuyu", kind=AliasKind.FORMER, by=service)
    with pytest.raises(Refused, match="already leads to Peru"):
        actions.also_call(peru, language="en", name=alias.name, kind=AliasKind.VARIANT, by=service)
    assert Event.objects.filter(verb="places.also_call", subject_id="PE").count() == 1


def test_only_editors_change_names(person_with):
    italy, today = Place.objects.get(code="IT"), dt.date(2026, 1, 1)
    contributor, editor = person_with("contributor"), person_with("editor")
    with pytest.raises(NotPermitted):
        actions.rename(italy, language="en", short="Italian State", on=today, by=contributor)
    with pytest.raises(NotPermitted):
        actions.also_call(italy, language="en", name="Boot", kind=AliasKind.VARIANT, by=contributor)
    assert queries.resolve("Italian State") is None
    actions.rename(italy, language="en", short="Italian State", on=today, by=editor)
    assert queries.resolve("Italian State").code == "IT"


@pytest.mark.parametrize(
    ("file", "content", "says"),
    [
        ("aliases.csv", "code,language,name,kind,from,to\nIT,en,Italy,oddity,,\n", "aliases.csv, row 2, column kind"),
        ("aliases.csv", "code,language,name,kind,from,to\nIT,en,It,former,soon,\n", "aliases.csv, row 2, column from"),
        ("aliases.csv", "code,language,name,kind,from,to\nQQ,en,Q,former,,\n", "aliases.csv, row 2, column code"),
        ("aliases.csv", "code,language,name,kind,from,to\nIT,en,Italy\n", "aliases.csv, row 2"),
        ("successions.csv", "predecessor,successor,territory,on,kind,note,source\nIT,FR,,,union,,x\n", "column on"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_loaded(file, content, says, tmp_path, monkeypatch):
    for source in ("places.csv", "names.csv", "aliases.csv", "successions.csv", "legal_systems.csv"):
        (tmp_path / source).write_bytes((actions.FACTS / source).read_bytes())
    (tmp_path / file).write_text(content, encoding="utf-8")
    monkeypatch.setattr(actions, "FACTS", tmp_path)
    before = everything()
    with pytest.raises(Unreadable, match=says):
        actions.load_facts(by=None)
    assert everything() == before
