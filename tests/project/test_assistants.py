"""The portal for assistants, asked by hand and by the protocol's own client."""

import asyncio
import json
import os
import sys

import pytest
from mcp import Client, StdioServerParameters, stdio_client

from comity.project.assistants.tools import LONGEST, TOOLS, path_of, written

from .. import prepared


pytestmark = pytest.mark.django_db


def post(client, message, **headers):
    body = message if isinstance(message, bytes) else json.dumps(message)
    return client.post("/mcp", body, content_type="application/json", headers=headers)


def call(client, name, **arguments):
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": name, "arguments": arguments}}
    result = post(client, message).json()["result"]
    return result["isError"], result["content"][0]["text"]


@pytest.mark.parametrize("version", ["2024-11-05", "2025-11-25", "2026-07-28", "1999-01-01"])
def test_two_sides_agree_on_a_version(client, version):
    params = {"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    answer = post(client, {"jsonrpc": "2.0", "id": "a", "method": "initialize", "params": params}).json()
    agreed = version if version in {"2024-11-05", "2025-11-25"} else "2025-11-25"
    assert answer["id"] == "a"
    assert answer["result"]["protocolVersion"] == agreed
    assert answer["result"]["capabilities"] == {"tools": {"listChanged": False}}


def test_every_tool_is_named_with_its_arguments(client):
    answer = post(client, {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).json()
    named = {one["name"]: one for one in answer["result"]["tools"]}
    assert set(named) == {one.name for one in TOOLS}
    assert named["search"]["inputSchema"]["required"] == ["query"]
    assert all(one["annotations"]["readOnlyHint"] for one in named.values())


def test_the_treaties_between_two_states(world, client):
    is_refusal, text = call(client, "treaties_between", a="IT", b="ML", on="2020-01-01")
    assert not is_refusal
    answer = json.loads(text)
    assert "XVIII-12" in text
    assert answer


def test_parties_stand_beside_the_number_reported(world, client):
    is_refusal, text = call(client, "parties", symbol="XVIII-12", on="2018-02-09")
    answer = json.loads(text)
    assert not is_refusal
    assert {"count", "reported", "parties"} <= set(answer)
    assert any(one["place"] == "IT" for one in answer["parties"])


def test_what_is_found_can_be_read_and_cited(searchable, client):
    is_refusal, text = call(client, "search", query="firearms licence", kind="provision")
    assert not is_refusal
    first = json.loads(text)["results"][0]
    assert first["address"].startswith("http://testserver/en/laws/")
    is_refusal, text = call(client, "read", address=first["address"])
    assert not is_refusal
    assert "trades in arms without a licence" in text
    assert "laws.example.org" in text


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/treaties/XVIII-12/", "treaties/XVIII-12"),
        ("https://example.org/ar/treaties/XVIII-12/articles/18/?x=1#y", "treaties/XVIII-12/articles/18"),
        ("/laws/it/act-7/", "laws/it/act-7"),
        ("/zh/laws/it/act-7/art_1/", "laws/it/act-7/provisions/art_1"),
        ("/places/IT/", "places/IT"),
    ],
)
def test_an_address_of_a_page_leads_to_its_data(address, path):
    assert path_of(address) == path


@pytest.mark.parametrize(
    ("name", "arguments", "sentence"),
    [
        ("search", {}, "query is missing"),
        ("search", {"query": "x", "limit": "many"}, "from 1 to 50"),
        ("search", {"query": "x", "colour": "red"}, "no argument colour"),
        ("read", {"address": "/account/sign-in/"}, "No record stands"),
        ("read", {"address": "/treaties/NOTHING/"}, ""),
        ("read", {"address": "/laws/../../etc/passwd"}, ""),
        ("treaties_between", {"a": "IT", "b": "NOWHERE"}, ""),
        ("parties", {"symbol": "XVIII-12", "on": "yesterday"}, "on"),
        ("parties", {"symbol": "../../healthz"}, ""),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(world, client, name, arguments, sentence):
    is_refusal, text = call(client, name, **arguments)
    assert is_refusal
    assert sentence in text
    assert text.rstrip().endswith(".")
    assert "Traceback" not in text


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"{", -32700),
        (b"\xff\xfe", -32700),
        (b"[" * 50_000, -32700),
        (b"[]", -32600),
        ({"id": 1, "method": "ping"}, -32600),
        ({"jsonrpc": "2.0", "id": {}, "method": "ping"}, -32600),
        ({"jsonrpc": "2.0", "id": 1, "method": "resources/list"}, -32601),
        ({"jsonrpc": "2.0", "id": 1, "method": "nothing/at/all"}, -32601),
        ({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {}}, -32602),
        ({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "drop"}}, -32602),
    ],
)
def test_a_broken_message_gets_the_error_that_the_protocol_has_for_it(client, message, code):
    response = post(client, message)
    assert response.status_code == 200
    assert response.json()["error"]["code"] == code


