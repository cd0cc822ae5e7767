"""What is for other installations waits in its order, is tried again after growing pauses, and can be carried."""

import io
import json
import re
import socket
import subprocess
import sys
import uuid
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from comity.base.notices.models import Notice
from comity.engines.exchange import actions, crypto, queries, rules
from comity.engines.exchange.enums import Passage
from comity.engines.exchange.exports import sealed_file
from comity.engines.exchange.imports import take_file
from comity.engines.exchange.models import Arrival, Attachment, Envelope, Parcel, Peer, Receipt
from comity.kernel.errors import NotPermitted, Refused

from .foreign import Foreign, file_of
from .sealers import envelope
from .test_sending import receipt


pytestmark = pytest.mark.django_db
WORDS = b"Quellenhof 4711"


@pytest.fixture
def abroad(rome, foreign):
    """A conversation with the authority of another installation."""
    return actions.begin_thread(rome.organisation, [foreign.organisation], by=rome.member)


@pytest.fixture
def post(rome, foreign, abroad):
    def post(words=WORDS, thread=None):
        sealed = envelope(words, rome.secret, foreign.secret)
        return actions.send(thread or abroad, rome.organisation, sealed, by=rome.member)

    return post


def later(**time):
    Parcel.objects.update(next_at=timezone.now() - timedelta(seconds=1))
    Peer.objects.update(next_at=timezone.now() - timedelta(seconds=1), **time)


def answered(there, of, act="delivered", **more):
    statement = {
        "version": 1, "act": act, "kind": of.statement["kind"], "parcel": str(of.pk), "digest": of.digest,
        "message": of.statement.get("message", ""), "sealed": of.statement.get("digest", ""),
        "by": {"at": there.name}, "at": timezone.now().isoformat(), **more,
    }  # fmt: skip
    return {"statement": statement, "signature": there.identity.sign_statement(statement)}


def test_what_is_for_another_installation_is_kept_with_what_it_carries(post, foreign, rome):
    made = post()
    parcel = Parcel.objects.get()
    said = parcel.statement
    assert (said["message"], said["digest"], parcel.state) == (str(made.pk), made.digest, "waiting")
    assert (said["from"], said["to"]) == (crypto.identity().name, foreign.name)
    assert crypto.is_signed(crypto.identity().signing, said, parcel.signature)
    assert foreign.sender in said["parties"]
    # Handed in twice by the browser, it goes out once; a receipt of ours follows it.
    statement, signature = receipt(rome, made, "closed")
    for _ in range(2):
        actions.sign_receipt(made, rome.organisation, statement, signature, by=rome.member)
    assert list(Parcel.objects.order_by("number").values_list("number", "statement__kind")) == [
        (0, "message"),
        (1, "receipt"),
    ]


def test_what_stays_here_is_for_nobody_else(rome, nairobi, thread):
    actions.send(thread, rome.organisation, envelope(WORDS, rome.secret, nairobi.secret), by=rome.member)
    assert Parcel.objects.count() == 0


def test_of_a_conversation_only_the_first_goes_out(post, rome, foreign):
    several = [post(bytes([n])) for n in range(3)]
    other = actions.begin_thread(rome.organisation, [foreign.organisation], by=rome.member)
    first = post(b"x", other)
    Peer.objects.update(address="https://there.example")
    due = queries.due(timezone.now())
    assert {one.envelope_id for one in due} == {several[0].pk, first.pk}
    parcel = Parcel.objects.get(envelope=several[0])
    assert actions.take_answer(foreign.peer, answered(foreign, parcel), by=rome.member) == 1
    assert {one.envelope_id for one in queries.due(timezone.now())} == {several[1].pk, first.pk}
    Peer.objects.update(blocked_at=timezone.now())
    assert not queries.due(timezone.now()).exists()


