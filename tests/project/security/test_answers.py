"""What every answer of every address carries, whoever asks."""

import re

import pytest
from django.test import Client
from lxml import html


POLICY = {
    "default-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
# Where files of strangers are sent, nothing at all is allowed.
STRICTER = {"files:download"}
# A file that is kept and opened without a server, and so carries its own script: a browser saves it and does not show
# it here, and were it shown the policy would still stop the script.
TAKEN_AWAY = {"assistance:writer-offline", "exchange:key-maker", "exchange:carried-page"}
# Given to the members of one authority only: no walk need come by it.
OF_ONE = {"exchange:carried-page"}


def directives(header):
    return {part.split()[0]: " ".join(part.split()[1:]) for part in header.split(";") if part.strip()}


def pages(walked):
    return [one for one in walked if one.headers.get("Content-Type", "").startswith("text/html") and one.body.strip()]


def test_no_address_fails(walked):
    # That a part of the system is not well is told to machines by 503.
    assert [(one.role, one.path) for one in walked if one.status >= 500 and one.path != "/health.json"] == []
    assert len({one.name for one in walked}) > 120
    assert {one.status for one in walked if one.role == "editor"} >= {200, 403, 404, 405}


def test_the_policy_of_content_has_no_exception_on_any_answer(walked):
    others = {
        (one.path, one.headers.get("Content-Security-Policy"))
        for one in walked
        if one.name not in STRICTER and directives(one.headers.get("Content-Security-Policy", "")) != POLICY
    }
    assert others == set()


def test_compiled_code_runs_only_in_a_worker_that_can_reach_nobody(db, client):
    # The prefix is enough: the file's own name holds its hash. Whether it is there or not, its answer is confined.
    for name in ("cipher", "setting"):
        worker = directives(client.get(f"/static/ui/{name}.0123456789ab.js")["Content-Security-Policy"])
        assert worker == {
            "default-src": "'none'",
            "script-src": "'wasm-unsafe-eval'",
            "base-uri": "'none'",
            "frame-ancestors": "'none'",
        }
    assert directives(client.get("/static/ui/exchange.0123456789ab.js")["Content-Security-Policy"]) == POLICY


def test_no_page_needs_an_exception(walked):
    """No script, style or handler stands in a page, so that the policy stops all that somebody smuggles in."""
    wrong = []
    kept = [one for one in walked if one.name in TAKEN_AWAY and one.status == 200]
    assert {one.name for one in kept} | OF_ONE == TAKEN_AWAY
    assert [one.path for one in kept if not one.headers.get("Content-Disposition", "").startswith("attachment;")] == []
    for one in {one.body: one for one in pages(walked) if one.name not in TAKEN_AWAY or one.status != 200}.values():
        document = html.fromstring(one.body)
        for element in document.iter():
            if not isinstance(element.tag, str):
                continue
            is_inline = element.tag == "style" or (
                element.tag == "script" and not element.get("src") and element.get("type") != "application/ld+json"
            )
            handlers = [name for name in element.attrib if name == "style" or name.startswith("on")]
            if is_inline or handlers:
                wrong.append((one.path, element.tag, handlers))
    assert wrong == []


def test_every_answer_is_guarded(walked):
    wanted = {
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    wrong = [
        (one.path, name, one.headers.get(name))
        for one in walked
        for name, value in wanted.items()
        if one.headers.get(name) != value
    ]
    assert wrong == []
    for one in walked:
        is_open = one.path.startswith("/api/v1/") and one.role == "visitor"
        assert one.headers["Cross-Origin-Resource-Policy"] == ("cross-origin" if is_open else "same-origin"), one.path
        assert "camera=()" in one.headers["Permissions-Policy"]
        assert "publickey-credentials-get=(self)" in one.headers["Permissions-Policy"]


def test_other_sites_read_the_interface_as_visitors_only(walked):
    opened = {
        (one.path.startswith("/api/v1/"), one.role) for one in walked if "Access-Control-Allow-Origin" in one.headers
    }
    assert opened == {(True, "visitor")}
    assert {
        one.headers["Access-Control-Allow-Origin"] for one in walked if "Access-Control-Allow-Origin" in one.headers
    } == {"*"}
    assert [one.path for one in walked if "Access-Control-Allow-Credentials" in one.headers] == []


def test_nothing_of_who_is_signed_in_is_kept_and_nothing_of_theirs_given_to_another(walked):
    for one in walked:
        kept = one.headers.get("Cache-Control", "")
        assert "Cookie" in one.headers.get("Vary", ""), one.path
        if one.role != "visitor":
            assert kept == "private, no-store", (one.path, kept)


def test_every_answer_says_what_it_is(walked):
    for one in walked:
        if not one.body:
            continue
        kind = one.headers["Content-Type"]
        if kind.startswith("text/"):
            assert "charset=utf-8" in kind.lower(), (one.path, kind)
        if one.path.startswith("/api/v1/") and one.body[:1] in b"{[":
            assert kind.startswith("application/"), one.path


def test_data_of_the_interface_is_no_script(client, world):
    """No name of a function is taken, and the type is one that no browser runs."""
    plain = client.get("/api/v1/places/IT")
    for name in ("callback", "jsonp", "cb"):
        answer = client.get("/api/v1/places/IT", {name: "alert"})
        assert b"alert" not in answer.content
        assert answer["Content-Type"].startswith("application/json")
    assert plain.content.startswith(b"{")


def test_a_visitor_opens_nothing_that_is_for_people(walked):
    """What an editor or the Secretariat sees and a visitor must not: each address leads to the door or is refused."""
    by_role = {(one.role, one.name, one.path): one.status for one in walked if not one.is_guessed}
    private = (
        "account/", "audit/e", "files/", "notices/", "records/import", "records/new", "records/drafts",
        "contributions/", "questionnaires/_", "reviews/desk/", "reviews/cycles/", "exchange/",
    )  # fmt: skip
    opened = [
        path
        for (role, name, path), status in by_role.items()
        if role == "visitor" and path.startswith(tuple(f"/en/{one}" for one in private)) and status == 200
    ]
    # The page that makes a key is for authorities that have no account here, and the same for all.
    assert sorted(opened) == [
        "/en/account/password/forgotten/", "/en/account/sign-in/", "/en/exchange/key-maker/",
    ]  # fmt: skip
    # The script of the exchange is told in data that nothing is here for it.
    sealed = {(name, status) for (role, name, _path), status in by_role.items() if name.startswith("sealed:")}
    assert {name for name, status in sealed if status == 200} == {
        f"sealed:{one}"
        for one in (
            "mine", "log", "peer-log", "directory", "authority", "recovery", "thread", "envelope", "attachment",
            "piece",
        )
    }  # fmt: skip
    for (role, name, path), status in by_role.items():
        if name.startswith("sealed:") and role != "authority":
            assert status in {403, 405}, (role, path, status)


def test_what_was_begun_is_there_for_who_takes_part(walked):
    """The walk meets real reviews, responses, proposals and conversations, and not only pages that are not there."""
    opened = {(one.role, one.name) for one in walked if one.status == 200 and not one.is_guessed}
    assert {
        ("secretariat", "reviews:work"), ("secretariat", "reviews:observations"), ("secretariat", "reviews:draw"),
        ("authority", "exchange:thread"), ("contributor", "questionnaires:responses"),
    } <= opened  # fmt: skip


def test_guessed_identifiers_open_nothing(walked):
    """What is made up is not there, for who is signed in too: nothing but a refusal, or a list that is empty."""
    told = [one for one in walked if one.is_guessed and one.status not in {302, 400, 403, 404, 405, 410, 422}]
    assert [(one.name, one.path, one.status) for one in told] == []


SECRETS = re.compile(rb"Traceback|/site-packages/|\.py\b.{0,20}line|SECRET_KEY|django\.|sqlite|psycopg", re.IGNORECASE)


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/en/nowhere/", "get", 404),
        ("/nowhere", "get", 404),
        ("/en/about/", "post", 405),
        ("/en/records/00000000-0000-0000-0000-000000000007/", "get", 404),
        ("/api/v1/nowhere", "get", 404),
        ("/api/v1/laws?limit=x", "get", 422),
        ("/api/v1/laws", "post", 405),
    ],
)
def test_pages_of_errors_say_what_happened_and_nothing_of_the_house(world, client, path, method, status):
    answer = getattr(client, method)(path)
    assert answer.status_code == status
    assert not SECRETS.search(answer.content), SECRETS.search(answer.content)
    assert len(answer.content) > 20
    assert directives(answer["Content-Security-Policy"]) == POLICY


def test_a_fault_tells_the_reader_nothing_and_the_log_everything_but_what_was_sent(world, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise RuntimeError("table seven is on fire")

    monkeypatch.setattr("comity.project.portal.views.render", broken)
    browser = Client(raise_request_exception=False, headers={"User-Agent": "Cassandra"})
    browser.cookies["sessionid"] = "a-session-that-nobody-may-read"
    answer = browser.get("/en/about/?word=contents-of-a-search")
    assert answer.status_code == 500
    assert b"fire" not in answer.content
    assert not SECRETS.search(answer.content)
    assert "private" in answer.headers.get("Cache-Control", "private")
    logged = caplog.text
    assert "table seven is on fire" in logged
    for kept_out in ("a-session-that-nobody-may-read", "Cassandra", "contents-of-a-search"):
        assert kept_out not in logged
