"""Another key answers for an installation that is known: refused, said, and accepted after a comparison only."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from comity.base.audit.models import Event
from comity.engines.exchange import actions, crypto
from comity.engines.exchange.enums import Fault
from comity.engines.exchange.models import Peer
from comity.kernel import outside
from comity.kernel.errors import NotNow, Refused

from .foreign import Foreign


pytestmark = pytest.mark.django_db


@pytest.fixture
def moved(foreign, registrar, tmp_path, monkeypatch):
    """An installation at an address, where another key is at home from now on."""
    Peer.objects.filter(pk=foreign.name).update(address="https://there.example")
    foreign.peer.refresh_from_db()
    fresh = Foreign(tmp_path / "fresh")
    fresh.digits = crypto.digits_of(fresh.identity.signing)

    def answered(address, body, headers, **_settings):
        told = (
            (200, fresh.card())
            if address.endswith("card") and "Signature" not in headers
            else (403, {"fault": "not-for-us"})
        )
        return outside.Reply(told[0], "", json.dumps(told[1]).encode())

    monkeypatch.setattr(outside, "post", answered)
    return fresh


def test_another_key_at_a_known_address_is_refused_and_said(client, foreign, moved, registrar):
    with pytest.raises(Refused, match="not the installation that was added"):
        actions.ask(foreign.peer, by=registrar)
    Peer.objects.filter(pk=foreign.name).update(fault=Fault.NOT_THEM.value)
    client.force_login(registrar)
    page = client.get(reverse("exchange:installation", args=[foreign.name])).content.decode()
    assert "another key than the one that was compared" in page
    assert reverse("exchange:new-key", args=[foreign.name]) in page
    # Nor does it come in as if it were a new one.
    with pytest.raises(Refused, match="accept it on its page"):
        actions.add_peer(address="https://there.example/", digits=moved.digits, by=registrar)
    assert not Peer.objects.filter(pk=moved.name).exists()


def test_a_new_key_is_accepted_after_a_comparison_and_the_old_one_is_good_no_more(
    client, rome, foreign, moved, registrar
):
    page = reverse("exchange:new-key", args=[foreign.name])
    client.force_login(rome.member)
    assert client.get(page).status_code == 403
    assert client.post(page, {"digits": moved.digits}).status_code == 403
    client.force_login(registrar)
    shown = client.get(page).content.decode()
    assert crypto.digits_of(foreign.identity.signing) in shown
    # Who compares must have the numbers from elsewhere.
    assert moved.digits not in shown
    old = client.post(page, {"digits": crypto.digits_of(foreign.identity.signing)})
    assert (old.status_code, "not the numbers" in old.content.decode()) == (422, True)
    assert Peer.objects.get().blocked_at is None
    done = client.post(page, {"digits": moved.digits})
    assert done.url == reverse("exchange:installation", args=[moved.name])
    before, after = Peer.objects.get(pk=foreign.name), Peer.objects.get(pk=moved.name)
    assert before.blocked_at is not None
    assert (after.blocked_at, after.address) == (None, "https://there.example")
    event = Event.objects.get(verb="exchange.replace_peer")
    assert event.details == {"of": foreign.name, "name": moved.name}
    assert foreign.ask(client, "card", {}).json()["fault"] == "blocked"
    assert moved.ask(client, "card", {}).status_code == 200
    # A key that was given up does not come back by the same door.
    again = {"digits": crypto.digits_of(foreign.identity.signing), "card": as_file(foreign.card())}
    back = client.post(reverse("exchange:new-key", args=[moved.name]), again)
    assert (back.status_code, "given up before" in back.content.decode()) == (422, True)
    assert Peer.objects.get(pk=moved.name).blocked_at is None


def test_the_same_key_is_no_new_one(foreign, registrar):
    digits = crypto.digits_of(foreign.identity.signing)
    with pytest.raises(NotNow, match="the key that is known here"):
        actions.replace_peer(foreign.peer, digits=digits, card=foreign.card(), by=registrar)
    assert Peer.objects.get().blocked_at is None


def as_file(told):
    return SimpleUploadedFile("card.json", json.dumps(told).encode())
