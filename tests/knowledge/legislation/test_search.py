import pytest

from comity.engines.records.actions import withdraw
from comity.engines.records.models import Record
from comity.engines.search.grammar import citation_keys
from comity.engines.search.registry import kinds
from comity.knowledge.legislation import actions, search
from comity.knowledge.legislation.models import Law, Part


def documents():
    return {document.id: document for document in search.documents(list(search.everything()))}


def test_search_finds_this_module_by_itself():
    assert {"law", "provision"} <= set(kinds())


def test_a_law_and_its_provisions_are_handed_to_the_index(by, act):
    actions.import_law(act(), by=by)
    found = documents()

    eids = ("art_1", "art_2", "art_2-bis", "art_3")
    assert set(found) == {"law:it/act-7:en", *(f"provision:it/act-7:{eid}:en" for eid in eids)}
    law = found["law:it/act-7:en"]
    assert (law.kind, law.address, law.places, law.status) == ("law", "/laws/it/act-7/", ("IT",), "in-force")
    assert "Be it enacted as follows." in law.body
    assert law.terms == ("crime-types:money-laundering",)
    assert "150" in law.regions
    bis = found["provision:it/act-7:art_2-bis:en"]
    assert bis.title == "Article 2 bis — Trafficking in firearms"
    assert bis.context == "Act on money laundering and the register of bees · Part II Offences"
    assert bis.terms == ("crime-types:firearms",)
    assert str(bis.on) == "2001-03-01"
    assert bis.record == str(Law.objects.get().pk)


@pytest.mark.parametrize("typed", ["article 2 bis", "Act-7 art. 2 bis", "ACT 7 article 2bis"])
def test_a_provision_is_found_as_people_cite_it(by, act, typed):
    actions.import_law(act(), by=by)
    found = documents()["provision:it/act-7:art_2-bis:en"]
    assert set(citation_keys(typed)) & set(found.citations)


def test_the_number_of_a_law_is_a_name_of_it(by, act):
    parsed = act()
    parsed.identifier, parsed.short_title = "LEY-25246", "Ley 25.246"
    actions.import_law(parsed, by=by)
    assert set(citation_keys("Ley 25246 art 2 bis")) & set(
        documents()["provision:it/ley-25246:art_2-bis:en"].citations
    )


@pytest.mark.parametrize(
    ("status", "said", "lower"), [("draft", "draft", True), ("repealed", "repealed", True), ("unknown", "", False)]
)
def test_drafts_and_repealed_laws_are_marked_and_come_later(by, act, status, said, lower):
    actions.import_law(act(status=status), by=by)
    for document in documents().values():
        assert document.status == said
        assert (document.weight < 1) == lower


def test_only_the_version_that_is_shown_is_indexed(by, act):
    actions.import_law(act(), by=by)
    actions.import_law(act(years="seven", on="2005-01-01"), by=by)
    bodies = [document.body for document in documents().values() if document.kind == "provision"]
    assert len(bodies) == 4
    assert any("seven" in body for body in bodies)
    assert not any("five" in body for body in bodies)


def test_what_is_withdrawn_is_not_handed_in_and_a_draft_only_to_editors(by, act):
    actions.import_law(act(), by=by)
    Record.objects.update(state="draft", published_at=None)
    assert {document.audience for document in documents().values()} == {"record.publish"}
    Record.objects.update(state="published", published_at="2026-01-01T00:00Z")
    withdraw(Record.objects.get(), by=by, reason="gone")
    assert documents() == {}
    assert list(search.everything()) == [str(Record.objects.get().pk)]


def test_records_of_others_are_passed_over(db):
    assert list(search.documents(["6d1f1c5e-58c6-5f0a-9d53-1d1f5c0b8a11"])) == []


def test_an_article_without_a_heading_is_found_under_the_name_of_its_offence(by, act, monkeypatch):
    actions.import_law(act(), by=by)
    names = {("it", "Act on money laundering and the register of bees"): {"2": "Beekeeping", "2 bis": "Arming"}}
    monkeypatch.setattr(search, "offence_names", lambda: names)
    # A heading of the law's own stays alone.
    assert documents()["provision:it/act-7:art_2:en"].title == "Article 2 — Register"
    Part.objects.filter(eid="art_2").update(heading="")
    assert documents()["provision:it/act-7:art_2:en"].title == "Article 2 【Beekeeping】"


def test_names_of_offences_belong_to_numbers_of_a_law_that_is_named():
    names = search.offence_names()["cn", "中华人民共和国刑法"]
    assert names["191"] == "洗钱罪"
    assert all(name.endswith("罪") for name in names.values())
