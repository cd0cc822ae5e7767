"""Who is given what: the frames of pages, and the sealed bytes that their script fetches."""

import base64
import hashlib
import json
import uuid

import pytest
from django.urls import reverse

from comity.base.audit.models import Event
from comity.base.people.models import Delegation, Membership
from comity.engines.exchange import actions
from comity.engines.exchange.models import Envelope, OwnKey
from comity.engines.exchange.urls import machines, urlpatterns
from comity.engines.exchange.views.answering import sent as sent_of
from comity.kernel.errors import Refused

from .sealers import Secret, envelope, seal
from .test_sending import WORDS, receipt


pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(rome, nairobi, thread):
    """A conversation with a message, a file and a receipt, and addresses at which it is fetched."""
    content = seal(b"ledger", rome.secret, nairobi.secret)
    file = actions.begin_attachment(uuid.uuid4(), rome.organisation, by=rome.member)
    piece = hashlib.sha256(content)
    actions.add_piece(file, 0, content, digest=piece.hexdigest(), by=rome.member)
    whole = hashlib.sha256(piece.digest()).hexdigest()
    actions.finish_attachment(file, digest=whole, size=len(content), by=rome.member)
    sealed = envelope(WORDS, rome.secret, nairobi.secret, attachments=(file.pk,))
    made = actions.send(thread, rome.organisation, sealed, by=rome.member)
    statement, signature = receipt(nairobi, made, "acknowledged")
    actions.sign_receipt(made, nairobi.organisation, statement, signature, by=nairobi.member)
    sealed_draft = seal(b"draft", rome.secret)
    actions.keep_draft(
        rome.organisation, "request:1", sealed_draft, digest=hashlib.sha256(sealed_draft).hexdigest(), revision=0,
        by=rome.member,
    )  # fmt: skip
    return {
        "page": reverse("exchange:thread", args=[thread.pk]),
        "thread": reverse("sealed:thread", args=[thread.pk]),
        "envelope": reverse("sealed:envelope", args=[made.pk]),
        "attachment": reverse("sealed:attachment", args=[file.pk]),
        "piece": reverse("sealed:piece", args=[file.pk, 0]),
    }


def as_one(client, person):
    client.force_login(person)
    return client


def test_both_parties_are_given_what_is_sealed_and_it_is_noted(client, rome, nairobi, sent):
    for office in (rome, nairobi):
        as_one(client, office.member)
        assert {name: client.get(address).status_code for name, address in sent.items()} == dict.fromkeys(sent, 200)
        told = client.get(sent["thread"]).json()
        assert told["envelopes"][0]["receipts"][0]["act"] == "acknowledged"
        sealed = base64.b64decode(client.get(sent["envelope"]).json()["sealed"])
        assert sealed == bytes(Envelope.objects.get().sealed)
    reads = Event.objects.filter(is_read=True, verb="exchange.fetch_envelope")
    assert reads.count() == 4


@pytest.mark.parametrize("role", ["authority", "focal_point", "editor", "administrator", "secretariat", "contributor"])
def test_strangers_of_every_role_are_given_nothing(client, rome, nairobi, sent, office, employ, role):
    """Also a member of another authority of the same State, and whoever keeps the portal."""
    for organisation in (
        office("PE").organisation,
        rome.organisation if role not in {"authority", "focal_point"} else None,
    ):
        if organisation is None:
            continue
        as_one(client, employ(organisation, role))
        answers = {name: client.get(address) for name, address in sent.items()}
        assert {one.status_code for one in answers.values()} <= {403, 404}
        drafts = client.get(reverse("sealed:drafts"), {"authority": rome.organisation.pk, "about": "request:1"})
        assert drafts.status_code == 403 or drafts.json() == {"draft": None}


def test_visitors_are_given_nothing(client, sent):
    for name, address in sent.items():
        assert client.get(address).status_code == (302 if name == "page" else 403)


def test_every_address_refuses_whoever_is_no_member(client, employ, rome, sent):
    """A new address that forgets to ask is found here."""
    as_one(client, employ(rome.organisation, "editor"))
    some = {"key": uuid.uuid4(), "pk": rome.organisation.pk, "number": 0, "name": "a" * 64, "file": uuid.uuid4()}
    for pattern in [*machines.urlpatterns, *urlpatterns]:
        if pattern.name in {"card", "key-maker"}:
            # Who this installation is anybody may ask; that nothing else is told is tried in test_between. The page
            # that makes a key is the same for everybody.
            continue
        app = "sealed" if pattern in machines.urlpatterns else "exchange"
        names = {name: some[name] for name in pattern.pattern.converters}
        address = reverse(f"{app}:{pattern.name}", kwargs=names)
        for method in ("get", "post"):
            answer = (
                getattr(client, method)(address, "{}", content_type="application/json")
                if method == "post"
                else client.get(address)
            )
            assert answer.status_code in {403, 405, 415}, (address, method, answer.status_code)


def test_who_acts_for_somebody_has_not_their_key(client, rome, employ, office):
    """A delegation gives what the role may do; a key is not lent."""
    from comity.base.people.models import Acting
    from comity.engines.exchange import rules

    lima = office("PE")
    Delegation.objects.create(
        giver=rome.member, receiver=lima.member, organisation=rome.organisation, until_on="2999-01-01"
    )
    lima.member.acting = Acting(1, rome.member.pk, "x", rome.organisation.pk)
    assert rules.authorities_of(lima.member) == frozenset()


