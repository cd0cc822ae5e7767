"""For this State, this function, this treaty, this place and this date: whom do I ask?"""

import datetime as dt

import pytest

from comity.knowledge.authorities import queries
from comity.knowledge.authorities.enums import Reason, Remaining
from comity.knowledge.authorities.queries import Question
from comity.knowledge.authorities.shapes import NewDesignation


MLA = "mutual-legal-assistance"
DAY = dt.date(2020, 6, 1)


def answered(on=DAY, **asked):
    question = Question(**({"state": "IT", "function": MLA, "on": on} | asked))
    answer = queries.find(question, queries.reading_of(None))
    return [(one.shown.authority.identifier, one.reason) for one in answer.found], answer


def named(*designations, **given):
    return {"designations": tuple(NewDesignation(function, **told) for function, told in designations), **given}


def test_the_treaty_asked_for_comes_before_the_general_authority_and_other_treaties(put, entry):
    put(entry("IT-a", **named((MLA, {"treaty": "XVIII-14"}))))
    put(entry("IT-b", **named((MLA, {}))))
    put(entry("IT-c", **named((MLA, {"treaty": "XVIII-12", "article": "18(13)"}))))
    put(entry("IT-d", **named(("extradition", {"treaty": "XVIII-12"}))))
    found, _answer = answered(treaty="XVIII-12")
    assert found == [("IT-c", Reason.TREATY), ("IT-b", Reason.GENERAL), ("IT-a", Reason.OTHER_TREATY)]


def test_without_a_treaty_one_between_the_two_states_comes_first(put, entry):
    put(entry("IT-a", **named((MLA, {}))))
    put(entry("IT-b", **named((MLA, {"treaty": "IT-ML-2001-01-01", "counterpart": "ML"}))))
    assert answered(asking="ML")[0] == [("IT-b", Reason.WITH_YOU), ("IT-a", Reason.GENERAL)]
    assert answered(asking="FR")[0] == [("IT-a", Reason.GENERAL), ("IT-b", Reason.OTHER_PARTNER)]
    assert answered()[0] == [("IT-a", Reason.GENERAL), ("IT-b", Reason.OTHER_PARTNER)]


def test_a_treaty_between_two_others_is_no_answer_to_a_third(put, entry):
    put(entry("IT-b", **named((MLA, {"treaty": "IT-ML-2001-01-01", "counterpart": "ML"}))))
    assert answered(treaty="IT-ML-2001-01-01", asking="ML")[0] == [("IT-b", Reason.TREATY)]
    assert answered(treaty="IT-ML-2001-01-01", asking="FR")[0] == [("IT-b", Reason.OTHER_PARTNER)]


@pytest.mark.parametrize(
    ("day", "reasons"),
    [
        (dt.date(2009, 12, 31), []),
        (dt.date(2010, 1, 1), [Reason.GENERAL]),
        (dt.date(2015, 12, 31), [Reason.GENERAL]),
        (dt.date(2016, 1, 1), [Reason.PAST]),
    ],
)
def test_a_designation_answers_from_its_first_day_to_its_last(put, entry, day, reasons):
    period = {"begins_on": dt.date(2010, 1, 1), "ends_on": dt.date(2015, 12, 31)}
    put(entry(**named((MLA, period))))
    assert [reason for _name, reason in answered(on=day)[0]] == reasons


def test_what_has_ended_is_named_only_when_nothing_else_is(put, entry):
    put(entry("IT-old", **named((MLA, {"ends_on": dt.date(2015, 12, 31)}))))
    put(entry("IT-new", **named((MLA, {"begins_on": dt.date(2016, 1, 1)}))))
    assert answered()[0] == [("IT-new", Reason.GENERAL)]


def test_a_territory_has_its_own_authority_and_falls_back_on_the_states(put, entry):
    put(entry("CN-a", "CN", **named((MLA, {}))))
    put(entry("HK-a", "HK", **named((MLA, {}))))
    put(entry("CN-b", "CN", **named((MLA, {"territory": "MO"}))))
    found, _answer = answered(state="CN", territory="HK")
    assert found[0] == ("HK-a", Reason.GENERAL)
    assert ("CN-a", Reason.GENERAL) in found
    assert ("CN-b", Reason.OTHER_TERRITORY) in found
    assert answered(state="CN")[0] == [
        ("CN-a", Reason.GENERAL),
        ("CN-b", Reason.OTHER_TERRITORY),
        ("HK-a", Reason.OTHER_TERRITORY),
    ]


def test_of_equals_the_confirmed_comes_first_and_the_surest_before_the_extracted(put, entry):
    put(entry("IT-a", **named((MLA, {"origin": "extracted"}))))
    put(entry("IT-b", **named((MLA, {"origin": "treaty"}))))
    put(entry("IT-c", **named((MLA, {"origin": "treaty"}), confirmed_on=dt.date(2020, 1, 1), confirmed_by="Ministry")))
    assert [name for name, _reason in answered()[0]] == ["IT-c", "IT-b", "IT-a"]


def test_where_there_is_none_it_says_what_remains(directory):
    found, answer = answered(state="IT", asking="FR")
    assert found == []
    assert [(way.kind, way.network and way.network.code) for way in answer.remaining] == [
        (Remaining.NETWORK, "EJN"),
        (Remaining.INTERPOL, None),
        (Remaining.DIPLOMATIC, None),
    ]
    assert [way.kind for way in answered(state="MN")[1].remaining] == [Remaining.INTERPOL, Remaining.DIPLOMATIC]


def test_the_page_explains_each_answer_without_script(put, entry, client):
    put(entry())
    asked = "state=IT&function=mutual-legal-assistance&treaty=XVIII-12"
    page = client.get(f"/en/authorities/find/?{asked}").content.decode()
    assert "Designated under this treaty for this function: XVIII-12, article 18(13)." in page
    assert "Italiano, English" in page
    assert "Encrypted e-mail, Post" in page
    assert "Never confirmed by the authority. Check it before use." in page


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("state=XX&function=extradition", "Select a valid choice"),
        ("state=IT&function=extradition&on=tomorrow", "This is not a date. Write it as 2024-03-31."),
        ("state=IT&function=", "This field is required"),
        ("state=IT&function=extradition&on=9999-01-01", "This is not a date"),
    ],
)
def test_what_is_wrong_with_the_question_is_said(directory, client, asked, sentence):
    response = client.get(f"/en/authorities/find/?{asked}")
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_programs_get_the_same_answer(put, entry, client):
    put(entry())
    asked = "state=Italy&function=mutual-legal-assistance&treaty=XVIII-12&on=2020-06"
    told = client.get(f"/api/v1/authorities/find?{asked}").json()
    answer = told["answers"][0]
    assert (told["state"], told["on"]) == ("IT", "2020-06-30")
    assert (answer["reason"], answer["languages"], answer["channels"]) == (
        "treaty",
        ["it", "en"],
        ["email-encrypted", "post"],
    )
    assert answer["notices"] == [{"begins_on": "2020-03-20", "ends_on": "2020-12-31", "text": "By e-mail only"}]
    assert [way["kind"] for way in told["remaining"]] == ["network", "interpol", "diplomatic"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("state=Atlantis&function=extradition", "state: No State is known as “Atlantis”."),
        ("state=IT&function=magic", "function: There is no function “magic”."),
        ("state=IT&function=extradition&on=soon", "on: "),
    ],
)
def test_programs_are_told_what_is_wrong(directory, client, asked, sentence):
    response = client.get(f"/api/v1/authorities/find?{asked}")
    assert response.status_code == 422
    assert response.json()["message"].startswith(sentence)
