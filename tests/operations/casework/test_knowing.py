"""Who may know of a file: its members, of a restricted one those on its list; nobody else learns that it exists."""

import hashlib
import json

import pytest
from django.urls import reverse

from comity.base.audit.models import Event
from comity.base.audit.queries import reading
from comity.base.notices.models import Notice
from comity.engines.exchange import actions as exchange
from comity.engines.exchange import queries as sealed
from comity.kernel.errors import NotNow, NotPermitted, Overtaken, Refused
from comity.operations.casework import actions, queries
from comity.operations.casework.enums import Level
from comity.operations.casework.models import Case
from comity.operations.casework.queries import Wanted
from comity.operations.casework.queries import figures as counted

from ...engines.exchange.sealers import envelope, seal
from .conftest import SENT_ON, registered


pytestmark = pytest.mark.django_db
OTHERS = ("neighbour", "abroad", "contributor", "administrator", "editor", "registry")


def test_every_member_sees_an_ordinary_file_and_nobody_else_does(begin, cast):
    case = begin()
    for name in ("member", "colleague", "focal"):
        assert [one.pk for one in queries.visible_to(cast[name])] == [case.pk]
    for name in OTHERS:
        assert not queries.visible_to(cast[name]).exists()
    assert not queries.visible_to(None).exists()


def test_of_a_restricted_file_only_its_list_learns(restricted, cast, client):
    page = reverse("casework:page", args=[restricted.pk])
    client.force_login(cast["member"])
    assert "ROMA-R" in client.get(page).text
    assert "ROMA-R" in client.get(reverse("casework:desk")).text
    for name in ("colleague", "focal", *OTHERS):
        person = cast[name]
        client.force_login(person)
        assert client.get(page).status_code in (
            {404} if name in {"colleague", "focal", "neighbour", "abroad"} else {403}
        )
        for address in ("casework:desk", "casework:desk-csv", "casework:desk-ics"):
            answer = client.get(reverse(address))
            assert "ROMA-R" not in answer.text
            assert str(restricted.pk) not in answer.text
        assert sum(queries.counts(person, Wanted(), SENT_ON).values()) == 0
        assert queries.case_of(person, restricted.pk) is None
        assert not reading.visible_to(person).filter(subject_id=str(restricted.pk)).exists() or name in {
            "editor",
            "registry",
        }


@pytest.mark.parametrize("verb", ["step", "met", "level", "officer", "reader", "link", "thread", "receipt"])
def test_nothing_is_done_in_a_file_of_which_one_may_not_know(restricted, cast, client, verb):
    address = reverse("casework:act", args=[restricted.pk, verb])
    client.force_login(cast["colleague"])
    assert client.post(address, {"step": "acknowledge", "on": "2026-03-03"}).status_code == 404
    restricted.refresh_from_db()
    assert (restricted.procedure.state, restricted.level) == ("sent", Level.RESTRICTED)


def test_the_actions_themselves_refuse(restricted, cast):
    stranger, member = cast["colleague"], cast["member"]
    for do in (
        lambda: actions.go(restricted, "acknowledge", by=stranger),
        lambda: actions.amend(restricted, registered(), by=stranger, revision=1),
        lambda: actions.hand_over(restricted, stranger, by=stranger),
        lambda: actions.let_know(restricted, stranger, by=stranger),
        lambda: actions.restrict(restricted, Level.ORDINARY, by=stranger),
    ):
        with pytest.raises(NotPermitted):
            do()
    with pytest.raises(Refused, match="Only who works for the authority"):
        actions.let_know(restricted, cast["neighbour"], by=member)
    with pytest.raises(NotPermitted):
        actions.open_case(registered(), organisation=restricted.organisation, direction="outgoing", by=cast["abroad"])


def test_whoever_is_put_on_the_list_sees_it_and_whoever_is_taken_off_does_not(restricted, cast):
    member, colleague = cast["member"], cast["colleague"]
    actions.let_know(restricted, colleague, by=member)
    assert queries.case_of(colleague, restricted.pk) is not None
    actions.take_off(restricted, colleague.pk, by=member)
    assert queries.case_of(colleague, restricted.pk) is None
    with pytest.raises(NotNow, match="responsible officer stays"):
        actions.take_off(restricted, member.pk, by=member)
    actions.hand_over(restricted, colleague, by=member)
    assert Notice.objects.filter(person=colleague, kind="casework.yours").count() == 1
    actions.take_off(restricted, member.pk, by=colleague)
    assert queries.case_of(member, restricted.pk) is None


def test_a_restricted_file_always_has_an_officer_who_sees_it(begin, cast):
    case = begin()
    assert case.officer is None
    case = actions.restrict(case, Level.STRICT, by=cast["colleague"])
    assert case.officer == cast["colleague"]
    assert queries.case_of(cast["colleague"], case.pk) is not None
    assert queries.case_of(cast["focal"], case.pk) is None


