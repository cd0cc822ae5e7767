"""Nobody takes all of the server's time: who has had their part waits, others go on, and the guide is not on show."""

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from comity.project import pace
from comity.project.pace import AT_ONCE, Pace, nobody_takes_all


READER, OTHER = "81.2.69.160", "203.0.113.7"


@pytest.fixture
def clock(monkeypatch):
    """A clock of moments and one of work, both of which go on when they are told to."""
    now = {"moment": 1000.0, "work": 0.0}
    monkeypatch.setattr(pace, "PACE", Pace(lambda: now["moment"]))
    monkeypatch.setattr(pace.time, "thread_time", lambda: now["work"])
    return now


@pytest.fixture
def ask(clock, settings, db):
    settings.READER_SECONDS = 30

    def ask(address=READER, *, work=0.0, path="/en/search/", answer=None):
        def page(request):
            clock["work"] += work
            return answer or HttpResponse("found")

        request = RequestFactory().get(path, REMOTE_ADDR=address)
        return nobody_takes_all(page)(request)

    return ask


def test_who_has_taken_all_at_once_waits_as_long_as_is_said_and_nobody_else_does(ask, clock, db):
    assert ask(work=AT_ONCE).status_code == 200
    assert ask(work=1).status_code == 200
    refused = ask()
    assert (refused.status_code, refused["Retry-After"]) == (429, "3")
    assert "Ask again in 3 seconds" in refused.content.decode()
    assert ask(OTHER).status_code == 200
    clock["moment"] += 3
    assert ask().status_code == 200


def test_a_neighbour_in_the_same_network_shares_and_cheap_pages_never_end(ask):
    ask(work=AT_ONCE + 1)
    assert ask("81.2.69.7").status_code == 429
    for _number in range(2000):
        assert ask(OTHER, work=0.0001).status_code == 200


def test_what_is_made_while_it_is_sent_counts(ask, clock):
    closed = []

    def pieces():
        try:
            for number in range(4):
                clock["work"] += 20
                yield f"{number}"
        finally:
            closed.append(True)

    answer = ask(answer=StreamingHttpResponse(pieces()))
    taken = iter(answer.streaming_content)
    assert next(taken) == b"0"
    assert ask().status_code == 200
    next(taken)
    assert ask().status_code == 429
    answer.close()
    assert b"".join(taken) == b"23" or closed


def test_programs_are_told_as_programs(ask):
    ask(work=AT_ONCE + 1)
    refused = ask(path="/api/v1/search")
    assert refused.status_code == 429
    assert (
        "Ask again in" in refused.json()["message"] if hasattr(refused, "json") else b"Ask again in" in refused.content
    )


def test_the_host_itself_is_not_counted_and_the_setting_switches_it_off(ask, settings):
    for address in ("127.0.0.1", "::1", ""):
        ask(address, work=1000)
        assert ask(address).status_code == 200
    settings.READER_SECONDS = 0
    ask(work=1000)
    assert ask().status_code == 200


def test_a_person_is_counted_for_themselves_wherever_they_are(client, person_with, clock, settings):
    settings.READER_SECONDS = 30
    ada, eve = person_with("observer"), person_with("observer")
    pace.PACE.add(f"person {ada.pk}", AT_ONCE + 1, 0.5)
    client.force_login(ada)
    assert client.get("/en/account/", REMOTE_ADDR=READER).status_code == 429
    assert client.get("/en/account/", REMOTE_ADDR=OTHER).status_code == 429
    client.force_login(eve)
    assert client.get("/en/account/", REMOTE_ADDR=READER).status_code != 429


def test_only_so_many_readers_are_remembered(monkeypatch):
    monkeypatch.setattr(pace, "REMEMBERED", 3)
    kept = Pace(lambda: 0.0)
    for number in range(5):
        kept.add(f"reader {number}", AT_ONCE + 1, 0.5)
    assert [bool(kept.wait(f"reader {number}", 0.5)) for number in range(5)] == [False, False, True, True, True]


def test_the_guide_of_the_design_is_there_only_where_it_is_set(client, db, settings):
    assert settings.GUIDE is False
    assert client.get("/en/guide/").status_code == 404
    settings.GUIDE = True
    assert client.get("/en/guide/").status_code == 200
