"""What is taken from another installation, once, and what is refused with which reason."""

import json
import time
import uuid

import pyrage
import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from comity.base.audit.models import Event
from comity.base.notices.models import Notice
from comity.engines.exchange import actions, crypto, queries, rules
from comity.engines.exchange.crypto.installations import Identity
from comity.engines.exchange.enums import Fault, Passage
from comity.engines.exchange.models import (
    Arrival,
    Attachment,
    AuthorityKey,
    Envelope,
    Nonce,
    Peer,
    Piece,
    Stranger,
)
from comity.kernel.errors import NotNow, NotPermitted, Refused

from .foreign import Foreign, file_of
from .sealers import Secret, seal
from .test_keys import changed


pytestmark = pytest.mark.django_db
WORDS = b"Quellenhof 4711"


def told(answer):
    assert answer.status_code == 200, answer.content
    content = answer.json()
    assert crypto.is_signed(crypto.identity().signing, content["statement"], content["signature"])
    return content["statement"]


def reason(answer):
    return told(answer).get("reason")


# ---------------------------------------------------------------- who they are


def test_an_installation_is_known_by_numbers_that_were_read_and_by_no_others(registrar, rome, tmp_path):
    there = Foreign(tmp_path / "there")
    digits = crypto.digits_of(there.identity.signing)
    with pytest.raises(NotPermitted):
        actions.add_peer(address="", digits=digits, card=there.card(), by=rome.member)
    with pytest.raises(Refused, match="not the numbers"):
        actions.add_peer(address="", digits=digits[:-1] + "x", card=there.card(), by=registrar)
    forged = {**there.card(), "statement": {**there.card()["statement"], "title": "Another"}}
    with pytest.raises(Refused, match="was changed"):
        actions.add_peer(address="", digits=digits, card=forged, by=registrar)
    assert Peer.objects.count() == 0
    peer = actions.add_peer(address="", digits=f" {digits.replace(' ', '-')} ", card=there.card(), by=registrar)
    assert (peer.name, peer.title) == (there.name, "there.example")
    assert Event.objects.filter(verb="exchange.add_peer").count() == 1
    own = actions.own_card(is_whole=False)
    with pytest.raises(Refused, match="this very installation"):
        actions.add_peer(address="", digits=crypto.digits_of(crypto.identity().signing), card=own, by=registrar)


def test_whoever_is_not_known_learns_only_who_we_are(client, rome, foreign, tmp_path):
    stranger = Foreign(tmp_path / "stranger")
    anybody = client.post("/sealed/between/card", "{}", content_type="application/json").json()
    assert set(anybody["statement"]) == {"version", "kind", "title", "address", "signing", "at"}
    for path in ("card", "parcels", "files", f"files/{uuid.uuid4()}/0"):
        answer = stranger.ask(client, path, {})
        assert (answer.status_code, answer.json()["fault"]) == (403, "stranger")
        assert client.post(f"/sealed/between/{path}", "{}", content_type="application/json").status_code in {200, 403}
    assert list(Stranger.objects.values_list("name", "count")) == [(stranger.name, 4)]
    known = foreign.ask(client, "card", {}).json()["statement"]
    assert [one["name"] for one in known["authorities"]] == ["Authority of IT"]
    # Of persons' keys the hash goes out, and no more.
    assert {one["content"]["owner"] for one in known["growth"]["leaves"].values()} == {
        f"organisation:{rome.organisation.pk}"
    }
    assert len(known["growth"]["hashes"]) == 2


def test_strangers_do_not_fill_the_database(client, foreign, tmp_path, monkeypatch):
    monkeypatch.setattr("comity.engines.exchange.rules.MOST_STRANGERS", 2)
    for number in range(4):
        Foreign(tmp_path / f"s{number}").ask(client, "card", {})
    assert Stranger.objects.count() == 2


# ---------------------------------------------------------------- requests


