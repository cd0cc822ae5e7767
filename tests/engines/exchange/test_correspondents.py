"""Authorities without an installation: known by numbers that were read, written to in a file, answering in a file."""

import base64
import hashlib
import io
import json
import re

import pytest
from django.conf import settings as configured
from django.urls import reverse

from comity.base.audit.models import Event
from comity.base.people.models import Organisation
from comity.engines.exchange import actions, crypto, imports, queries, rules
from comity.engines.exchange.exports import pages
from comity.engines.exchange.models import (
    Acquaintance,
    AuthorityKey,
    Correspondent,
    KeyLeaf,
)
from comity.engines.exchange.queries.departed import standing_of
from comity.kernel.errors import NotNow, NotPermitted, Refused

from .away import Away
from .sealers import Secret, envelope


pytestmark = pytest.mark.django_db
WORDS = b"Quellenhof 4711"
NPM = pytest.mark.skipif(
    not (configured.NODE_MODULES / "age-encryption").is_dir(), reason="npm's packages are not on this machine"
)


def taken(content, by):
    return imports.take_answer(io.BytesIO(content), by=by)


# ---------------------------------------------------------------- who they are


def test_it_is_known_by_the_numbers_that_were_read_and_by_no_others(rome, nairobi, away, place, employ):
    def meet(card, *, digits=away.digits, by=rome.member):
        return actions.meet(rome.organisation, card, digits=digits, place=place, by=by)

    with pytest.raises(Refused, match="not the numbers"):
        meet(away.card(), digits=Away().digits)
    for stranger in (nairobi.member, employ(rome.organisation), employ(rome.organisation, "editor")):
        with pytest.raises(NotPermitted):
            meet(away.card(), by=stranger)
    forged = away.card()
    forged["statement"]["name"] = "Somebody else"
    other = Away()
    for bad in (
        forged,
        {**away.card(), "signature": other.card()["signature"]},
        away.card(kind="other"),
        away.card(content={**away.secret.published("organisation:1").content}),
        away.card(content={**away.card()["statement"]["content"], "owner": other.owner}),
        {},
        [],
        None,
        "card",
    ):
        with pytest.raises(Refused, match="was changed"):
            meet(bad)
    assert not Correspondent.objects.exists()
    met = meet(away.card(), digits=f" {away.digits.replace(' ', '-')}")
    assert met.correspondent.organisation.name == away.name
    assert meet(away.card()) == met
    key = AuthorityKey.objects.get(organisation=met.correspondent_id)
    assert (key.owner, key.installation, key.leaf.leaf["content"]["owner"]) == (away.owner, "", away.owner)
    event = Event.objects.filter(verb="exchange.meet").first()
    assert away.secret.fingerprint in str(event.details)


def test_others_learn_nothing_of_it(client, rome, nairobi, met, registrar):
    name, address = met.correspondent.organisation.name, reverse("exchange:correspondents")
    client.force_login(rome.member)
    page = client.get(address)
    assert name in page.content.decode()
    assert away_keys(client) == {name}
    assert met.correspondent.organisation in queries.reachable(rome.member)
    client.force_login(nairobi.member)
    page = client.get(address)
    assert page.status_code == 200
    assert name not in page.content.decode()
    assert away_keys(client) == set()
    assert met.correspondent.organisation not in queries.reachable(nairobi.member)
    with pytest.raises(NotNow, match="have not been compared"):
        actions.begin_thread(nairobi.organisation, [met.correspondent.organisation], by=nairobi.member)
    # Not theirs to end, and other installations are told nothing.
    assert client.post(reverse("exchange:part-from", args=[met.pk])).status_code == 404
    client.force_login(registrar)
    assert client.get(address).status_code == 403
    assert name not in str(actions.own_card(is_whole=True))
    named = {"owner": f"organisation:{met.correspondent_id}", "at": crypto.identity().name}
    assert queries.organisation_told(named) is None
    # How it holds its key it sees to itself.
    assert met.correspondent_id not in standing_of()