def test_an_installation_that_does_not_answer_is_asked_after_growing_pauses(post, rome, registrar, settings, foreign):
    settings.INTERNAL_WEBHOOKS = True
    for number in range(3):
        post(bytes([number]))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        Peer.objects.update(address=f"https://127.0.0.1:{probe.getsockname()[1]}")
        pauses = []
        for _ in range(4):
            later()
            assert actions.forward_due(by=rome.member) == 0
            peer = Peer.objects.get()
            pauses.append(round((peer.next_at - timezone.now()).total_seconds() + 0.5))
    # One parcel was tried each time, not every one that waits.
    assert sorted(Parcel.objects.values_list("attempts", flat=True)) == [0, 0, 4]
    assert pauses == sorted(pauses)
    assert pauses[-1] >= 6
    assert (peer.faults, peer.fault) == (4, "no_connection")
    # After two weeks it is given up, staff are told once, and can have it tried again.
    Parcel.objects.update(from_at=timezone.now() - rules.GIVEN_UP_AFTER - timedelta(minutes=1))
    for _ in range(2):
        actions.forward_due(by=rome.member)
    assert set(Parcel.objects.values_list("state", flat=True)) == {"given_up"}
    assert Notice.objects.filter(kind="exchange.stopped", person=registrar).count() == 3
    parcel = queries.stopped_parcels(registrar)[0]
    with pytest.raises(NotPermitted):
        actions.post_again(parcel, by=rome.member)
    actions.post_again(parcel, by=registrar)
    assert Parcel.objects.get(pk=parcel.pk).state == Passage.WAITING


def test_only_an_answer_that_the_right_installation_signed_counts(post, rome, foreign, tmp_path):
    post()
    parcel, other = Parcel.objects.get(), Foreign(tmp_path / "other", "other.example")
    genuine = answered(foreign, parcel)
    for wrong in (
        answered(other, parcel),
        {**genuine, "statement": {**genuine["statement"], "digest": "0" * 64}},
        answered(foreign, parcel, digest="0" * 64),
        answered(foreign, parcel, parcel=str(uuid.uuid4())),
        {"statement": None, "signature": ""},
    ):
        assert actions.take_answer(foreign.peer, wrong, by=rome.member) == 0
        assert Parcel.objects.get().state == Passage.WAITING
    assert actions.take_answer(foreign.peer, genuine, by=rome.member) == 1
    assert Parcel.objects.get().answer == genuine
    # What was taken is not refused afterwards.
    refused = answered(foreign, parcel, "refused", reason="changed")
    assert actions.take_answer(foreign.peer, refused, by=rome.member) == 0
    assert Parcel.objects.get().state == Passage.TAKEN


@pytest.mark.parametrize(("fault", "state"), [("revoked", "refused"), ("files", "waiting"), ("log-gap", "waiting")])
def test_a_refusal_is_kept_with_its_reason(client, post, rome, foreign, registrar, fault, state):
    made = post()
    answer = answered(foreign, Parcel.objects.get(), "refused", reason=fault, have=1)
    actions.take_answer(foreign.peer, answer, by=rome.member)
    parcel = Parcel.objects.get()
    assert (parcel.state, parcel.fault) == (state, fault)
    assert Notice.objects.filter(kind="exchange.stopped").count() == (state == "refused")
    client.force_login(rome.member)
    shown = client.get(reverse("sealed:thread", args=[made.thread_id])).json()["envelopes"][0]
    assert [one["fault"] for one in shown["ways"]] == [parcel.fault_label]
    client.force_login(registrar)
    page = client.get(reverse("exchange:installations")).content.decode()
    assert (str(parcel.fault_label) in page) == (state == "refused")