def test_one_authority_of_a_state_is_not_another(client, rome, employ, sent):
    from comity.base.people.models import Organisation

    other = Organisation.objects.create(name="Another authority of IT", place_id="IT")
    as_one(client, employ(other))
    assert {client.get(address).status_code for address in sent.values()} == {404}


def test_own_keys_are_given_to_nobody_else(client, rome, nairobi):
    OwnKey.objects.filter(person=rome.member).update(
        passphrase="SEALED-OF-ROME"  # noqa: S106 -- what would be a sealed key
    )
    assert "SEALED-OF-ROME" in as_one(client, rome.member).get(reverse("sealed:mine")).text
    # Each authority is told by its name, by which a member of several chooses.
    told = client.get(reverse("sealed:mine")).json()["authorities"]
    assert [one["name"] for one in told] == [rome.organisation.name]
    as_one(client, nairobi.member)
    for name in ("mine", "directory", "log"):
        assert "SEALED-OF-ROME" not in client.get(reverse(f"sealed:{name}")).text
    assert client.get(reverse("sealed:authority", args=[rome.organisation.pk])).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{", b'{"id": 3}', b'{"id": "x", "from": "y", "keys": 3}', b"\xff\xfe", b"[" * 100_000,
        b'{"id": "\\u0000", "from": true, "sealed": "&&", "digest": null, "keys": [], "attachments": [1]}',
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_sentence(client, rome, thread, body):
    as_one(client, rome.member)
    addresses = [reverse("sealed:send", args=[thread.pk]), reverse("sealed:begin"), reverse("sealed:own-key")]
    addresses += [reverse("sealed:change", args=[rome.organisation.pk]), reverse("sealed:drafts")]
    for address in addresses:
        answer = client.post(address, body, content_type="application/json")
        assert answer.status_code in {404, 409, 422}, address
        assert answer.json()["message"]


def test_a_message_is_sent_as_the_browser_sends_it(client, rome, nairobi, thread):
    sealed = envelope(WORDS, rome.secret, nairobi.secret)
    body = {
        "id": str(sealed.id), "from": rome.organisation.pk, "sealed": base64.b64encode(sealed.content).decode(),
        "digest": sealed.digest, "keys": list(sealed.keys), "attachments": [],
    }  # fmt: skip
    as_one(client, rome.member)
    address = reverse("sealed:send", args=[thread.pk])
    assert client.post(address, json.dumps(body), content_type="application/json").status_code == 200
    changed = {**body, "id": str(uuid.uuid4())}
    answer = client.post(address, json.dumps(changed), content_type="application/json")
    assert (answer.status_code, answer.json()["message"][:28]) == (422, "This message was sent before")


def test_the_list_asks_as_much_for_three_as_for_one(client, rome, nairobi, thread):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    as_one(client, rome.member)
    address = reverse("exchange:list")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        assert client.get(address).text.count("law-list") == 1
    for _ in range(2):
        actions.begin_thread(rome.organisation, [nairobi.organisation], by=rome.member)
    # The footer counts the records anew when something has happened.
    client.get(address)
    with CaptureQueriesContext(connection) as three:
        assert client.get(address).text.count(nairobi.organisation.name) == 3
    assert len(one) == len(three)


@pytest.mark.parametrize("page", ["list", "new", "keys", "check", "search"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_frames_show_for_members(client, rome, page, language):
    as_one(client, rome.member)
    address = reverse(f"exchange:{page}").replace("/en/", f"/{language}/")
    answer = client.get(address)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


def test_who_has_a_key_is_not_asked_to_make_one(client, rome, employ):
    for member, is_asked in ((rome.member, False), (employ(rome.organisation), True)):
        as_one(client, member)
        assert ("Make your key first" in client.get(reverse("exchange:list")).text) is is_asked


def test_a_member_who_left_is_given_nothing_more(client, rome, sent):
    Membership.objects.filter(user=rome.member).update(begins_on="2020-01-01", ends_on="2020-01-02")
    as_one(client, rome.member)
    assert {client.get(address).status_code for address in sent.values()} == {403}


def test_two_who_make_the_first_key_make_one(rome, employ, keyed):
    from comity.kernel.errors import NotPermitted

    colleague = employ(rome.organisation)
    keyed(colleague)
    public = Secret().published(f"organisation:{rome.organisation.pk}")
    with pytest.raises(NotPermitted):
        actions.change_key(rome.organisation, public, {colleague.pk: "w"}, by=colleague)


@pytest.mark.parametrize(
    "inside", [rb'{"k": "\u0000"}', rb'{"\u0000": "k"}', rb'[["\ud800"]]', b"NaN", b"1e999"]
)  # fmt: skip
def test_what_no_database_keeps_is_refused_however_deep_it_lies(client, rome, rf, inside):
    with pytest.raises(Refused, match="cannot be read"):
        sent_of(rf.post("/", b'{"wraps": ' + inside + b"}", content_type="application/json"))
    as_one(client, rome.member)
    body = b'{"person": 1, "wraps": ' + inside + b"}"
    address = reverse("sealed:admit", args=[rome.organisation.pk])
    assert client.post(address, body, content_type="application/json").status_code == 422


def test_letters_of_two_halves_are_read(rf):
    body = rb'{"note": "\ud83d\udd4a"}'
    assert sent_of(rf.post("/", body, content_type="application/json")) == {"note": "🕊"}
