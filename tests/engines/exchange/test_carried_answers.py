"""What an authority without an installation answers in a file: taken whole and once, or refused with the reason."""

import io
import json
import uuid

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from comity.base.audit.models import Event
from comity.base.notices.models import Notice
from comity.engines.exchange import actions, imports, rules
from comity.engines.exchange.models import (
    Attachment,
    Envelope,
    Receipt,
)
from comity.kernel.errors import Refused

from .sealers import Secret, envelope


pytestmark = pytest.mark.django_db
WORDS = b"Quellenhof 4711"
NPM = pytest.mark.skipif(
    not (configured.NODE_MODULES / "age-encryption").is_dir(), reason="npm's packages are not on this machine"
)


def taken(content, by):
    return imports.take_answer(io.BytesIO(content), by=by)


# ---------------------------------------------------------------- what comes back


def test_an_answer_is_taken_whole_and_once(client, rome, written, away):
    content = away.answer(
        written, rome, words=b"sealed words", files=[b"x" * 3_000_000, b"short"], acts=("opened", "acknowledged")
    )
    client.force_login(rome.member)
    for number in range(3):
        upload = SimpleUploadedFile("answer.sealed", content)
        page = client.post(reverse("exchange:carry"), {"file": upload})
        assert page.status_code == 200
        assert ("nothing of it came twice" in page.content.decode()) == (number > 0)
    assert Receipt.objects.count() == 2
    assert Envelope.objects.filter(thread=written.thread).count() == 2
    came = Envelope.objects.exclude(pk=written.pk).get()
    assert (came.sender_id, came.by_id) == (
        written.thread.parties.get(organisation__name=away.name).organisation_id,
        None,
    )
    assert [one.pieces.count() for one in came.attachments.order_by("size")] == [1, 3]
    assert Event.objects.filter(verb="exchange.take_answer").count() == 1
    told = client.get(reverse("sealed:thread", args=[written.thread_id])).json()["envelopes"]
    assert told[0]["carried"] == reverse("exchange:correspondence", args=[written.pk])
    assert {one["act"] for one in told[0]["receipts"]} == {"opened", "acknowledged"}
    assert (told[1]["author"], told[1]["carried"]) == ({"owner": away.owner, "installation": ""}, None)


def test_colleagues_are_told_that_an_answer_came(rome, written, away, employ, keyed):
    colleague = employ(rome.organisation)
    keyed(colleague)
    actions.admit(rome.organisation, colleague.pk, {rome.secret.fingerprint: "wrapped"}, by=rome.member)
    taken(away.answer(written, rome, words=b"words"), rome.member)
    assert Notice.objects.filter(person=colleague, kind="exchange.arrived").exists()


def test_receipts_alone_bring_no_message(rome, written, away):
    found = taken(away.answer(written, rome, acts=("opened", "executed")), rome.member)
    assert (found.envelope, found.is_new, Envelope.objects.count()) == (None, True, 1)
    # A second file says anew that it was opened, and more.
    found = taken(away.answer(written, rome, acts=("opened", "closed")), rome.member)
    assert found.is_new
    assert sorted(Receipt.objects.values_list("act", flat=True)) == ["closed", "executed", "opened"]


def test_a_changed_cut_or_misplaced_answer_is_refused_and_nothing_of_it_is_kept(rome, nairobi, written, away, place):
    good = away.answer(written, rome, words=b"sealed words", files=[b"y" * 2_000_000], acts=("acknowledged",))
    line, _newline, rest = good.partition(b"\n")
    head = json.loads(line)
    stranger = Secret()
    other = actions.begin_thread(rome.organisation, [nairobi.organisation], by=rome.member)
    elsewhere = actions.send(other, rome.organisation, envelope(b"other", rome.secret, nairobi.secret), by=rome.member)

    def changed(**parts):
        statement = {**head["statement"], **parts}
        told = {**head, "statement": statement, "signature": away.secret.sign(statement)}
        return json.dumps(told, separators=(",", ":")).encode() + b"\n" + rest

    bent = bytearray(rest)
    bent[len(rest) // 2] ^= 1
    for content, said in (
        (good[:-1], "changed or cut"),
        (good[: len(line) + 40], "changed or cut"),
        (line[:-9], "no answer"),
        (line + b"\n" + bytes(bent), "changed or cut"),
        (good + b"more", "changed or cut"),
        (b"", "no answer"),
        (b"[]\n", "no answer"),
        (b"[" * 5000, "no answer"),
        (json.dumps({**head, "receipts": [1]}).encode() + b"\n" + rest, "no answer"),
        (json.dumps({**head, "signature": stranger.sign(head["statement"])}).encode() + b"\n" + rest, "signature"),
        (away.answer(written, rome, words=b"w", secret=stranger), "not of the conversation"),
        (changed(thread=str(other.pk)), "no message of your authority"),
        (changed(about=str(uuid.uuid4())), "no message of your authority"),
        (changed(about=str(elsewhere.pk), thread=str(other.pk)), "takes no part"),
        (changed(message=str(written.pk)), "came before"),
        (changed(keys=[rome.secret.fingerprint, nairobi.secret.fingerprint]), "not of the conversation"),
        (changed(keys=[away.secret.fingerprint]), "not of the conversation"),
        (changed(size=head["statement"]["size"] + 1), "changed or cut"),
        (changed(size=rules.LONGEST_BODY + 1), "no answer"),
    ):
        with pytest.raises(Refused, match=said):
            taken(content, rome.member)
    assert not Receipt.objects.exists()
    assert Attachment.objects.count() == 1
    assert Envelope.objects.filter(thread=written.thread).count() == 1
    assert taken(good, rome.member).is_new


def test_who_takes_no_part_hands_nothing_in_and_learns_nothing(rome, nairobi, written, away, office):
    answer = away.answer(written, rome, words=b"words")
    for person in (nairobi.member, office("BR").member):
        with pytest.raises(Refused, match="no message of your authority"):
            taken(answer, person)
    assert not Receipt.objects.exists()


def test_an_answer_of_a_key_that_was_changed_is_refused(rome, written, away, met, place):
    late = away.answer(written, rome, words=b"words")
    away.change_key()
    actions.meet(rome.organisation, away.card(), digits=away.digits, place=place, by=rome.member)
    with pytest.raises(Refused, match="not used any more"):
        taken(late, rome.member)
    # Also when it was ours that changed: the answer is sealed to what somebody else may know.
    fresh = Secret()
    public = fresh.published(f"organisation:{rome.organisation.pk}", 2, rome.secret)
    actions.change_key(rome.organisation, public, {rome.member.pk: "wrapped"}, by=rome.member)
    with pytest.raises(Refused, match="not used any more"):
        taken(away.answer(written, rome, words=b"words"), rome.member)
    assert taken(away.answer(written, rome, acts=("opened",)), rome.member).is_new


def test_the_word_of_the_sender_is_not_theirs_to_say(rome, written, away):
    with pytest.raises(Refused, match="signature"):
        taken(away.answer(written, rome, acts=("withdrawn",)), rome.member)
