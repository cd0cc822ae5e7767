"""The sheet of a State: computed from what is public, each line with its source, and plain about what is missing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from comity.base.places.models import Place
from comity.engines.records import actions as records
from comity.engines.records.models import Record
from comity.engines.records.shapes import Card, CardSource, CardText
from comity.kernel.languages import INTERFACE
from comity.knowledge.authorities import actions as authorities
from comity.knowledge.authorities.shapes import Entry, NewDesignation
from comity.knowledge.requirements.models import Requirement


pytestmark = pytest.mark.django_db

HIDDEN = ("555 0101", "hidden@example.org", "Hidden Person", "What hidden words ask for")
PARTICULARS = {
    "telephones": ["+39 06 555 0101"],
    "emails": ["hidden@example.org"],
    "persons": [{"name": "Hidden Person", "title": "", "telephone": "", "email": ""}],
    "languages": ["it", "fr"],
    "channels": ["post"],
    "request_contents": "What hidden words ask for",
    "urgent_procedure": "Chiamare prima",
}


def sheet(client, code, language="en"):
    return client.get(f"/{language}/guidance/states/{code}/")


def words(answer):
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


@pytest.fixture
def office(facts):
    """An authority of Italy that keeps some groups for other authorities."""
    entry = Entry(
        identifier="IT-trial",
        place="IT",
        names={"en": "Ministry of trials"},
        language="it",
        particulars=PARTICULARS,
        restricted=("contact", "persons", "requirements"),
        designations=(
            NewDesignation("mutual-legal-assistance", treaty="XVIII-12", article="18(13)", source="A note verbale"),
        ),
    )
    authorities.put_entry(entry, by=facts)
    return entry


@pytest.fixture
def require(facts):
    """Write what a State asks of requests, published or not."""

    def make(number=1, place="IT", *, publish=True, by=facts, **fields):
        card = Card(
            name=f"requirement-{number}",
            place=place,
            texts=(CardText("en", f"Requests {number}"),),
            sources=(CardSource("A letter"),),
            topics=("language:es",),
        )
        record = records.draft(Requirement(**fields), card, by=by)
        if publish:
            records.publish(record, by=by)
        return record

    return make


def test_it_says_what_is_known_with_its_source(facts, office, require, client):
    require(advice="Scrivete in italiano.", language="it", copies=2, certification="apostille", told_by="Ministero")
    answer = sheet(client, "IT")
    told = words(answer)
    assert answer.status_code == 200
    for sentence in (
        "Cooperating with Italy",
        "Ministry of trials",
        "A note verbale",
        "Never confirmed by the authority",
        "United Nations Convention against Corruption",
        "status of March 2015",
        "Chiamare prima",
        "Scrivete in italiano.",
        "Ministero",
        "Apostille",
        "European Judicial Network",
        "Business register",
    ):
        assert sentence in told, sentence
    text = answer.content.decode()
    assert "/en/treaties/XVIII-12/articles/18/" in text
    assert 'lang="it" dir="ltr">Scrivete in italiano.' in " ".join(text.split())
    assert "since 2006-09-01" in told, "the day on which it binds, not that of the deposit"


def test_what_authorities_keep_is_nowhere_in_it_whoever_reads(office, client, person_with):
    for person in (None, "authority", "editor"):
        if person:
            client.force_login(person_with(person))
        told = words(sheet(client, "IT"))
        assert "Ministry of trials" in told
        assert "Kept for other authorities:" in told
        for hidden in HIDDEN:
            assert hidden not in told, (person, hidden)


def test_drafts_and_what_was_withdrawn_are_nowhere_in_it(facts, require, client, person_with):
    editor = person_with("editor")
    require(1, publish=False, advice="A secret plan")
    gone = require(2, advice="No longer so", by=editor)
    records.withdraw(gone, by=editor, reason="A mistake")
    for person in (None, editor):
        if person:
            client.force_login(person)
        told = words(sheet(client, "IT"))
        assert "A secret plan" not in told
        assert "No longer so" not in told
        assert "Nobody of this State has told it here yet" in told


def test_what_is_not_known_is_said(facts, client):
    told = words(sheet(client, "TV"))
    for gap in (
        "Its authority for extradition.",
        "Which languages it accepts.",
        "nobody of this State has told it yet",
        "Its open registers.",
        "What its own law says of cooperation.",
    ):
        assert gap in told, gap
    assert "Not known here" in told


def test_an_authority_for_the_requests_of_one_state_says_so(facts, client):
    told = words(sheet(client, "CH"))
    assert "Only for requests from" in told
    # Whom every other State asks is not known by that.
    assert "Authority for mutual legal assistance Not known here" in told
    assert "Its authority for mutual legal assistance." in told


def test_the_same_number_of_queries_however_much_is_known(facts, office, require, client):
    def asked():
        sheet(client, "IT")
        with CaptureQueriesContext(connection) as queries:
            assert sheet(client, "IT").status_code == 200
        return len(queries)

    require(1, advice="One")
    before = asked()
    for number in range(2, 6):
        require(number, advice=f"Line {number}", about="extradition")
    authorities.put_entry(
        Entry(
            identifier="IT-second",
            place="IT",
            names={"en": "Second office"},
            designations=(NewDesignation("extradition", source="A law"),),
        ),
        by=facts,
    )
    assert "Second office" in words(sheet(client, "IT"))
    assert asked() == before
    assert before <= 25


@pytest.mark.parametrize("language", INTERFACE)
def test_it_stands_in_every_language(facts, client, language):
    assert sheet(client, "IT", language).status_code == 200


def test_a_territory_has_what_its_state_has_and_an_organisation_has_none(facts, office, client):
    assert "Convention" in words(sheet(client, "GL"))
    assert sheet(client, "it").status_code == 200
    assert sheet(client, "ZZ").status_code == 404
    assert sheet(client, "EU").status_code == 404
    assert Place.objects.filter(code="EU").exists()


def test_readers_are_led_to_it(facts, client):
    assert "/en/guidance/states/IT/" in client.get("/en/places/IT/").content.decode()
    basis = client.get("/en/assistance/?requesting=GH&requested=IT&measure=bank-records&on=2015-01-01")
    assert "/en/guidance/states/IT/" in basis.content.decode()
    found = client.get("/en/authorities/find/?state=CH&function=mutual-legal-assistance")
    assert "/en/guidance/states/CH/" in found.content.decode()
    assert "/en/guidance/states/CH/" in client.get("/en/authorities/states/CH/").content.decode()
    assert "/guidance/states/" not in client.get("/en/authorities/states/EU/").content.decode()
    assert not Record.objects.filter(kind="requirement").exists()
