"""Around an answer: remarks, earlier texts, evidence, suggestions, progress, and what the pages cost."""

import json
import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.base.places import queries as places
from comity.engines.questionnaires import actions, queries
from comity.engines.questionnaires.actions.answering import Text
from comity.engines.questionnaires.enums import AnswerState, Standing
from comity.engines.questionnaires.models import Answer, Remark, Writing
from comity.engines.questionnaires.registry import USES, Linked, Occasion

from .cast import LAW, NAME, sent


pytestmark = pytest.mark.django_db


def test_remarks_and_earlier_texts_stand_with_the_question(signed_in, people, at):
    signed_in.post(at("questions/1.1/"), {"do": "remark", "text": "Ask the police"})
    assert Remark.objects.get().by == people.coordinator
    actions.answer(people.response, "1.1", Text("yes"), by=people.coordinator)
    actions.answer(people.response, "1.1", Text("no"), by=people.coordinator, seen=1)
    page = signed_in.get(at("questions/1.1/")).content.decode()
    assert "Ask the police" in page
    assert "Earlier texts" in page
    signed_in.post(at("questions/1.1/"), {"do": "bring", "number": "1", "seen": "2"})
    assert Answer.objects.get().value == "yes"
    signed_in.post(at("questions/1.1/"), {"do": "empty", "seen": "3"})
    assert Answer.objects.get().value is None
    assert [one.standing for one in Writing.objects.all()] == [Standing.EARLIER] * 3
    assert "1 remark" in signed_in.get(at("sections/1/")).content.decode()
    assert signed_in.get(at("questions/9.9/")).status_code == 404


def test_records_are_found_and_linked_as_evidence_and_as_answers(signed_in, people, at, shelf):
    page = signed_in.get(at("questions/1.1/?q=firearms")).content.decode()
    assert 'href="/laws/it/firearms-act/"' in page
    assert 'href="/en/contributions/new/law/"' in page
    signed_in.post(at("questions/1.1/"), {"do": "link", "record": LAW, "locator": "section 3", "seen": "0"})
    assert Answer.objects.get().evidence == [{"record": LAW, "locator": "section 3"}]
    assert "Firearms Act" in signed_in.get(at("sections/1/")).content.decode()
    gone = {"do": "unlink", "record": LAW, "locator": "section 3", "as": "evidence", "seen": "1"}
    signed_in.post(at("questions/1.1/"), gone)
    assert Answer.objects.get().evidence == []
    signed_in.post(at("questions/2.9/"), {"do": "link", "record": LAW, "seen": "0"})
    assert queries.values_of(people.response)["2.9"] == [LAW]
    # The form of the section does not hold it, and takes nothing away.
    signed_in.post(at("sections/2/"), sent(signed_in.get(at("sections/2/")), do="save"))
    assert queries.values_of(people.response)["2.9"] == [LAW]
    other = LAW[:-1] + "2"
    assert signed_in.post(at("questions/2.9/"), {"do": "link", "record": other, "seen": "1"}).status_code in {400, 422}
    assert queries.values_of(people.response)["2.9"] == [LAW]
    signed_in.post(at("questions/2.9/"), {"do": "unlink", "record": LAW, "as": "answer", "seen": "1"})
    assert queries.values_of(people.response)["2.9"] == []


def test_of_each_record_that_is_found_it_is_said_whose_it_is(signed_in, at, shelf):
    names = places.names("en")
    italy, france = names.get("IT", "IT"), names.get("FR", "FR")
    missing = f"No record of {italy} was found with these words."
    shelf["other"] = Linked("other", "Firearms Code", "law", "/laws/fr/firearms-code/", place="FR")
    shelf["treaty"] = Linked("treaty", "Firearms Protocol", "treaty", "/treaties/protocol/")
    page = signed_in.get(at("questions/1.1/?q=firearms")).content.decode()
    found = re.findall(r'<span class="row quiet">(.*?)<span>(\w+)</span></span>', page)
    assert [(re.sub("<[^>]*>", "", place).strip(), kind) for place, kind in found] == [
        (italy, "law"), (france, "law"), ("", "treaty"),
    ]  # fmt: skip
    assert missing not in page
    del shelf[LAW]
    page = signed_in.get(at("questions/1.1/?q=firearms")).content.decode()
    assert page.index(missing) < page.index("Contribute it") < page.index("Firearms Code")
    assert page.count("Contribute it") == 1
    page = signed_in.get(at("questions/1.1/?q=nonsense")).content.decode()
    assert "No record was found with these words." in page
    assert missing not in page
    assert page.count("Contribute it") == 1


def test_suggestions_stand_beside_what_is_empty_until_one_is_taken(client, people, at, suggester):
    client.force_login(people.coordinator)
    page = client.get(at("sections/1/"))
    assert "It was a yes" in page.content.decode()
    assert not Answer.objects.exists()
    client.post(at("sections/1/"), sent(page, do="take|1.1|tests|one"))
    answer = Answer.objects.get()
    assert (answer.value, answer.taken, answer.state) == ("yes", "tests:one", "draft")
    assert "It was a yes" not in client.get(at("sections/1/")).content.decode()
    assert "taken from a suggestion" in client.get(at("questions/1.1/")).content.decode()
    answer = client.post(at("sections/1/"), sent(page, do="take|1.1|tests|another"), follow=True)
    assert "not there any more" in answer.content.decode()
    # Who only reads is suggested nothing.
    client.force_login(people.reader)
    suggester.clear()
    assert client.get(at("sections/1/")).status_code == 200
    assert suggester == []


