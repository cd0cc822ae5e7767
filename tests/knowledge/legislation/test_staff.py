"""What staff say on screen about a provision, who may, and what they are told when something is wrong."""

from types import SimpleNamespace

import pytest
from django.test import Client

from comity.base.audit.models import Event
from comity.engines.search import queries as search
from comity.knowledge.legislation import actions, queries
from comity.knowledge.legislation.enums import Method
from comity.knowledge.legislation.forms import article_named
from comity.knowledge.legislation.models import Annotation


PAGE = "/en/laws/it/act-7/art_3/annotations/"
FOUND = "/en/laws/it/act-7/art_2-bis/annotations/"
GIVEN = {"crime_types": ["corruption"], "articles": "XVIII-14:15\nUNTOC 5(1)(a)", "note": "See it."}
# What an index answers that holds two articles; the index itself is tested where it stands.
HELD = {
    "XVIII-14 art. 15": "/treaties/XVIII-14/articles/15/",
    "UNTOC 5(1)(a)": "/treaties/XVIII-12/articles/5/",
    "XVIII-12 art. 5.1.b": "/treaties/XVIII-12/articles/5/",
    "Penal Code 5": "/laws/fr/penal-code/art_5/",
}


@pytest.fixture(autouse=True)
def _index(monkeypatch):
    monkeypatch.setattr(search, "index", object)
    monkeypatch.setattr(search, "ask", lambda text, **how: SimpleNamespace(goto=HELD.get(text, "")))


@pytest.fixture
def law(by, act):
    actions.import_law(act(), by=by)
    return queries.law_by("it", "act-7")


@pytest.fixture
def editor(law, person_with, client):
    person = person_with("editor")
    client.force_login(person)
    return person


def said(answer):
    return answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("XVIII-14:15", "XVIII-14:15"),
        (" XVIII-12:5.1.b ", "XVIII-12:5.1.b"),
        ("UNTOC 5(1)(a)", "XVIII-12:5.1.a"),
        ("Penal Code 5", ""),
        ("UNTOC 999", ""),
        ("", ""),
        ("x" * 5000, ""),
    ],
)
def test_a_citation_becomes_the_term_of_its_article(typed, term):
    assert article_named(typed, None, "en") == term


def test_a_visitor_is_sent_to_sign_in(law, client):
    assert client.get(PAGE)["Location"] == f"/en/account/sign-in/?next={PAGE}"
    assert client.post(PAGE, GIVEN).status_code == 302
    assert "annotations/" not in said(client.get("/en/laws/it/act-7/art_3/"))
    assert queries.annotations_of(law, "art_3") == []


def test_a_contributor_may_not(law, client, person_with):
    client.force_login(person_with("contributor"))
    (rule_made,) = queries.annotations_of(law, "art_2-bis")
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, GIVEN).status_code == 403
    assert client.post(FOUND, {"verify": rule_made.pk}).status_code == 403
    assert client.post(FOUND, {"remove": rule_made.pk}).status_code == 403
    assert "annotations/" not in said(client.get("/en/laws/it/act-7/art_3/"))
    assert queries.annotations_of(law, "art_3") == []
    rule_made.refresh_from_db()
    assert not rule_made.is_verified


def test_an_editor_annotates_and_the_page_shows_it(editor, law, client):
    assert PAGE in said(client.get("/en/laws/it/act-7/art_3/"))
    answer = client.post(PAGE, GIVEN, follow=True)
    assert "The annotation was kept." in said(answer)
    assert "XVIII-12, 5.1.a" in said(answer)
    (annotation,) = queries.annotations_of(law, "art_3")
    assert sorted(str(term) for term in annotation.terms.all()) == [
        "crime-types:corruption", "instrument-articles:XVIII-12:5.1.a", "instrument-articles:XVIII-14:15",
    ]  # fmt: skip
    assert (annotation.method, annotation.note, annotation.by) == (Method.PERSON, "See it.", editor)
    assert Event.objects.get(verb="law.annotate").actor_id == str(editor.pk)
    assert "XVIII-14:15" in said(client.get(PAGE))