def test_receipts_are_checked_by_a_program_that_knows_nothing_of_us(post, rome, foreign, tmp_path):
    page = (Path(__file__).parents[3] / "docs" / "how-to" / "check-a-receipt.md").read_text(encoding="utf-8")
    program = re.search(r"```python\n(.*?)```", page, re.DOTALL)[1]
    made = post()
    said, signature = receipt(rome, made, "closed")
    told = answered(foreign, Parcel.objects.first())
    for one, key, digits in (
        ({"statement": said, "signature": signature}, rome.secret.public, ""),
        (told, {"signing": foreign.identity.signing}, crypto.digits_of(foreign.identity.signing)),
    ):
        file = tmp_path / "receipt.json"
        for change, is_good in (({}, True), ({"act": "executed"}, False)):
            file.write_text(json.dumps({**one, "statement": one["statement"] | change, "key": key}), encoding="utf-8")
            done = subprocess.run(
                [sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=False
            )
            assert (done.returncode == 0) is is_good, done.stderr
            assert digits in done.stdout if is_good else "not good" in done.stderr


# ---------------------------------------------------------------- files that are carried


def carried(thread, peer):
    return io.BytesIO(b"".join(sealed_file(thread, peer)))


def zipped(there, *parcels, files=(), answers=(), **changed):
    """A file as another installation makes it: parcels with their sealed bytes."""
    manifest = {
        "version": 1, "from": there.name, "to": crypto.identity().name, "growth": there.growth(),
        "parcels": [{"statement": one, "signature": there.identity.sign_statement(one)} for one, _sealed in parcels],
        "answers": list(answers), **changed,
    }  # fmt: skip
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("exchange.json", json.dumps(manifest))
        for statement, sealed in parcels:
            file.writestr(f"parcels/{statement['id']}.age", sealed)
        for told, pieces in files:
            for number, piece in enumerate(pieces):
                file.writestr(f"files/{told['id']}/{number}", piece)
    made.seek(0)
    return made


def test_a_file_that_is_carried_twice_is_here_once_and_its_receipt_comes_back_as_a_file(rome, foreign):
    told, pieces = file_of(b"ledger" * 300_000, foreign.secret, rome.secret)
    statement, sealed = foreign.message(uuid.uuid4(), rome, files=[told])
    for _ in range(2):
        found = take_file(zipped(foreign, (statement, sealed), files=[(told, pieces)]), by=rome.member)
        assert [(one.kind, one.act, one.fault) for one in found.lines] == [("message", "delivered", "")]
    made = Envelope.objects.get()
    assert Attachment.objects.get().envelope == made
    assert Arrival.objects.values_list("is_carried", "count").get() == (True, 2)
    # What goes back holds the signed word that it is here, and the receipt of the authority.
    said, signature = receipt(rome, made, "acknowledged")
    actions.sign_receipt(made, rome.organisation, said, signature, by=rome.member)
    with zipfile.ZipFile(carried(made.thread, foreign.peer)) as file:
        manifest = json.loads(file.read("exchange.json"))
    assert [one["statement"]["parcel"] for one in manifest["answers"]] == [statement["id"]]
    assert crypto.is_signed(
        crypto.identity().signing, manifest["answers"][0]["statement"], manifest["answers"][0]["signature"]
    )
    assert [one["statement"]["kind"] for one in manifest["parcels"]] == ["receipt"]


def test_what_we_send_can_be_carried_and_the_answer_counts(post, rome, foreign, abroad):
    made = post()
    with zipfile.ZipFile(carried(abroad, foreign.peer)) as file:
        manifest = json.loads(file.read("exchange.json"))
        parcel = Parcel.objects.get()
        assert file.read(f"parcels/{parcel.pk}.age") == bytes(made.sealed)
    assert manifest["growth"] == queries.growth(0)
    found = take_file(zipped(foreign, answers=[answered(foreign, parcel)]), by=rome.member)
    assert found.answers == 1
    assert Parcel.objects.get().state == Passage.TAKEN
    with zipfile.ZipFile(carried(abroad, foreign.peer)) as file:
        assert json.loads(file.read("exchange.json"))["parcels"] == []


def test_a_file_that_is_cut_changed_or_for_somebody_else_is_refused(rome, foreign, registrar, tmp_path):
    statement, sealed = foreign.message(uuid.uuid4(), rome)
    whole = zipped(foreign, (statement, sealed)).getvalue()
    for broken in (whole[:-30], whole[:100], b"", b"not a file", whole.replace(b"exchange.json", b"exchange.jsom")):
        with pytest.raises(Refused, match="cut or changed"):
            take_file(io.BytesIO(broken), by=rome.member)
    with pytest.raises(Refused, match="another installation"):
        take_file(zipped(foreign, (statement, sealed), to="0" * 64), by=rome.member)
    stranger = Foreign(tmp_path / "stranger", "stranger.example")
    with pytest.raises(Refused, match="not known here"):
        take_file(zipped(stranger, (statement, sealed)), by=rome.member)
    found = take_file(zipped(foreign, (statement, sealed[:-1])), by=rome.member)
    assert [(one.act, one.fault) for one in found.lines] == [("refused", "It was changed or cut on the way.")]
    told, pieces = file_of(b"ledger", foreign.secret, rome.secret)
    other, bytes_ = foreign.message(uuid.uuid4(), rome, files=[told])
    found = take_file(zipped(foreign, (other, bytes_), files=[(told, [pieces[0][:-1]])]), by=rome.member)
    assert [(one.act, one.fault) for one in found.lines] == [("refused", "A file of it has not arrived whole.")]
    actions.block_peer(foreign.peer, is_blocked=True, by=registrar)
    with pytest.raises(Refused, match="blocked"):
        take_file(zipped(foreign, (statement, sealed)), by=rome.member)
    assert (Envelope.objects.count(), Receipt.objects.count()) == (0, 0)


def test_members_carry_files_of_their_own_conversations_and_nobody_else_does(client, post, rome, nairobi, foreign):
    made = post()
    address = reverse("exchange:carried", args=[made.thread_id, foreign.name])
    client.force_login(nairobi.member)
    assert client.get(address).status_code == 404
    client.force_login(rome.member)
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as file:
        assert len(file.namelist()) == 2
    assert "as a file" in client.get(reverse("exchange:thread", args=[made.thread_id])).content.decode()
    assert client.get(reverse("exchange:carried", args=[made.thread_id, "0" * 64])).status_code == 404
    content = zipped(foreign, foreign.message(uuid.uuid4(), rome)).getvalue()
    page = client.post(reverse("exchange:carry"), {"file": SimpleUploadedFile("a.zip", content)})
    assert "The answer as a file" in page.content.decode()
    page = client.post(reverse("exchange:carry"), {"file": SimpleUploadedFile("a.zip", b"x")})
    assert page.status_code == 422
    assert "cut or changed" in page.content.decode()


# ---------------------------------------------------------------- the registry's pages


def test_the_registry_adds_blocks_and_takes_in_and_nobody_else_does(client, rome, registrar, tmp_path):
    there = Foreign(tmp_path / "there")
    card = SimpleUploadedFile("card.json", json.dumps(there.card()).encode())
    digits = crypto.digits_of(there.identity.signing)
    client.force_login(rome.member)
    assert client.post(reverse("exchange:installations"), {"card": card, "digits": digits}).status_code == 403
    assert Peer.objects.count() == 0
    client.force_login(registrar)
    card.seek(0)
    wrong = client.post(reverse("exchange:installations"), {"card": card, "digits": "1" * 40})
    assert (wrong.status_code, "are not the numbers" in wrong.content.decode()) == (422, True)
    card.seek(0)
    assert client.post(reverse("exchange:installations"), {"card": card, "digits": digits}).status_code == 302
    address = reverse("exchange:change-installation", args=[there.name])
    page = reverse("exchange:installation", args=[there.name])
    assert "Ministry of Elsewhere" in client.get(page).content.decode()
    refused = client.post(address, {"do": "take-in", "owner": "organisation:5"}, follow=True)
    assert refused.redirect_chain == [(page, 302)]
    assert "Nothing is known here of the State" in refused.content.decode()
    client.post(address, {"do": "block"})
    assert "It is blocked" in client.get(page).content.decode()
    client.post(address, {"do": "unblock"})
    assert "It is blocked" not in client.get(page).content.decode()
    assert "There is no line to it" in client.post(address, {"do": "ask"}, follow=True).content.decode()
    assert "cannot be read" in client.post(address, {"do": "x"}, follow=True).content.decode()
    assert client.get(reverse("exchange:card")).json()["statement"]["signing"] == crypto.identity().signing
    client.force_login(rome.member)
    for one in (page, reverse("exchange:card"), reverse("exchange:installations")):
        assert client.get(one).status_code == 403


def test_the_list_of_installations_costs_the_same_for_one_and_three(client, registrar, tmp_path):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(registrar)
    counts = []
    for number in range(3):
        there = Foreign(tmp_path / f"there-{number}", f"there-{number}.example")
        digits = crypto.digits_of(there.identity.signing)
        actions.add_peer(address="", digits=digits, card=there.card(), by=registrar)
        client.get(reverse("exchange:installations"))
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("exchange:installations")).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[2]
