"""What is taken, from whom, and what is refused with which reason."""

import base64
import hashlib
import json
import uuid
from datetime import timedelta

import pyrage
import pytest
from django.utils import timezone

from comity.base.audit.models import Event
from comity.base.notices.models import Notice
from comity.engines.exchange import actions, queries
from comity.engines.exchange.models import Attachment, Draft, Envelope, Receipt
from comity.kernel.errors import NotNow, NotPermitted, Overtaken, Refused

from .sealers import Secret, envelope, seal
from .test_keys import changed


pytestmark = pytest.mark.django_db
WORDS = b"Quellenhof 4711"


def test_an_envelope_is_kept_as_it_came_and_the_other_side_is_told(rome, nairobi, thread):
    sealed = envelope(WORDS, rome.secret, nairobi.secret)
    made = actions.send(thread, rome.organisation, sealed, by=rome.member)
    assert bytes(made.sealed) == sealed.content
    assert pyrage.decrypt(bytes(made.sealed), [nairobi.secret.age]) == WORDS
    assert list(Notice.objects.filter(kind="exchange.arrived").values_list("person", flat=True)) == [nairobi.member.pk]
    told = json.dumps(list(Event.objects.values_list("details", flat=True)))
    assert "Quellenhof" not in told
    assert str(len(sealed.content)) in told
    # After a broken connection the browser sends it again: it is there once.
    assert actions.send(thread, rome.organisation, sealed, by=rome.member).pk == made.pk
    assert Envelope.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"digest": "0" * 64}, "changed or cut"),
        ({"content": b"Plain words, not sealed at all"}, "is not sealed"),
        ({"content": b"age-encryption.org/v1\nno head"}, "is not sealed"),
    ],
)
def test_what_is_changed_or_not_sealed_is_not_taken(rome, nairobi, thread, changes, sentence):
    if "content" in changes:
        changes = {**changes, "digest": hashlib.sha256(changes["content"]).hexdigest()}
    with pytest.raises(Refused, match=sentence):
        actions.send(
            thread, rome.organisation, envelope(WORDS, rome.secret, nairobi.secret, **changes), by=rome.member
        )
    assert Envelope.objects.count() == 0


def test_what_is_cut_is_not_taken(rome, nairobi, thread):
    whole = envelope(WORDS, rome.secret, nairobi.secret)
    cut = envelope(WORDS, rome.secret, nairobi.secret, content=whole.content[:-3], digest=whole.digest)
    with pytest.raises(Refused, match="changed or cut"):
        actions.send(thread, rome.organisation, cut, by=rome.member)


def test_what_was_sent_before_is_not_sent_again(rome, nairobi, thread):
    sealed = envelope(WORDS, rome.secret, nairobi.secret)
    actions.send(thread, rome.organisation, sealed, by=rome.member)
    again = envelope(WORDS, rome.secret, nairobi.secret, content=sealed.content, digest=sealed.digest)
    with pytest.raises(Refused, match="was sent before"):
        actions.send(thread, rome.organisation, again, by=rome.member)
    other = actions.begin_thread(nairobi.organisation, [rome.organisation], by=nairobi.member)
    with pytest.raises(Refused, match="was sent before"):
        actions.send(other, nairobi.organisation, sealed, by=nairobi.member)
    assert Envelope.objects.count() == 1


def test_nothing_is_sent_to_a_key_that_was_changed(rome, nairobi, thread):
    sealed = envelope(WORDS, rome.secret, nairobi.secret)
    second = changed(nairobi)
    with pytest.raises(NotNow, match="a key that has been changed since"):
        actions.send(thread, rome.organisation, sealed, by=rome.member)
    # The host counts for how many keys it is sealed: one more, hidden behind the names of the others, is not taken.
    hidden = envelope(WORDS, rome.secret, second, Secret(), keys=(rome.secret.fingerprint, second.fingerprint))
    with pytest.raises(Refused, match="other keys than it says"):
        actions.send(thread, rome.organisation, hidden, by=rome.member)
    with pytest.raises(NotNow, match="every party"):
        actions.send(thread, rome.organisation, envelope(WORDS, rome.secret), by=rome.member)
    actions.send(thread, rome.organisation, envelope(WORDS, rome.secret, second), by=rome.member)