def cost(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as made:
        assert client.get(address).status_code == 200
    return len(made)


def test_pages_cost_the_same_for_one_answer_and_for_many(signed_in, people, at, monkeypatch):
    # What modules suggest depends on what is still empty; it is counted where they stand.
    monkeypatch.setattr("comity.engines.questionnaires.registry.SUGGESTERS", {})
    actions.answer(people.response, "1.1", Text("yes"), by=people.coordinator)
    actions.assign(people.response, "1", by=people.coordinator, person=people.officer)
    paths = ("", "progress/", "gaps/", "sections/1/", "questions/1.1/")
    before = [cost(signed_in, at(path)) for path in paths]
    for code, value in (("1.2", "a"), ("1.3", ["marking"]), ("1.4", {"en": "12"}), ("2.1", "3")):
        actions.answer(people.response, code, Text(value), by=people.coordinator)
    actions.assign(people.response, "1", by=people.coordinator, organisation=people.police)
    actions.assign(people.response, "2", by=people.coordinator, person=people.judge)
    actions.remark(people.response, "1.2", "A", by=people.coordinator)
    after = [cost(signed_in, at(path)) for path in paths]
    assert after == before
    assert max(after) <= 16


def test_the_list_shows_what_one_works_on_and_costs_the_same_for_three(signed_in, people, full_one):
    here = "/en/questionnaires/_responses/"
    before = cost(signed_in, here)
    for _time in range(2):
        actions.open_response(full_one, people.response.use, by=people.coordinator, place="IT")
    assert signed_in.get(here).content.count(b"Firearms") >= 3
    assert cost(signed_in, here) == before
    signed_in.force_login(people.foreigner)
    assert b"No questionnaire waits for you" in signed_in.get(here).content


def test_progress_and_gaps_are_worked_out_from_the_answers(signed_in, people, at):
    actions.answer(people.response, "1.1", Text("in-part", state=AnswerState.READY), by=people.coordinator)
    page = signed_in.get(at()).content.decode()
    assert "1 ready" in page
    page = signed_in.get(at("progress/")).content.decode()
    assert "Coordinator Invented" in page
    page = signed_in.get(at("gaps/")).content.decode()
    assert "1 mandatory question is answered" in page
    assert f'href="{at("sections/1/")}#q-1.1"' in page
    actions.answer(people.response, "1.1", Text("yes"), by=people.coordinator, seen=1)
    assert "Nothing falls short" in signed_in.get(at("gaps/")).content.decode()


def test_the_way_back_to_what_is_answered_for_is_shown_to_whom_the_module_tells_it(client, people, at, monkeypatch):
    asked = []

    def occasion(person, response, language):
        asked.append((person, response, language))
        return {people.coordinator: Occasion("Review of Italy", "/reviews/it/"), people.officer: None}.get(
            person, Occasion("Review of Italy")
        )

    monkeypatch.setitem(USES, NAME, replace(USES[NAME], occasion=occasion))
    for person in (people.officer, people.judge):
        actions.assign(people.response, "1", by=people.coordinator, person=person)
    shown = {}
    for person in (people.coordinator, people.judge, people.officer):
        client.force_login(person)
        shown[person] = [client.get(at(path)).content.decode() for path in ("", "gaps/")]
    assert asked[0] == (people.coordinator, people.response, "en")
    assert len(asked) == 6, "once for a page"
    for page in shown[people.coordinator]:
        assert page.count('<a href="/en/reviews/it/">Review of Italy</a>') == 1
    for page in shown[people.judge]:
        assert page.count("<p>Review of Italy</p>") == 1
    for page in shown[people.officer]:
        assert "Review of Italy" not in page
    # The other pages lead to the first one.
    client.force_login(people.coordinator)
    for path in ("progress/", "sections/1/", "questions/1.1/", "paper/"):
        assert f'<a href="{at()}">Firearms</a>' in client.get(at(path)).content.decode()


@pytest.mark.parametrize(("language", "crumb"), [("en", "1.1"), ("ar", "\u20661.1\u2069")])
def test_the_code_of_a_question_reads_from_left_to_right_as_it_is_written(language, crumb, signed_in, people):
    address = f"/{language}/questionnaires/_responses/{people.response.pk}/questions/1.1/"
    page = signed_in.get(address).content.decode()
    assert f'<span aria-current="page">{crumb}</span>' in page
    assert f"<title>{crumb} · " in page
    assert '<p class="eyebrow"><bdi class="as-written" dir="ltr">1.1</bdi></p>' in page


def test_conditions_across_sections_come_with_the_page(signed_in, people, at):
    assert "Not asked, because of other answers." in signed_in.get(at("sections/2/")).content.decode()
    actions.answer(people.response, "1.1", Text("yes"), by=people.coordinator)
    page = signed_in.get(at("sections/2/")).content.decode()
    found = json.loads(re.search(r'data-elsewhere="([^"]*)"', page)[1].replace("&quot;", '"'))
    assert found == {"1.1": {"value": "yes"}}


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh"])
def test_every_page_is_there_in_every_language(language, signed_in, people, contested, shelf, suggester):
    for path in ["", "progress/", "gaps/", "sections/1/", "sections/2/", "sections/1/give/", "questions/1.4/"]:
        page = signed_in.get(f"/{language}/questionnaires/_responses/{people.response.pk}/{path}")
        assert page.status_code == 200
        assert f'lang="{language}"' in page.content.decode()