def test_a_request_holds_for_one_installation_one_body_and_one_time(client, rome, foreign, tmp_path):
    now = int(time.time())
    other = Identity(tmp_path / "other", name="other/installation")
    for named, fault in (
        ({"receiver": "0" * 64}, "not-for-us"),
        ({"now": now - rules.SKEW - 5}, "clock"),
        ({"now": now + rules.SKEW + 5}, "clock"),
        ({"change": {"Content-Digest": crypto.body_digest(b"{ }")}}, "signature"),
    ):
        answer = foreign.ask(client, "card", {}, **named)
        assert (answer.status_code, answer.json()["fault"]) == (403, fault)
    # The body is another than the one whose digest was signed.
    foreign.ask(client, "card", {})
    address, _body, kind, headers, signature = foreign.last
    foreign.last = (address, b'{"a": 1}', kind, headers, signature)
    assert foreign.again(client).json()["fault"] == "changed"
    # The name of one installation, the key of another.
    foreign.last = (address, b"{}", kind, crypto.request_headers(
        other, path=address, body=b"{}", kind=kind, receiver=crypto.identity().name, now=now
    )[0], signature)  # fmt: skip
    forged = {**foreign.last[3]}
    forged["Signature-Input"] = forged["Signature-Input"].replace(other.name, foreign.name)
    forged.pop("Content-Type")
    foreign.last = (address, b"{}", kind, forged, signature)
    assert client.post(address, b"{}", content_type=kind, headers=forged).json()["fault"] == "signature"
    # The same request twice.
    assert foreign.ask(client, "card", {}).status_code == 200
    assert foreign.again(client).json()["fault"] == "replayed-request"
    assert Nonce.objects.count() == 2


def test_an_answer_holds_for_one_request(client, foreign):
    first = foreign.ask(client, "card", {})
    foreign.ask(client, "card", {})
    with pytest.raises(crypto.Bad, match="signature"):
        crypto.check_answer(
            first.headers, status=200, body=first.content, signing=crypto.identity().signing, request=foreign.last[4]
        )


def test_a_blocked_installation_is_not_answered_and_nothing_goes_there(client, rome, foreign, registrar):
    actions.block_peer(foreign.peer, is_blocked=True, by=registrar)
    statement, sealed = foreign.message(uuid.uuid4(), rome)
    assert foreign.ask(client, "parcels", foreign.signed(statement, sealed)).json()["fault"] == "blocked"
    with pytest.raises(NotNow, match="is blocked here"):
        actions.begin_thread(rome.organisation, [foreign.organisation], by=rome.member)
    actions.block_peer(foreign.peer, is_blocked=False, by=registrar)
    assert told(foreign.ask(client, "parcels", foreign.signed(statement, sealed)))["act"] == "delivered"


# ---------------------------------------------------------------- messages


def test_a_message_is_taken_once_and_answered_the_same_way_again(client, rome, foreign):
    thread = uuid.uuid4()
    statement, sealed = foreign.message(thread, rome)
    first = foreign.ask(client, "parcels", foreign.signed(statement, sealed)).json()
    assert first["statement"]["act"] == "delivered"
    assert first["statement"]["sealed"] == statement["digest"]
    for _ in range(2):
        assert foreign.ask(client, "parcels", foreign.signed(statement, sealed)).json() == first
    made = Envelope.objects.get()
    assert (str(made.thread_id), made.sender, made.by) == (str(thread), foreign.organisation, None)
    assert pyrage.decrypt(bytes(made.sealed), [rome.secret.age]) == WORDS
    assert Arrival.objects.values_list("state", "count").get() == ("taken", 3)
    assert list(Notice.objects.filter(kind="exchange.arrived").values_list("person", flat=True)) == [rome.member.pk]
    assert "Quellenhof" not in json.dumps(list(Event.objects.values_list("details", flat=True)))
    assert set(queries.threads_visible_to(rome.member)) == {made.thread}


def test_a_full_disk_keeps_neither_the_message_nor_the_answer_and_the_next_time_both(client, rome, foreign):
    statement, sealed = foreign.message(uuid.uuid4(), rome)
    client.raise_request_exception = False

    def full(execute, sql, params, many, context):
        if sql.startswith("INSERT") and "exchange_arrival" in sql:
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(full):
        answer = foreign.ask(client, "parcels", foreign.signed(statement, sealed))
    # The sender takes an answer that is not signed for none, and tries again.
    assert (answer.status_code, "Signature" in answer.headers) == (503, False)
    assert (Envelope.objects.count(), Arrival.objects.count()) == (0, 0)
    assert told(foreign.ask(client, "parcels", foreign.signed(statement, sealed)))["act"] == "delivered"
    assert (Envelope.objects.count(), Arrival.objects.count()) == (1, 1)


