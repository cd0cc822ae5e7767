"""A visitor never sees what an authority keeps for other authorities, wherever they look."""

import datetime as dt
import io
import json

import openpyxl
import pytest
from django.utils import timezone

from comity.engines.records.registry import warning_of
from comity.engines.search import actions as search
from comity.engines.search import exports
from comity.engines.search.registry import documents_of
from comity.knowledge.authorities import actions, queries
from comity.project.exports import every

from .conftest import HIDDEN, KEPT


def kept_of(authority, person):
    return queries.disclosed(authority, queries.reading_of(person))


@pytest.mark.parametrize("who", ["authority", "foreign authority", "editor", "contributor"])
def test_authorities_and_the_state_itself_read_everything(put, entry, cast, who):
    shown = kept_of(put(entry()), cast[who])
    assert shown.withheld == ()
    assert shown.kept == KEPT
    assert shown.particulars["emails"] == ["hidden@example.org"]


@pytest.mark.parametrize("who", ["visitor", "stranger"])
def test_visitors_and_contributors_of_other_states_read_what_is_open(put, entry, cast, who):
    shown = kept_of(put(entry()), cast[who])
    assert shown.withheld == KEPT
    assert shown.kept == ()
    assert shown.particulars["address_lines"] == "Public Street 1"
    assert not {"emails", "telephones", "persons", "request_contents"} & set(shown.particulars)


def test_a_group_that_is_open_is_read_by_everyone(put, entry):
    shown = kept_of(put(entry(restricted=())), None)
    assert shown.particulars["emails"] == ["hidden@example.org"]
    assert shown.withheld == ()


PAGES = (
    "/en/authorities/",
    "/en/authorities/states/IT/",
    "/en/authorities/find/?state=IT&function=mutual-legal-assistance&treaty=XVIII-12",
    "/en/authorities/authorities.vcf",
    "/en/authorities/authorities.csv",
    "/en/authorities/authorities.json",
    "/api/v1/authorities",
    "/api/v1/authorities/find?state=IT&function=mutual-legal-assistance",
    "/api/v1/records/authority",
    "/api/v1/export/authority.jsonl",
    "/api/v1/export/authority.csv",
)
OWN = ("", "authority.vcf", "authority.csv", "authority.json")


