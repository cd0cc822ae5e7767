"""The pages of the log: everybody sees their own, staff see all, and each event leads to its proof."""

import csv
import errno
import io
import json
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.test import Client

from comity.base.audit import queries
from comity.base.audit.actions import checkpoint, note, sequence, watch
from comity.base.audit.actions.witnessing import witness_key
from comity.base.audit.crypto.bundles import checked
from comity.base.audit.crypto.notes import checkpoint_of, key_of
from comity.base.audit.models import Event
from comity.base.people.models import Organisation
from comity.engines.records import actions
from comity.engines.records.shapes import Card, CardText
from comity.knowledge.strategies.models import Strategy


@pytest.fixture
def signed_in():
    def sign_in(person):
        client = Client()
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def editor(person_with):
    return person_with("editor")


@pytest.fixture
def contributor(person_with):
    return person_with("contributor")


def strategy(title, by, *, place="IT", public=True):
    record = actions.draft(Strategy(), Card(title, place, (CardText("en", title),)), by=by)
    if public:
        actions.publish(record, by=by)
    return record


def shown(response):
    assert response.status_code == 200
    return [one["line"].event for one in response.context["lines"]]


@pytest.mark.django_db
def test_visitors_are_sent_to_sign_in():
    for path in ("/en/audit/", "/en/audit/export.csv", "/en/audit/events/1/", "/en/audit/events/1/proof.json"):
        answer = Client().get(path)
        assert answer.status_code == 302
        assert "/account/sign-in/" in answer["Location"]


def test_staff_see_everything_and_are_noted(editor, contributor, service, signed_in):
    note("places.load", None, by=service)
    note("record.draft", None, by=contributor)
    client = signed_in(editor)
    assert {one.verb for one in shown(client.get("/en/audit/"))} >= {"places.load", "record.draft"}
    event = Event.objects.get(verb="audit.read")
    assert (event.is_read, event.actor_id, event.details) == (True, str(editor.pk), {"narrowed_by": []})
    assert contributor.username in client.get("/en/audit/").content.decode()


def test_others_see_what_concerns_them(editor, contributor, person_with, service, signed_in):
    other = person_with("contributor", Organisation.objects.create(name="Elsewhere", place=place_of("FR")))
    secret = strategy("Secret", editor, place="FR", public=False)
    public = strategy("Public", editor, place="FR")
    own = note("people.add_person", contributor, by=service)
    theirs = note("people.add_person", other, by=service)
    did = note("terms.relabel", None, by=contributor)
    events = shown(signed_in(contributor).get("/en/audit/"))
    assert {own, did} <= set(events)
    assert theirs not in events
    assert {one.record_id for one in events} >= {public.pk}
    assert secret.pk not in {one.record_id for one in events}
    assert not Event.objects.filter(verb="audit.read").exists()
    text = signed_in(contributor).get("/en/audit/").content.decode()
    assert editor.username not in text
    assert "You" in text
    for number in (theirs.pk, Event.objects.filter(record_id=secret.pk).first().pk):
        assert signed_in(contributor).get(f"/en/audit/events/{number}/").status_code == 404
        assert signed_in(contributor).get(f"/en/audit/events/{number}/proof.json").status_code == 404
    exported = signed_in(contributor).get("/en/audit/export.json").getvalue()
    assert str(secret.pk) not in exported.decode()
    assert len(json.loads(exported)) == len(events)


def place_of(code):
    from comity.base.places.models import Place

    return Place.objects.get_or_create(code=code, defaults={"kind": "state"})[0]


def test_whose_record_it_is_sees_who_read_it(editor, contributor, signed_in):
    place_of("IT")
    draft = strategy("Ours", contributor, public=False)
    assert signed_in(editor).get(f"/en/strategies/{draft.pk}/").status_code == 200
    event = Event.objects.get(verb="record.read", record_id=draft.pk)
    assert event.details == {"state": "draft", "how": "page"}
    assert event in shown(signed_in(contributor).get("/en/audit/"))
    public = strategy("Public", editor, place="IT")
    assert signed_in(editor).get(f"/en/strategies/{public.pk}/").status_code == 200
    assert not Event.objects.filter(verb="record.read", record_id=public.pk).exists()


def test_lists_and_histories_with_what_is_not_public_are_noted(editor, signed_in):
    place_of("IT")
    draft = strategy("Ours", editor, public=False)
    assert signed_in(editor).get("/en/strategies/").status_code == 200
    assert signed_in(editor).get(f"/en/records/{draft.pk}/history/").status_code == 200
    found = Event.objects.filter(verb="record.read", record_id=draft.pk).order_by("pk")
    assert [one.details["how"] for one in found] == ["list", "history"]