def away_keys(client):
    told = client.get(reverse("sealed:directory")).json()["authorities"]
    return {one["name"] for one in told if one["keys"][0]["owner"].startswith("correspondent:")}


def test_a_second_authority_compares_for_itself_and_finds_the_same_one(rome, nairobi, met, away, place):
    again = actions.meet(nairobi.organisation, away.card(), digits=away.digits, place=place, by=nairobi.member)
    assert again.correspondent == met.correspondent
    assert Organisation.objects.filter(name=away.name).count() == 1
    actions.part_from(met, by=rome.member)
    assert queries.is_acquainted(nairobi.organisation, met.correspondent)
    assert not queries.is_acquainted(rome.organisation, met.correspondent)
    with pytest.raises(NotPermitted):
        actions.part_from(again, by=rome.member)


def test_a_new_key_follows_only_when_the_one_before_signed_it(rome, met, away, place):
    def meet():
        return actions.meet(rome.organisation, away.card(), digits=away.digits, place=place, by=rome.member)

    old = away.card()
    away.change_key()
    honest, away.before = away.before, Secret()
    with pytest.raises((Refused, NotNow)):
        meet()
    away.before = honest
    assert meet() == met
    keys = list(AuthorityKey.objects.filter(organisation=met.correspondent_id).order_by("number"))
    assert [key.ended_at is None for key in keys] == [False, True]
    # The card of before does not bring the old key back.
    digits = crypto.digits_of_key(old["statement"]["content"])
    with pytest.raises(Refused, match="older key"):
        actions.meet(rome.organisation, old, digits=digits, place=place, by=rome.member)
    assert KeyLeaf.objects.get(pk=keys[1].leaf_id).leaf["continuity"]


def test_with_it_a_conversation_has_two_parties_and_it_writes_nothing_here(rome, nairobi, met, employ):
    other = met.correspondent.organisation
    with pytest.raises(Refused, match="two parties"):
        actions.begin_thread(rome.organisation, [other, nairobi.organisation], by=rome.member)
    # Somebody who is made a member of it by mistake does not become it.
    member = employ(other)
    with pytest.raises(NotPermitted, match="no installation"):
        actions.change_key(other, Secret().published(f"organisation:{other.pk}", 2), {member.pk: "x"}, by=member)
    thread = actions.begin_thread(rome.organisation, [other], by=rome.member)
    with pytest.raises(NotPermitted, match="no installation"):
        actions.send(thread, other, envelope(WORDS, rome.secret), by=member)


# ---------------------------------------------------------------- what is carried


@NPM
def test_the_page_holds_everything_sealed_and_allows_no_network(client, rome, written, away):
    client.force_login(rome.member)
    assert client.get(reverse("exchange:correspondence", args=[written.pk])).status_code == 200
    answer = client.get(reverse("exchange:carried-page", args=[written.pk]))
    text = b"".join(answer.streaming_content).decode()
    assert answer["Content-Disposition"].startswith('attachment; filename="sealed-')
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert not re.search(r"connect-src|unsafe|https?:", policy)
    # The one script that runs, and data, of which a browser runs nothing.
    tags = re.findall(r"<script([^>]*)>", text)
    assert [tag for tag in tags if "type=" not in tag] == [""]
    program = text.split("<script>")[1].split("</script>")[0]
    assert base64.b64encode(hashlib.sha256(program.encode()).digest()).decode() in policy
    sealed = base64.b64decode(re.search(r'id="carried-sealed">([^<]*)<', text)[1])
    assert sealed == bytes(written.sealed)
    pieces = re.findall(r'data-file="[^"]*" data-number="\d+">([^<]*)<', text)
    assert len(pieces) == 2
    file = written.attachments.get()
    assert b"".join(map(base64.b64decode, pieces)) == b"".join(bytes(one.sealed) for one in file.pieces.all())
    assert text.rstrip().endswith('id="carried-end"></script>\n</body>\n</html>')
    assert client.get(reverse("exchange:carried-message", args=[written.pk])).content == bytes(written.sealed)
    whole = b"".join(client.get(reverse("exchange:carried-file", args=[written.pk, file.pk])).streaming_content)
    assert hashlib.sha256(whole).hexdigest() == hashlib.sha256(b"".join(map(base64.b64decode, pieces))).hexdigest()
    assert Event.objects.filter(verb="exchange.carry_out").count() == 3