def test_the_same_message_in_another_parcel_is_not_there_twice(client, rome, foreign):
    statement, sealed = foreign.message(uuid.uuid4(), rome)
    told(foreign.ask(client, "parcels", foreign.signed(statement, sealed)))
    again = {**statement, "id": str(uuid.uuid4()), "number": 1}
    assert told(foreign.ask(client, "parcels", foreign.signed(again, sealed)))["act"] == "delivered"
    assert Envelope.objects.count() == 1


def refusals():
    """What is wrong with a parcel, by the reason that is given."""

    def sealed_as(words):
        return lambda there, rome: (there.message(uuid.uuid4(), rome)[0], words)

    def said(**changes):
        return lambda there, rome: there.message(uuid.uuid4(), rome, **changes)

    def not_sealed(there, rome):
        import hashlib

        plain = b"Plain words, not sealed at all"
        return there.message(uuid.uuid4(), rome, digest=hashlib.sha256(plain).hexdigest())[0], plain

    def elsewhere(there, rome):
        statement, sealed = there.message(uuid.uuid4(), rome)
        return {**statement, "to": "0" * 64}, sealed

    def other_sender(there, rome):
        here = {"owner": f"organisation:{rome.organisation.pk}", "at": crypto.identity().name}
        return there.message(uuid.uuid4(), rome, sender=here)

    def other_key(there, rome):
        wrong = sorted([there.secret.fingerprint, Secret().fingerprint])
        return there.message(uuid.uuid4(), rome, keys=wrong)

    def unknown_party(there, rome):
        statement, sealed = there.message(uuid.uuid4(), rome)
        third = {"owner": "organisation:9", "at": "1" * 64}
        return {**statement, "parties": [*statement["parties"], third]}, sealed

    return {
        "changed": sealed_as(seal(b"other", Secret())),
        "not-sealed": not_sealed,
        "not-for-us": elsewhere,
        "other-parties": other_sender,
        "other-keys": other_key,
        "party": unknown_party,
        "authority": said(sender={"owner": "organisation:6", "at": "THERE"}),
        "unreadable": said(files=[{"id": "x"}]),
        "files": None,
    }


@pytest.mark.parametrize("fault", sorted(refusals()))
def test_what_is_not_whole_or_not_for_us_is_refused_with_the_reason_on_both_sides(client, rome, foreign, fault):
    if fault == "files":
        announced, _pieces = file_of(b"ledger", foreign.secret, rome.secret)
        statement, sealed = foreign.message(uuid.uuid4(), rome, files=[announced])
    else:
        statement, sealed = refusals()[fault](foreign, rome)
        if statement.get("sender", {}).get("at") == "THERE":
            statement["sender"]["at"] = foreign.name
    answer = told(foreign.ask(client, "parcels", foreign.signed(statement, sealed)))
    assert (answer["act"], answer["reason"]) == ("refused", fault)
    assert Envelope.objects.count() == 0
    kept = Arrival.objects.get()
    assert (kept.fault, kept.state == Passage.REFUSED) == (fault, Fault(fault) in rules.FINAL)


def test_a_parcel_that_is_not_signed_by_its_installation_is_refused(client, rome, foreign):
    statement, sealed = foreign.message(uuid.uuid4(), rome)
    parcel = foreign.signed(statement, sealed)
    parcel["statement"]["size"] = 7
    assert reason(foreign.ask(client, "parcels", parcel)) == "signature"
    assert Envelope.objects.count() == 0