def content_of(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    # Lines of a vCard are folded.
    return body.decode().replace("\r\n ", "")


def leaks(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    words = content_of(response)
    assert "Ministry of trials" in words or "Ministero di prova" in words, address
    return [one for one in HIDDEN if one in words]


@pytest.mark.parametrize("address", PAGES)
def test_no_page_file_or_program_shows_a_visitor_what_is_kept(put, entry, client, address):
    put(entry())
    assert leaks(client, address) == []


def test_nor_do_the_pages_and_files_of_the_authority_itself(put, entry, client):
    authority = put(entry())
    addresses = [f"/en{authority.address}{name}" for name in OWN]
    addresses += [f"/api/v1/authorities/{authority.pk}", f"/api/v1/records/authority/{authority.pk}"]
    assert {address: found for address in addresses if (found := leaks(client, address))} == {}


def test_whoever_may_read_it_sees_it_on_the_same_pages(put, entry, client, cast):
    authority = put(entry())
    client.force_login(cast["authority"])
    for name in OWN:
        words = content_of(client.get(f"/en{authority.address}{name}"))
        assert "hidden@example.org" in words, name


def test_the_interface_for_programs_is_open_and_shows_nobody_what_is_kept(put, entry, client, cast):
    put(entry())
    client.force_login(cast["editor"])
    assert leaks(client, "/api/v1/authorities") == []


def test_search_never_holds_what_is_kept(put, entry):
    authority = put(entry())
    found = list(documents_of([str(authority.pk)]))
    assert [one.language for one in found] == ["it", "en"]
    words = json.dumps([(one.title, one.body, one.about, one.context) for one in found])
    assert [one for one in HIDDEN if one in words] == []
    assert "Call first" in found[0].body
    assert {"Extradition"}.isdisjoint(found[0].about.splitlines())
    assert "Entraide judiciaire" in found[0].about or "Mutual legal assistance" in found[0].about


def test_whole_databases_hold_nothing_that_is_kept(put, entry):
    put(entry())
    for ending, write in every()["authority"].writers.items():
        content = io.BytesIO(b"".join(write())).getvalue()
        assert [one for one in HIDDEN if one.encode() in content] == [], ending


def test_history_says_which_group_changed_and_not_what_stood_there(put, entry, client):
    changed = {"emails": ["other-hidden@example.org"]}
    put(entry())
    authority = put(entry(particulars=changed))
    assert "contact" in queries.history_of(authority)[0].parts
    words = client.get(f"/en{authority.address}").content.decode()
    assert "other-hidden" not in words
    assert "hidden@example.org" not in words


def test_an_authority_costs_the_same_queries_however_many_there_are(put, entry, client, django_assert_max_num_queries):
    def asked(address):
        with django_assert_max_num_queries(25) as counted:
            content_of(client.get(address))
        return len(counted)

    for address in PAGES[:9]:
        put(entry())
        asked(address)
        one = asked(address)
        for number in range(3):
            put(entry(f"IT-{number}"))
        asked(address)
        assert asked(address) == one, address


def test_nothing_but_the_model_and_the_actions_reads_the_particulars():
    from pathlib import Path

    folder = Path(actions.__file__).parents[1]
    readers = {
        path.relative_to(folder).parts[0]
        for path in folder.rglob("*.py")
        if "migrations" not in path.parts and "authority.particulars" in path.read_text(encoding="utf-8")
    }
    assert readers <= {"actions", "models.py"}


def told_everywhere(client, asked, sentence):
    """Every form in which results are taken away, the feed, programs and assistants."""
    for form in ("csv", "xlsx", "json", "jsonl", "ris"):
        content = b"".join(client.get(f"/en/search/export.{form}", asked))
        if form == "xlsx":
            sheet = openpyxl.load_workbook(io.BytesIO(content)).active
            assert sheet.cell(2, exports.COLUMNS.index("warning") + 1).value == sentence
        else:
            assert sentence in content.decode(), form
    feed = client.get("/en/search/feed.atom", asked).text
    assert f'term="stale" label="{sentence}"' in feed
    assert f"<summary>{sentence}" in feed
    assert client.get("/api/v1/search", asked).json()["results"][0]["warning"] == sentence
    asking = {"name": "search", "arguments": {"query": asked["q"], "kind": asked["kind"]}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": asking}
    assert sentence in client.post("/mcp", message, content_type="application/json").text


def test_what_nobody_confirmed_says_so_wherever_it_is_met(put, entry, client, settings, tmp_path):
    settings.HOME = tmp_path
    authority = put(entry())
    search.bring_up_to_date()
    asked = {"q": "ministry of trials", "kind": "authority"}
    assert client.get("/api/v1/search", asked).json()["results"][0]["freshness"] == "never"
    assert "Never confirmed" in client.get("/en/search/", asked).text
    one = f"/api/v1/records/authority/{authority.pk}"
    assert client.get(one).json()["freshness"] == "never"
    authority.confirmed_on, authority.confirmed_by = dt.date(2020, 1, 1), "Ministry"
    authority.save()
    search.rebuild()
    assert client.get("/api/v1/search", asked).json()["results"][0]["freshness"] == "stale"
    assert "Not confirmed for twelve months" in client.get("/en/search/", asked).text
    assert client.get(one).json()["freshness"] == "stale"
    told_everywhere(client, asked, "Not confirmed for twelve months")
    assert "Non confirmé depuis douze mois" in b"".join(client.get("/fr/search/export.csv", asked)).decode()
    assert warning_of("authority", timezone.now().date()) == warning_of("strategy", None) == ""