@NPM
def test_the_page_that_makes_a_key_is_for_everybody_in_six_languages(client):
    for language in ("en", "ar", "zh"):
        answer = client.get(f"/{language}/exchange/key-maker/")
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.content.decode()
    told = json.loads(pages.told())
    assert set(told) == {"ar", "zh", "en", "fr", "ru", "es"}
    assert len({frozenset(one) for one in told.values()}) == 1


def test_a_message_that_is_too_large_for_a_page_is_given_out_as_files(client, rome, written, monkeypatch):
    monkeypatch.setattr(rules, "LONGEST_CARRIED", 1000)
    client.force_login(rome.member)
    page = client.get(reverse("exchange:correspondence", args=[written.pk])).content.decode()
    assert "the age command opens each of them" in page
    assert reverse("exchange:carried-page", args=[written.pk]) not in page
    assert client.get(reverse("exchange:carried-page", args=[written.pk])).status_code == 404
    assert client.get(reverse("exchange:carried-message", args=[written.pk])).status_code == 200


def addresses(written):
    file = written.attachments.get()
    yield reverse("exchange:correspondence", args=[written.pk])
    for name in ("carried-page", "carried-message"):
        yield reverse(f"exchange:{name}", args=[written.pk])
    yield reverse("exchange:carried-file", args=[written.pk, file.pk])


def test_nobody_else_is_given_what_is_carried(client, nairobi, rome, written, employ, registrar):
    for address in addresses(written):
        assert client.get(address).status_code == 302
    for person in (nairobi.member, registrar, employ(rome.organisation, "editor")):
        client.force_login(person)
        assert {client.get(address).status_code for address in addresses(written)} <= {403, 404}


def test_a_message_between_two_authorities_here_is_not_carried(client, rome, nairobi, thread):
    made = actions.send(thread, rome.organisation, envelope(WORDS, rome.secret, nairobi.secret), by=rome.member)
    client.force_login(rome.member)
    assert client.get(reverse("exchange:correspondence", args=[made.pk])).status_code == 404


def test_what_was_sealed_to_a_key_that_is_not_used_any_more_is_not_given_out(client, rome, written, away, met, place):
    client.force_login(rome.member)
    away.change_key()
    actions.meet(rome.organisation, away.card(), digits=away.digits, place=place, by=rome.member)
    for address in addresses(written):
        answer = client.get(address)
        assert answer.status_code == 409
        assert "not used any more" in answer.content.decode()


def test_after_parting_nothing_goes_and_nothing_comes(client, rome, written, away, met):
    actions.part_from(met, by=rome.member)
    with pytest.raises(NotNow, match="not written to any more"):
        actions.send(written.thread, rome.organisation, envelope(WORDS, rome.secret, away.secret), by=rome.member)
    with pytest.raises(Refused, match="not used any more"):
        taken(away.answer(written, rome), rome.member)
    client.force_login(rome.member)
    assert {client.get(address).status_code for address in addresses(written)} == {409}
    # What was written before is still read, with the name of who took part.
    assert away.name in {one["name"] for one in client.get(reverse("sealed:directory")).json()["authorities"]}


def test_the_pages_ask_a_constant_number_of_queries(client, rome, place, django_assert_max_num_queries):
    client.force_login(rome.member)
    counts = []
    for _number in range(2):
        for _more in range(3):
            one = Away()
            actions.meet(rome.organisation, one.card(), digits=one.digits, place=place, by=rome.member)
        with django_assert_max_num_queries(60) as asked:
            client.get(reverse("exchange:correspondents"))
        # The rest of the page is counted elsewhere, and some of it is asked for once in a while.
        counts.append(sum('"exchange_' in one["sql"] for one in asked.captured_queries))
    assert counts[0] == counts[1]
    assert Acquaintance.objects.count() == 6