def test_what_was_refused_is_taken_when_it_is_mended(client, rome, foreign):
    announced, pieces = file_of(b"ledger" * 300_000, foreign.secret, rome.secret)
    statement, sealed = foreign.message(uuid.uuid4(), rome, files=[announced])
    parcel = foreign.signed(statement, sealed)
    assert reason(foreign.ask(client, "parcels", parcel)) == "files"
    about = {"file": announced, "sender": foreign.sender}
    assert foreign.ask(client, "files", about).json() == {"have": 0}

    def bring(number, content):
        return foreign.ask(client, f"files/{announced['id']}/{number}", content, kind="application/octet-stream")

    assert len(pieces) == 2
    assert bring(1, pieces[1]).json()["fault"] == "files"
    assert bring(0, pieces[1]).json()["fault"] == "changed"
    assert bring(0, pieces[0]).json() == {}
    # The line was cut: it is asked where to go on, and a piece that came twice is there once.
    assert foreign.ask(client, "files", about).json() == {"have": 1}
    for _ in range(2):
        assert bring(1, pieces[1]).json() == {}
    assert Piece.objects.count() == 2
    assert bring(2, pieces[1]).json()["fault"] == "files"
    assert told(foreign.ask(client, "parcels", parcel))["act"] == "delivered"
    file = Attachment.objects.get()
    assert (file.envelope, file.digest) == (Envelope.objects.get(), announced["digest"])
    assert Arrival.objects.values_list("state", "count").get() == ("taken", 2)


def test_replayed_messages_are_refused(client, rome, nairobi, foreign):
    statement, sealed = foreign.message(uuid.uuid4(), rome)
    told(foreign.ask(client, "parcels", foreign.signed(statement, sealed)))
    other_place = {**statement, "id": str(uuid.uuid4()), "thread": str(uuid.uuid4())}
    assert reason(foreign.ask(client, "parcels", foreign.signed(other_place, sealed))) == "replayed"
    other_name = {**statement, "id": str(uuid.uuid4()), "message": str(uuid.uuid4())}
    assert reason(foreign.ask(client, "parcels", foreign.signed(other_name, sealed))) == "replayed"
    same_parcel = {**statement, "number": 5}
    assert reason(foreign.ask(client, "parcels", foreign.signed(same_parcel, sealed))) == "replayed"
    assert Arrival.objects.get(parcel=statement["id"]).state == Passage.TAKEN
    # Somebody else's conversation is not entered by its name.
    own = actions.begin_thread(rome.organisation, [nairobi.organisation], by=rome.member)
    into, bytes_ = foreign.message(own.pk, rome)
    assert reason(foreign.ask(client, "parcels", foreign.signed(into, bytes_))) == "other-parties"
    assert Envelope.objects.count() == 1


def test_what_was_sealed_to_a_key_of_ours_that_was_changed_is_refused(client, rome, foreign):
    statement, sealed = foreign.message(uuid.uuid4(), rome)
    changed(rome)
    assert reason(foreign.ask(client, "parcels", foreign.signed(statement, sealed))) == "revoked"


def test_what_they_sealed_before_they_changed_their_key_is_taken_and_afterwards_not(client, rome, foreign):
    before, sealed_before = foreign.message(uuid.uuid4(), rome)
    before["at"] = (timezone.now() - timezone.timedelta(seconds=60)).isoformat()
    old = foreign.secret
    foreign.change_key()
    assert told(foreign.ask(client, "parcels", foreign.signed(before, sealed_before)))["act"] == "delivered"
    assert AuthorityKey.objects.filter(organisation=foreign.organisation).count() == 2
    foreign.secret = old
    late, sealed_late = foreign.message(uuid.uuid4(), rome)
    late["at"] = (timezone.now() + timezone.timedelta(seconds=5)).isoformat()
    assert reason(foreign.ask(client, "parcels", foreign.signed(late, sealed_late))) == "revoked"


def test_what_was_overtaken_on_the_way_stands_where_it_belongs(client, rome, foreign):
    thread = uuid.uuid4()
    first, second, third = [foreign.message(thread, rome, f"{n}".encode()) for n in range(3)]
    for statement, sealed in (third, first, second):
        told(foreign.ask(client, "parcels", foreign.signed(statement, sealed)))
    assert [bytes(one.sealed) for one in Envelope.objects.order_by("at", "id")] == [first[1], second[1], third[1]]