def test_only_parties_send_and_only_as_themselves(rome, nairobi, office, thread, employ):
    lima = office("PE")
    with pytest.raises(NotPermitted, match="takes no part"):
        actions.send(thread, lima.organisation, envelope(WORDS, rome.secret, nairobi.secret), by=lima.member)
    with pytest.raises(NotPermitted, match="Only the members"):
        actions.send(thread, rome.organisation, envelope(WORDS, rome.secret, nairobi.secret), by=lima.member)
    editor = employ(rome.organisation, "editor")
    with pytest.raises(NotPermitted, match="Only the members"):
        actions.send(thread, rome.organisation, envelope(WORDS, rome.secret, nairobi.secret), by=editor)


def receipt(office, made, act, **changes):
    statement = {
        "version": 1,
        "act": act,
        "thread": str(made.thread_id),
        "message": str(made.pk),
        "digest": made.digest,
        "by": {"owner": f"organisation:{office.organisation.pk}", "key": office.secret.fingerprint},
        "at": "2026-11-22T06:00:00.000Z",
        "note": "",
    } | changes
    return statement, office.secret.sign(statement)


def test_a_receipt_is_signed_by_who_may_say_it_of_this_message(rome, nairobi, thread, office):
    made = actions.send(thread, rome.organisation, envelope(WORDS, rome.secret, nairobi.secret), by=rome.member)

    def signed(whose, act, by=None, **changes):
        statement, signature = receipt(whose, made, act, **changes)
        return actions.sign_receipt(made, whose.organisation, statement, signature, by=(by or whose).member)

    kept = signed(nairobi, "acknowledged")
    assert signed(nairobi, "acknowledged").pk == kept.pk
    for act in ("question", "part_executed", "question"):
        signed(nairobi, act, at=timezone.now().isoformat())
    assert Receipt.objects.count() == 4
    with pytest.raises(Refused, match="not for your authority"):
        signed(rome, "acknowledged")
    with pytest.raises(Refused, match="not for your authority"):
        signed(nairobi, "withdrawn")
    with pytest.raises(Refused, match="another message"):
        signed(nairobi, "executed", digest="0" * 64)
    with pytest.raises(Refused, match="another message"):
        signed(nairobi, "burnt")
    with pytest.raises(NotPermitted):
        signed(office("PE"), "executed")
    statement, _good = receipt(nairobi, made, "executed")
    with pytest.raises(Refused, match="signature"):
        actions.sign_receipt(made, nairobi.organisation, statement, rome.secret.sign(statement), by=nairobi.member)


def pieces(content):
    return [content[place : place + 1000] for place in range(0, len(content), 1000)]


