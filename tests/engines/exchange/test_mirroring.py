"""Receipts of another installation, and its log of keys as it is kept here."""

import uuid

import pytest

from comity.engines.exchange import actions, crypto, queries
from comity.engines.exchange.models import (
    AuthorityKey,
    PeerLeaf,
    Receipt,
)
from comity.kernel.errors import NotPermitted

from .foreign import OWNER, Foreign
from .sealers import Secret, envelope
from .test_between import reason, told


pytestmark = pytest.mark.django_db
WORDS = b"Quellenhof 4711"


# ---------------------------------------------------------------- receipts


def test_receipts_travel_and_are_checked_as_here(client, rome, foreign):
    thread = actions.begin_thread(rome.organisation, [foreign.organisation], by=rome.member)
    made = actions.send(thread, rome.organisation, envelope(WORDS, rome.secret, foreign.secret), by=rome.member)
    receipt = foreign.receipt(made, "acknowledged")
    for _ in range(2):
        assert told(foreign.ask(client, "parcels", foreign.signed(receipt)))["message"] == str(made.pk)
    kept = Receipt.objects.get()
    assert (kept.act, kept.organisation, kept.by) == ("acknowledged", foreign.organisation, None)
    twice = foreign.receipt(made, "acknowledged", note="again")
    assert reason(foreign.ask(client, "parcels", foreign.signed(twice))) == "replayed"
    forged = foreign.receipt(made, "executed")
    forged["receipt"]["statement"]["act"] = "refused"
    assert reason(foreign.ask(client, "parcels", foreign.signed(forged))) == "signature"
    theirs_to_say = foreign.receipt(made, "withdrawn")
    assert reason(foreign.ask(client, "parcels", foreign.signed(theirs_to_say))) == "signature"
    made.pk = uuid.uuid4()
    assert reason(foreign.ask(client, "parcels", foreign.signed(foreign.receipt(made, "executed")))) == "message"
    assert Receipt.objects.count() == 1


# ---------------------------------------------------------------- their log of keys


def test_their_log_is_kept_as_it_grows_and_a_rewritten_one_is_found_out(client, rome, foreign):
    def sent(growth):
        statement, sealed = foreign.message(uuid.uuid4(), rome)
        return told(foreign.ask(client, "parcels", foreign.signed(statement, sealed, growth=growth)))

    assert PeerLeaf.objects.count() == 2
    assert PeerLeaf.objects.get(index=0).leaf is None
    assert sent(foreign.growth(2))["act"] == "delivered"
    foreign.put(Secret().published("organisation:6"))
    gap = sent({**foreign.growth(3), "since": 3})
    assert (gap["reason"], gap["have"]) == ("log-gap", 2)
    assert sent(foreign.growth(2))["act"] == "delivered"
    # Another key in the place of one that we saw: in the whole log, and in a shorter one.
    other = [*foreign.leaves]
    public = Secret().published(OWNER)
    other[1] = {**other[1], "content": public.content, "self": public.itself}
    assert sent(foreign.growth(0, other))["reason"] == "log-rewritten"
    assert sent(foreign.growth(0, other[:2]))["reason"] == "log-rewritten"
    # An older card is no fork; it is the same log, earlier.
    assert sent(foreign.growth(0, foreign.leaves[:2]))["act"] == "delivered"
    assert sent({**foreign.growth(), "key": str(crypto.log_key().key)})["reason"] == "log-key"
    # A leaf that is none, though its hash stands in the log.
    strange = [*foreign.leaves, {"content": {"owner": "organisation:8"}, "at": "never"}]
    assert sent(foreign.growth(0, strange))["reason"] == "unreadable"
    unsigned = foreign.growth()
    unsigned["checkpoint"] = unsigned["checkpoint"].replace("\n3\n", "\n4\n")
    foreign.put(Secret().published("organisation:7"))
    assert sent(unsigned)["reason"] == "signature"
    assert PeerLeaf.objects.count() == 3
    assert AuthorityKey.objects.get(organisation=foreign.organisation).fingerprint == foreign.secret.fingerprint


def test_a_leaf_that_its_key_has_not_signed_gives_no_key(registrar, tmp_path, foreign):
    there = Foreign(tmp_path / "second", "second.example")
    public = there.secret.published(OWNER)
    there.leaves[1]["self"] = Secret().sign(public.content)
    digits = crypto.digits_of(there.identity.signing)
    peer = actions.add_peer(address="", digits=digits, card=there.card(), by=registrar)
    abroad = actions.take_in(peer, OWNER, by=registrar)
    assert queries.current_key(abroad.organisation) is None


def test_an_authority_abroad_has_no_members_of_ours(employ, foreign, rome):
    insider = employ(foreign.organisation)
    public = Secret().published(f"organisation:{foreign.organisation.pk}")
    with pytest.raises(NotPermitted, match="another installation"):
        actions.change_key(foreign.organisation, public, {insider.pk: "x"}, by=insider)
    thread = actions.begin_thread(rome.organisation, [foreign.organisation], by=rome.member)
    sealed = envelope(WORDS, rome.secret, foreign.secret)
    with pytest.raises(NotPermitted, match="another installation"):
        actions.send(thread, foreign.organisation, sealed, by=insider)