def test_what_cannot_be_noted_is_not_shown(editor, signed_in, monkeypatch):
    from comity.project import middleware

    def refuse(reads):
        raise RuntimeError

    place_of("IT")
    draft = strategy("Ours", editor, public=False)
    monkeypatch.setattr(middleware, "keep_seen", refuse)
    client = signed_in(editor)
    client.raise_request_exception = False
    answer = client.get(f"/en/strategies/{draft.pk}/")
    assert answer.status_code == 500
    assert "Ours" not in answer.content.decode()


def test_on_a_full_disk_a_sentence_says_why_nothing_is_shown(editor, signed_in, monkeypatch):
    from comity.project import middleware

    def refuse(reads):
        raise OperationalError("database or disk is full")

    place_of("IT")
    draft = strategy("Ours", editor, public=False)
    monkeypatch.setattr(middleware, "keep_seen", refuse)
    client = signed_in(editor)
    answer = client.get(f"/en/strategies/{draft.pk}/")
    assert answer.status_code == 503
    told = answer.content.decode()
    assert "no room left on its disk" in told
    assert "Ours" not in told
    program = client.get(f"/en/strategies/{draft.pk}/", headers={"Accept": "application/json"})
    assert (program.status_code, "no room left" in program.json()["message"]) == (503, True)


def test_on_a_full_disk_a_page_that_writes_says_that_nothing_was_kept(rf, db):
    from comity.project.middleware import refusals_become_pages

    request = rf.post("/en/")
    request.user = AnonymousUser()
    shown = refusals_become_pages(lambda asked: None)
    answer = shown.process_exception(request, OSError(errno.ENOSPC, "No space left on device"))
    assert answer.status_code == 503
    assert "Nothing of this was kept" in answer.content.decode()
    assert shown.process_exception(request, OSError(errno.EACCES, "Permission denied")) is None
    assert shown.process_exception(request, OperationalError("database is locked")) is None


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("person=me", {"a.one"}),
        ("verb=b.", {"b.two", "b.three"}),
        ("verb=b.tw&person=", {"b.two"}),
        ("first=2026-01-02&last=2026-01-02", {"b.two"}),
        ("last=2026-01-02", {"a.one", "b.two"}),
        ("thing=00000000-0000-0000-0000-000000000007", {"b.three"}),
        ("thing=https%3A%2F%2Fcomity.example%2Fen%2F00000000-0000-0000-0000-000000000007%2F", {"b.three"}),
        ("person=nobody", set()),
    ],
)
def test_the_log_is_narrowed(editor, service, signed_in, unguarded, asked, wanted):
    events = [
        note("a.one", None, by=editor),
        note("b.two", None, by=service),
        note("b.three", None, by=service, record_id=uuid.UUID(int=7)),
    ]
    for day, one in enumerate(events, 1):
        unguarded("UPDATE audit_event SET at = %s WHERE id = %s", f"2026-01-0{day} 12:00:00+00:00", one.pk)
    found = {one.verb for one in shown(signed_in(editor).get(f"/en/audit/?{asked}"))}
    assert found - {"people.ensure_service", "audit.read"} == wanted


def test_people_are_found_by_name_only_by_staff(editor, contributor, signed_in):
    note("a.one", None, by=editor)
    note("b.two", None, by=contributor)
    assert {one.verb for one in shown(signed_in(editor).get(f"/en/audit/?person={contributor.username}"))} == {"b.two"}
    assert shown(signed_in(contributor).get(f"/en/audit/?person={editor.username}")) == []
    assert shown(signed_in(contributor).get(f"/en/audit/?person={queries.token_of(editor)}")) == []


def test_what_is_asked_wrongly_is_said_so(editor, signed_in):
    client = signed_in(editor)
    answer = client.get("/en/audit/?first=2026-02-30")
    assert answer.status_code == 422
    answer = client.get("/en/audit/?first=2026-02-03&last=2026-01-01")
    assert answer.status_code == 422
    assert "Exchange the two" in answer.content.decode()
    assert client.get("/en/audit/?cursor=nonsense").status_code == 422