def test_a_file_comes_piece_by_piece_and_goes_on_after_a_break(rome, nairobi, thread):
    content = seal(b"ledger " * 700, rome.secret, nairobi.secret)
    file = actions.begin_attachment(uuid.uuid4(), rome.organisation, by=rome.member)
    several = pieces(content)
    digests = [hashlib.sha256(one).hexdigest() for one in several]

    def add(number, content=None, digest=None):
        piece = several[number] if content is None else content
        return actions.add_piece(file, number, piece, digest=digest or digests[number], by=rome.member)

    add(0)
    with pytest.raises(NotNow, match="before this one is missing"):
        add(2)
    with pytest.raises(Refused, match="changed or cut"):
        add(1, b"other bytes", digests[1])
    add(1)
    # The answer was lost, so the browser sends the piece again.
    add(1)
    with pytest.raises(Refused, match="not the same file"):
        add(1, b"other bytes", hashlib.sha256(b"other bytes").hexdigest())
    whole = hashlib.sha256(b"".join(bytes.fromhex(one) for one in digests)).hexdigest()
    with pytest.raises(Refused, match="changed or cut"):
        actions.finish_attachment(file, digest=whole, size=len(content), by=rome.member)
    for number in range(2, len(digests)):
        add(number)
    with pytest.raises(NotPermitted):
        actions.finish_attachment(file, digest=whole, size=len(content), by=nairobi.member)
    sealed = envelope(WORDS, rome.secret, nairobi.secret, attachments=(file.pk,))
    with pytest.raises(NotNow, match="has not arrived whole"):
        actions.send(thread, rome.organisation, sealed, by=rome.member)
    actions.finish_attachment(file, digest=whole, size=len(content), by=rome.member)
    with pytest.raises(NotNow, match="does not change"):
        add(0)
    actions.send(thread, rome.organisation, sealed, by=rome.member)
    found = queries.attachment_of(nairobi.member, file.pk)
    assert b"".join(bytes(one.sealed) for one in found.pieces.all()) == content


def test_a_file_that_is_not_sealed_is_not_taken_and_one_never_sent_goes(rome):
    file = actions.begin_attachment(uuid.uuid4(), rome.organisation, by=rome.member)
    plain = b"%PDF-1.7 plain words"
    with pytest.raises(Refused, match="is not sealed"):
        actions.add_piece(file, 0, plain, digest=hashlib.sha256(plain).hexdigest(), by=rome.member)
    actions.begin_attachment(uuid.uuid4(), rome.organisation, by=rome.member)
    assert Attachment.objects.count() == 2
    Attachment.objects.filter(pk=file.pk).update(begun_at=timezone.now() - timedelta(days=8))
    actions.begin_attachment(uuid.uuid4(), rome.organisation, by=rome.member)
    assert Attachment.objects.count() == 2
    assert not Attachment.objects.filter(pk=file.pk).exists()


def test_drafts_are_sealed_to_the_authority_and_nobody_writes_over_another(rome, nairobi):
    def keep(content, revision, whose=rome, by=rome):
        sealed = seal(content, whose.secret)
        digest = hashlib.sha256(sealed).hexdigest()
        return actions.keep_draft(
            whose.organisation, "request:1", sealed, digest=digest, revision=revision, by=by.member
        )

    assert keep(b"first", 0).revision == 1
    with pytest.raises(Overtaken):
        keep(b"other", 0)
    assert keep(b"second", 1).revision == 2
    with pytest.raises(NotPermitted):
        keep(b"mine", 2, by=nairobi)
    with pytest.raises(Refused, match="is not sealed"):
        actions.keep_draft(
            rome.organisation, "request:2", b"plain", digest=hashlib.sha256(b"plain").hexdigest(), revision=0,
            by=rome.member,
        )  # fmt: skip
    kept = queries.draft_of(rome.member, rome.organisation.pk, "request:1")
    assert pyrage.decrypt(bytes(kept.sealed), [rome.secret.age]) == b"second"
    assert queries.draft_of(nairobi.member, rome.organisation.pk, "request:1") is None
    assert [one.about for one in queries.drafts_of(rome.member, rome.organisation.pk)] == ["request:1"]
    assert (
        queries.drafts_of(nairobi.member, rome.organisation.pk) == queries.drafts_of(None, rome.organisation.pk) == []
    )
    actions.remove_draft(rome.organisation, "request:1", by=rome.member)
    assert Draft.objects.count() == 0


def test_signatures_can_be_checked_by_anybody(rome, nairobi, thread):
    """The format of a receipt, as the explanation has it: Ed25519 over the statement in canonical JSON."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    made = actions.send(thread, rome.organisation, envelope(WORDS, rome.secret, nairobi.secret), by=rome.member)
    statement, signature = receipt(nairobi, made, "acknowledged")
    plain = json.dumps(statement, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(nairobi.secret.public["signing"]))
    public.verify(base64.b64decode(signature), plain)