def test_what_the_form_does_not_speak_of_stays(editor, law, client):
    actions.annotate(law, "art_3", by=editor, issues=["attempt"])
    client.post(PAGE, {"crime_types": ["corruption"]})
    (annotation,) = queries.annotations_of(law, "art_3")
    assert sorted(str(term) for term in annotation.terms.all()) == ["crime-types:corruption", "cross-cutting:attempt"]


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({}, "__all__", "Choose a crime"),
        ({"crime_types": ["beekeeping"]}, "crime_types", "valid choice"),
        ({"articles": "UNTOC 999"}, "articles", "“UNTOC 999” names no article"),
        ({"articles": "XVIII-14:15; bees"}, "articles", "“bees” names no article"),
        ({"articles": "\n".join(map(str, range(50)))}, "articles", "at most 40"),
        ({"note": "x" * 4001}, "note", "4000"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(editor, client, given, field, sentence):
    answer = client.post(PAGE, given)
    assert answer.status_code == 422
    assert any(sentence in error for error in answer.context["form"].errors[field])
    assert not Annotation.objects.filter(eid="art_3").exists()


def test_without_an_index_it_is_said_that_articles_cannot_be_looked_up(editor, client, monkeypatch):
    monkeypatch.setattr(search, "index", lambda: None)
    assert "cannot be looked up" in said(client.post(PAGE, GIVEN))


def test_what_a_rule_found_is_verified(editor, law, client):
    (rule_made,) = queries.annotations_of(law, "art_2-bis")
    assert "Verify it" in said(client.get(FOUND))
    assert "was verified" in said(client.post(FOUND, {"verify": rule_made.pk}, follow=True))
    rule_made.refresh_from_db()
    assert rule_made.verified_by == editor
    assert "Verify it" not in said(client.get(FOUND))
    assert Event.objects.get(verb="law.verify_annotation").actor_id == str(editor.pk)


def test_an_annotation_is_taken_away_only_with_a_reason(editor, law, client):
    (rule_made,) = queries.annotations_of(law, "art_2-bis")
    assert client.post(FOUND, {"remove": rule_made.pk}).status_code == 422
    assert queries.annotations_of(law, "art_2-bis") == [rule_made]
    client.post(FOUND, {"remove": rule_made.pk, f"removal-{rule_made.pk}-reason": "bees only"})
    assert queries.annotations_of(law, "art_2-bis") == []
    assert Event.objects.get(verb="law.remove_annotation").details["reason"] == "bees only"


def test_a_button_reaches_only_annotations_of_its_provision(editor, law, client):
    other = Annotation.objects.get(law=law, eid="")
    for wrong in (other.pk, "x", "0"):
        assert client.post(FOUND, {"verify": wrong}).status_code == 404
    other.refresh_from_db()
    assert not other.is_verified
    assert client.get("/en/laws/it/act-7/art_99/annotations/").status_code == 404


def test_only_our_own_form_is_taken(editor, law):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(PAGE, GIVEN).status_code == 403
    assert queries.annotations_of(law, "art_3") == []


def test_the_second_of_two_editors_sees_what_the_first_said(law, editor, client):
    page = client.get(PAGE)
    seen = page.context["form"]["seen"].value()
    first = {"crime_types": ["corruption"], "note": "By the first.", "seen": seen}
    second = {"crime_types": ["firearms"], "note": "By the second.", "seen": seen}
    assert client.post(PAGE, first).status_code == 302
    answer = client.post(PAGE, second)
    assert answer.status_code == 409
    assert ("Note", "By the first.", "By the second.") in answer.context["beside"]
    assert "Somebody else has changed this" in said(answer)
    assert "By the second.</textarea>" in said(answer)
    assert [one.note for one in queries.annotations_of(law, "art_3")] == ["By the first."]

    second["seen"] = answer.context["form"]["seen"].value()
    assert client.post(PAGE, second).status_code == 302
    assert [one.note for one in queries.annotations_of(law, "art_3")] == ["By the second."]


def test_an_annotation_that_somebody_else_has_changed_is_not_taken_away_unseen(law, editor, client):
    client.post(PAGE, {"crime_types": ["corruption"], "note": "One."})
    (one,) = queries.annotations_of(law, "art_3")
    stale = client.get(PAGE).context["form"]["seen"].value()
    client.post(PAGE, {"crime_types": ["corruption"], "note": "Two."})
    given = {"remove": one.pk, f"removal-{one.pk}-reason": "wrong", f"removal-{one.pk}-seen": stale}
    assert client.post(PAGE, given).status_code == 409
    assert [one.note for one in queries.annotations_of(law, "art_3")] == ["Two."]