def test_pages_follow_one_another_with_the_same_number_of_queries(editor, signed_in):
    place_of("IT")
    records = [strategy(f"Number {one}", editor) for one in range(3)]
    client = signed_in(editor)
    client.get("/en/audit/")

    def queries_of(path):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as caught:
            answer = client.get(path)
        return answer, [one["sql"][:150] for one in caught]

    _answer, few = queries_of("/en/audit/")
    # The foot of every page counts anew what is public once something changed: that is not this page's doing.
    for number in range(120):
        note("record.revise", records[number % 3], by=editor, record_id=records[number % 3].pk)
    client.get("/en/strategies/")
    answer, many = queries_of("/en/audit/")
    assert len(many) <= len(few), "\n".join(many)
    seen, path = [], "/en/audit/"
    while path:
        answer = client.get(path)
        seen += [one.pk for one in shown(answer) if one.verb == "record.revise"]
        path = f"/en/audit/{answer.context['following']}" if answer.context["following"] else ""
    assert len(seen) == len(set(seen)) == 120
    assert seen == sorted(seen, reverse=True)


def test_an_event_shows_its_proof_which_holds(editor, service, signed_in):
    event = note("places.load", None, by=service, added=3)
    client = signed_in(editor)
    waiting = client.get(f"/en/audit/events/{event.pk}/")
    assert "waits for its leaf" in waiting.content.decode()
    assert client.get(f"/en/audit/events/{event.pk}/proof.json").status_code == 404
    one = checkpoint()
    page = client.get(f"/en/audit/events/{event.pk}/").content.decode()
    assert str(queries.public_key()) in page.replace("&#x2B;", "+")
    proof = json.loads(client.get(f"/en/audit/events/{event.pk}/proof.json").content)
    assert f"in the log of {one.size} leaves" in checked(proof, queries.public_key())
    assert client.get("/en/audit/events/999999/").status_code == 404


def test_a_table_runs_nothing_in_a_spreadsheet(editor, signed_in):
    note("a.one", None, by=editor, reason="=cmd()")
    editor.first_name, editor.last_name = "=HYPERLINK(1)", "Ada"
    editor.save()
    sequence()
    client = signed_in(editor)
    text = client.get("/en/audit/export.csv?verb=a.").getvalue().decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["name"] == "'=HYPERLINK(1) Ada"
    assert json.loads(row["details"]) == {"reason": "=cmd()"}
    assert row["leaf"] == str(Event.objects.filter(pk__lte=int(row["number"])).count() - 1)
    assert Event.objects.get(verb="audit.export").details == {"narrowed_by": ["verb"]}
    assert client.get("/en/audit/export.exe").status_code == 404


class TestForPrograms:
    @pytest.mark.django_db
    def test_key_checkpoint_and_program_are_for_everybody(self, service):
        client = Client()
        key = key_of(client.get("/audit/key").content.decode())
        assert client.get("/audit/checkpoint").status_code == 404
        made = checkpoint()
        note("places.load", None, by=service)
        later = checkpoint()
        assert checkpoint_of(client.get("/audit/checkpoint").content.decode()).is_signed_by(key)
        proof = client.get(f"/audit/consistency/{made.size}/{later.size}").json()
        assert "is the beginning of" in checked(proof, key)
        assert client.get("/audit/consistency/5/4").status_code == 422
        program = client.get("/audit/verify_log.py")
        compile(program.content, "verify_log.py", "exec")
        assert client.get("/audit/").status_code == 302

    def test_a_witness_listens_to_whom_it_knows(self, service):
        client = Client(enforce_csrf_checks=True)
        made = checkpoint()
        body = f"old 0\n\n{made.note}"
        send = {"path": "/audit/witness/add-checkpoint", "content_type": "text/plain"}
        assert client.post(data=body, **send).status_code == 404
        watch(str(queries.public_key()), by=service)
        answer = client.post(data=body, **send)
        assert (answer.status_code, answer.content[:4]) == (200, "— ".encode())
        again = client.post(data=body, **send)
        assert (again.status_code, again["Content-Type"]) == (409, "text/x.tlog.size")
        assert again.content == f"{made.size}\n".encode()
        assert client.post(data="x" * 20_000, **send).status_code == 413
        assert client.get("/audit/witness/key").content.decode().strip() == str(witness_key())
        assert client.get("/audit/witness/add-checkpoint").status_code == 405


def test_an_answer_with_nothing_restricted_begins_no_transaction(editor, signed_in, django_assert_num_queries):
    from comity.base.audit.actions import keep_seen

    with django_assert_num_queries(0):
        keep_seen([])
    place_of("IT")
    public = strategy("Public", editor)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    path = f"/en/strategies/{public.pk}/"
    client = signed_in(editor)
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        client.get(path)
    assert not [one["sql"] for one in caught if "SAVEPOINT" in one["sql"]]
