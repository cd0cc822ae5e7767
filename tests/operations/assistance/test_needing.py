"""What the requested State has told of requests: by its people, its authority and its declarations; for all."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.engines.records import actions as records
from comity.engines.records.shapes import Card, CardSource, CardText
from comity.knowledge.authorities.actions import put_entry
from comity.knowledge.authorities.models import Authority
from comity.knowledge.authorities.shapes import Entry, NewDesignation
from comity.knowledge.requirements.models import Requirement
from comity.operations.assistance import queries, registry
from comity.operations.assistance.enums import TOLD, Want


ADDRESS = "/api/v1/assistance/needs"
TEXT = "Pursuant to article 18, paragraph 14, requests are made in Italian."


@pytest.fixture
def editor(person_with):
    return person_with("editor")


@pytest.fixture
def told(facts, editor):
    """Keep what the people of a State tell of requests."""

    def tell(place="IT", *, publish=True, languages=(), **fields):
        card = Card(
            name=f"{place} {fields.get('about', 'every')} {publish}",
            place=place,
            texts=(CardText("en", "Requests to us"),),
            sources=(CardSource("Note of the ministry"),),
            topics=tuple(f"language:{one}" for one in languages),
        )
        record = records.draft(Requirement(**fields), card, by=editor)
        if publish:
            records.publish(record, by=editor)
        return record

    return tell


@pytest.fixture
def authority(facts, service):
    """An authority of Italy for mutual legal assistance that has told much, some of it to authorities only."""
    entry = Entry(
        "IT-trial",
        "IT",
        names={"it": "Ministero di prova", "en": "Ministry of trials"},
        language="it",
        particulars={
            "languages": ["it"],
            "channels": ["diplomatic", "post"],
            "request_contents": "The court order\nThe account",
            "conditions": "Not for tax.",
        },
        restricted=("means",),
        designations=(NewDesignation("mutual-legal-assistance", source="A note"),),
    )
    put_entry(entry, by=service)
    Authority.objects.filter(identifier="IT-trial").update(confirmed_on=dt.date(2026, 2, 3), confirmed_by="IT")
    return Authority.objects.get(identifier="IT-trial")


def needs_of(place="IT", measure="bank-records", treaty="", day=dt.date(2026, 11, 22)):
    return queries.needs_of(place, (registry.measures()[measure],), treaty=treaty, day=day)


def said(found):
    return [(one.want.value, one.words or one.number or one.codes) for one in found]


def test_each_field_and_each_line_of_what_a_request_contains_is_asked_by_itself(told):
    told(
        languages=("it", "fr"), copies=2, certification="apostille", content="A warrant\n\n  A certificate ",
        translation="Sworn.", costs="None.", advice="Call.", told_by="Ministry", told_on=dt.date(2026, 3, 1),
    )  # fmt: skip
    mine = [one for one in needs_of() if one.source.by == "Ministry"]
    assert said(mine) == [
        ("language", ("fr", "it")),
        ("translation", "Sworn."),
        ("copies", 2),
        ("certification", ("apostille",)),
        ("content", "A warrant"),
        ("content", "A certificate"),
        ("costs", "None."),
        ("advice", "Call."),
    ]
    assert {one.source.on for one in mine} == {"2026-03-01"}
    assert mine[0].names == ("Français", "Italiano")
    assert len({one.key for one in mine}) == len(mine)
    assert {one.want for one in mine if one.want in TOLD} == {Want.COSTS, Want.ADVICE}


def test_a_key_stays_while_the_words_stay_and_changes_with_them(told):
    record = told(content="A warrant\nA certificate", told_by="Ministry")
    before = {one.words: one.key for one in needs_of() if one.words}
    Requirement.objects.filter(pk=record.pk).update(content="A certificate\nA warrant of a court")
    after = {one.words: one.key for one in needs_of() if one.words}
    assert after["A certificate"] == before["A certificate"]
    assert after["A warrant of a court"] != before["A warrant"]


def test_only_what_is_for_the_measure_is_asked(told):
    told(about="extradition", content="A warrant of arrest")
    told(about="mutual-legal-assistance", content="A court order")
    told(about="every", content="A letter")
    told("FR", content="Une lettre")
    assert {one.words for one in needs_of() if one.want == Want.CONTENT} >= {"A court order", "A letter"}
    words = {one.words for one in needs_of(measure="extradition")}
    assert {"A warrant of arrest", "A letter"} <= words
    assert not {"A court order", "Une lettre"} & words


def test_what_asks_nothing_of_a_request_is_not_asked(told):
    told(certification="none", told_by="Ministry")
    told(about="mutual-legal-assistance", certification="unknown", told_by="Ministry")
    assert [one for one in needs_of() if one.source.by == "Ministry"] == []


def test_a_draft_of_a_requirement_is_told_to_nobody(told, client):
    told(publish=False, content="SECRET")
    assert "SECRET" not in str(needs_of())
    assert "SECRET" not in client.get(ADDRESS, {"requested": "IT", "measure": "bank-records"}).content.decode()


def test_what_an_authority_tells_is_asked_and_what_it_keeps_for_authorities_is_not(authority, client):
    data = client.get(ADDRESS, {"requested": "IT", "measure": "bank-records"}).json()
    mine = [one for one in data["results"] if one["address"] == authority.address]
    assert [(one["want"], one["words"] or one["codes"]) for one in mine] == [
        ("language", ["it"]),
        ("content", "The court order"),
        ("content", "The account"),
        ("limits", "Not for tax."),
    ]
    assert {one["on"] for one in mine} == {"2026-02-03"}
    assert {one["by"] for one in mine} == {"Ministry of trials"}
    # Once it opens the group, its channels are asked too.
    Authority.objects.filter(pk=authority.pk).update(restricted=[])
    assert [one.codes for one in needs_of() if one.want == Want.CHANNEL] == [("diplomatic", "post")]


def test_what_the_state_declared_on_the_treaty_is_asked_with_it(acted):
    acted("XVIII-12", "IT", "notification", "2012-08-21", text=TEXT)
    acted("XVIII-12", "IT", "reservation", "2012-08-21", text="Not bound by article 35, paragraph 2.")
    assert TEXT not in str(needs_of())
    found = [one for one in needs_of(treaty="XVIII-12") if one.want == Want.DECLARATION]
    assert [(one.words, one.source.on, one.source.address) for one in found] == [
        (TEXT, "2012-08-21", "/treaties/XVIII-12/statements/")
    ]
    assert [one for one in needs_of("GH", treaty="XVIII-12") if one.words == TEXT] == []
    assert [one for one in needs_of(treaty="XVIII-12", day=dt.date(2011, 1, 1)) if one.words == TEXT] == []


def test_the_same_queries_however_much_was_told(told):
    counts = []
    for number in range(3):
        told(about=("every", "mutual-legal-assistance", "extradition")[number], content="a\nb\nc")
        with CaptureQueriesContext(connection) as asked:
            needs_of(treaty="XVIII-12")
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]


def test_the_interface_answers_by_code_or_name_and_says_what_it_cannot_read(facts, client):
    data = client.get(
        ADDRESS, {"requested": "Italy", "measure": ["bank-records", "service"], "treaty": "xviii-14"}
    ).json()
    assert (data["requested"], data["measures"], data["treaty"]) == ("IT", ["bank-records", "service"], "XVIII-14")
    assert data["count"] == len(data["results"])
    for wrong, where in (
        ({"requested": "Atlantis", "measure": "service"}, "requested"),
        ({"requested": "IT", "measure": "poetry"}, "measure"),
        ({"requested": "IT"}, "measure"),
        ({"requested": "IT", "measure": "service", "treaty": "nothing"}, "treaty"),
    ):
        answer = client.get(ADDRESS, wrong)
        assert answer.status_code == 422
        assert answer.json()["message"].startswith(f"{where}: ")