def keep(case, office, *, by, words=b"Zyxomma", revision=0):
    content = seal(words, office.secret)
    digest = hashlib.sha256(content).hexdigest()
    return exchange.keep_draft(office.organisation, case.about, content, digest=digest, revision=revision, by=by)


def test_what_is_sealed_of_a_file_is_for_whoever_may_know_of_it(restricted, begin, rome, cast, client):
    keep(restricted, rome, by=rome.member)
    keep(begin(reference="ROMA-2"), rome, by=rome.member)
    authority = rome.organisation.pk
    assert sealed.draft_of(rome.member, authority, restricted.about) is not None
    for name in ("colleague", "focal", "neighbour", "abroad"):
        assert sealed.draft_of(cast[name], authority, restricted.about) is None
    client.force_login(cast["colleague"])
    asked = client.get(reverse("sealed:drafts"), {"authority": authority, "about": restricted.about})
    assert asked.json() == {"draft": None}
    # A list of drafts names no file, neither this one nor those that one may open.
    assert "case:" not in client.get(reverse("sealed:drafts"), {"authority": authority}).text
    with pytest.raises(NotPermitted):
        keep(restricted, rome, by=cast["colleague"], revision=1)
    with pytest.raises(NotNow):
        exchange.remove_draft(rome.organisation, restricted.about, by=cast["colleague"])
    # Nothing is kept under the name of a file that there is not.
    nothing = Case(pk="00000000-0000-4000-8000-000000000000")
    with pytest.raises(NotPermitted):
        keep(nothing, rome, by=rome.member)


def test_the_conversation_of_a_restricted_file_is_hidden_and_nobody_else_is_told_of_it(
    both, rome, nairobi, cast, keyed, request_sent, client
):
    ours, _theirs = both
    colleague = cast["colleague"]
    secret = keyed(colleague)
    exchange.admit(rome.organisation, colleague.pk, {rome.secret.fingerprint: secret.fingerprint}, by=rome.member)
    address = reverse("exchange:thread", args=[request_sent.thread_id])
    client.force_login(colleague)
    assert client.get(address).status_code == 200
    actions.restrict(ours, Level.RESTRICTED, by=rome.member)
    assert client.get(address).status_code == 404
    assert client.get(reverse("sealed:envelope", args=[request_sent.pk])).status_code == 404
    assert client.get(reverse("sealed:thread", args=[request_sent.thread_id])).status_code == 404
    assert str(request_sent.thread_id) not in client.get(reverse("exchange:list")).text
    Notice.objects.all().delete()
    answer = envelope(b"An answer", rome.secret, nairobi.secret)
    exchange.send(request_sent.thread, nairobi.organisation, answer, by=nairobi.member)
    told = Notice.objects.filter(kind="exchange.arrived").values_list("person", flat=True)
    assert list(told) == [rome.member.pk]
    # The other side keeps no restricted file: for its members nothing changes.
    assert sealed.threads_visible_to(nairobi.member).count() == 1


def test_whoever_acts_in_somebodys_stead_has_no_files(begin, cast, monkeypatch):
    begin()
    colleague = cast["colleague"]
    monkeypatch.setattr(type(colleague), "acting", object(), raising=False)
    assert not queries.visible_to(colleague).exists()


def test_notices_and_the_log_hold_nothing_of_a_file(begin, cast):
    case = begin(reference="ROMA-SECRET-7", their_reference="NBO-SECRET-9")
    actions.hand_over(case, cast["colleague"], by=cast["member"])
    actions.amend(case, registered(reference="ROMA-SECRET-8"), by=cast["member"], revision=1)
    told = json.dumps(
        [
            list(Event.objects.values_list("details", flat=True)),
            list(Notice.objects.values_list("about", "parameters")),
        ]
    )
    assert "SECRET" not in told
    assert {one["verb"] for one in Event.objects.values("verb")} >= {
        "casework.open",
        "casework.hand_over",
        "casework.amend",
    }


def test_a_count_does_not_give_a_strict_file_away(begin, cast):
    for number in range(3):
        begin(reference=f"ROMA-{number}")
    before = counted.table_of(counted.Table.STATES, "IT", None).rows
    assert before == [("KE", [3, 0])]
    begin(level=Level.STRICT, reference="ROMA-S")
    assert counted.table_of(counted.Table.STATES, "IT", None).rows == before
    assert counted.yearly(None)["requests"] == 3


def test_two_who_change_the_same_file_do_not_lose_a_change(begin, cast):
    case = begin()
    actions.amend(case, registered(reference="ROMA-2"), by=cast["member"], revision=1)
    with pytest.raises(Overtaken):
        actions.amend(case, registered(reference="ROMA-3"), by=cast["colleague"], revision=1)
    case.refresh_from_db()
    assert case.reference == "ROMA-2"


@pytest.mark.parametrize("words", ["Request about John Smith", "a b", "x" * 41, "<script>"])
def test_a_number_has_no_room_for_words(begin, words):
    with pytest.raises(Refused, match="figures and letters without spaces"):
        begin(reference=words)
