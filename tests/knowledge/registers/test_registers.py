"""The directory of open registers: facts that say what they are not sure of, found by State and by what they hold."""

import pytest
import yaml
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.engines.records.models import Record
from comity.kernel.errors import Unreadable
from comity.kernel.languages import INTERFACE
from comity.knowledge.registers import actions, registry
from comity.knowledge.registers.models import Register


pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(facts, db):
    return facts


def test_the_facts_load_once_each_with_its_source_and_none_claims_to_be_checked(loaded):
    assert set(actions.load_facts(by=loaded)) == {"unchanged"}
    assert not Record.objects.filter(kind="register", sources=None).exists()
    assert not Register.objects.filter(is_verified=True).exists()
    assert not Register.objects.exclude(checked_on=None).exists()
    assert not Register.objects.exclude(url__startswith="https://").exists()


def test_they_are_narrowed_by_state_and_by_what_they_hold(client, loaded):
    page = client.get("/en/registers/?place=GB&holds=aircraft").content.decode()
    assert "G-INFO" in page
    assert "Companies House register" not in page
    assert "Aircraft registry inquiry" not in page
    people = client.get("/en/registers/?place=GB&found-by=person").content.decode()
    assert "Individual Insolvency Register" in people
    assert "G-INFO" not in people
    free = client.get("/en/registers/?place=IE&cost=paid").content.decode()
    assert "Companies Registration Office" not in free


def test_a_page_says_how_to_search_it_and_that_nobody_has_checked_it(client, loaded):
    register = Register.objects.get(url="https://www.handelsregister.de/")
    page = client.get(f"/en{register.address}").content.decode()
    assert 'href="https://www.handelsregister.de/" rel="external"' in page
    assert "Handelsgesetzbuch, § 9" in page
    assert "Name of a company or body" in page
    assert "Nobody has compared this entry" in page
    assert "Never, by what is known here" in page


@pytest.mark.parametrize("language", INTERFACE)
def test_pages_stand_in_every_language(client, loaded, language):
    register = Register.objects.get(url="https://www.gsxt.gov.cn/")
    page = client.get(f"/{language}{register.address}").content.decode()
    assert ("National Enterprise Credit" in page) == (language != "zh")
    assert client.get(f"/{language}/registers/?holds=companies").status_code == 200


def test_the_list_asks_the_same_number_of_queries_however_many_there_are(client, loaded):
    def asked(query):
        client.get(f"/en/registers/{query}")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/en/registers/{query}")
        return len(queries)

    assert asked("?place=GB") == asked("")


def test_the_page_of_a_state_and_the_open_interface_have_them(client, loaded):
    page = client.get("/en/places/PL/").content.decode()
    assert "Krajowy Rejestr Sądowy" in page or "National Court Register" in page
    told = client.get("/api/v1/records/register?place=PL&topic=holds:land").json()
    assert [one["url"] for one in told["results"]] == ["https://ekw.ms.gov.pl/"]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"holds": []}, "does not say what it holds"),
        ({"holds": ["songs"]}, "“songs” is none of holds"),
        ({"found_by": ["smell"]}, "“smell” is none of found_by"),
        ({"languages": ["xx"]}, "“xx” is none of languages"),
        ({"cost": "dear"}, "“dear” is no cost"),
        ({"entry": "window"}, "“window” is no entry"),
        ({"checked_on": "yesterday"}, "“yesterday” is no day"),
    ],
)
def test_a_wrong_entry_is_said_with_its_place(tmp_path, monkeypatch, said, sentence):
    base = {"name": "x", "title": "T", "source": {"title": "here"}, "holds": ["land"]}
    (tmp_path / "r.yaml").write_text(yaml.safe_dump([base | said]), encoding="utf-8")
    monkeypatch.setattr(registry, "FILE", tmp_path / "r.yaml")
    with pytest.raises(Unreadable, match=sentence) as fault:
        list(registry.registers())
    assert "entry 1 (x)" in str(fault.value.where)