def test_an_unknown_version_is_refused_with_those_known(client):
    message = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    error = post(client, message, **{"Mcp-Protocol-Version": "1999-01-01"}).json()["error"]
    assert "2025-11-25" in error["data"]["supported"]


def test_what_is_no_question_gets_no_answer(client):
    response = post(client, {"jsonrpc": "2.0", "method": "notifications/initialized"})
    assert (response.status_code, response.content) == (202, b"")
    assert client.get("/mcp").status_code == 405
    assert post(client, b" " * 100_001).status_code == 413


def test_a_long_answer_is_cut_and_says_so():
    text = written({"body": "x" * LONGEST * 2})
    assert len(text) < LONGEST + 200
    assert "is cut here" in text


def test_who_is_signed_in_gets_no_more_than_a_visitor(world, client, person_with):
    from comity.engines.records.actions import withdraw
    from comity.engines.records.models import Record

    staff = person_with("editor")
    record = Record.objects.filter(kind="law").first()
    address = record.law.address
    withdraw(record, by=staff, reason="wrong")
    client.force_login(staff)
    is_refusal, text = call(client, "read", address=address)
    assert is_refusal
    assert "bees" not in text


def test_the_protocols_own_client_over_standard_streams(tmp_path, socket_enabled):
    environment = {**os.environ, "COMITY_HOME": str(tmp_path), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "comity.project.commandline"]
    prepared.begin(tmp_path)

    async def talk():
        server = StdioServerParameters(command=command[0], args=[*command[1:], "assistants"], env=environment)
        async with Client(stdio_client(server)) as assistant:
            return (
                await assistant.list_tools(),
                await assistant.call_tool("search", {"query": "bees"}),
                await assistant.call_tool("whom_to_ask", {"state": "IT", "function": "extradition"}),
            )

    tools, said, advised = asyncio.run(talk())
    assert len(tools.tools) == len(TOOLS)
    assert json.loads(said.content[0].text)["count"] == 0
    assert advised.is_error
    assert "No State is known" in advised.content[0].text


@pytest.fixture
def directory(world, service):
    """An authority that keeps its contacts for other authorities."""
    from comity.knowledge.authorities.actions import put_entry
    from comity.knowledge.authorities.shapes import Entry, NewDesignation

    entry = Entry(
        "IT-trial",
        "IT",
        {"it": "Ministero di prova", "en": "Ministry of trials"},
        language="it",
        particulars={
            "emails": ["hidden@example.org"],
            "channels": ["diplomatic"],
            "languages": ["it", "fr"],
            "urgent_procedure": "Call first",
        },
        restricted=("contact",),
        designations=(
            NewDesignation("mutual-legal-assistance", treaty="XVIII-12", article="18(13)", source="A note"),
        ),
    )
    put_entry(entry, by=service)


ASKED = {"state": "IT", "function": "mutual-legal-assistance", "treaty": "XVIII-12", "on": "2026-01-01"}


def test_whom_to_ask_is_answered_with_why_and_how(directory, client):
    is_refusal, text = call(client, "whom_to_ask", **ASKED)
    assert not is_refusal
    answer = json.loads(text)
    ours = next(one for one in answer["answers"] if one["authority"]["identifier"] == "IT-trial")
    assert answer["answers"][0]["rank"] == 1
    assert (ours["reason"], ours["channels"], ours["languages"]) == ("treaty", ["diplomatic"], ["it", "fr"])
    assert "XVIII-12" in ours["designation"]["treaty"]
    assert ours["authority"]["freshness"] == "never"
    assert ours["authority"]["address"].startswith("http://testserver/en/authorities/")
    assert ours["authority"]["withheld"] == ["contact"]
    assert {one["kind"] for one in answer["remaining"]} >= {"diplomatic", "interpol"}
    assert "hidden@example.org" not in text


def test_where_nobody_is_known_it_is_told_what_to_do_instead(world, client):
    is_refusal, text = call(client, "whom_to_ask", state="TV", function="extradition", language="fr")
    answer = json.loads(text)
    assert not is_refusal
    assert answer["answers"] == []
    assert {"diplomatic", "interpol"} <= {one["kind"] for one in answer["remaining"]}
    assert all(one["advice"] for one in answer["remaining"])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"state": "IT"}, "function is missing"),
        ({"state": "Nowhere at all", "function": "extradition"}, "No State is known"),
        ({"state": "IT", "function": "tea"}, "There is no function"),
        ({"state": "IT", "function": "extradition", "on": "someday"}, "on"),
    ],
)
def test_a_question_about_authorities_that_cannot_be_read_is_refused(world, client, arguments, sentence):
    is_refusal, text = call(client, "whom_to_ask", **arguments)
    assert is_refusal
    assert sentence in text


def test_an_editor_is_told_no_more_of_an_authority_than_a_visitor(directory, client, person_with):
    client.force_login(person_with("editor"))
    _is_refusal, text = call(client, "whom_to_ask", **ASKED)
    assert "hidden@example.org" not in text
