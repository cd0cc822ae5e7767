"""A case between two States: both their contact points and staff know of it, and it outlives whoever had it."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comity.base.audit.models import Event
from comity.base.notices.actions import herald
from comity.base.notices.models import Message, Notice
from comity.base.people import actions as people
from comity.base.people.models import Membership
from comity.engines.exchange.models import Thread
from comity.kernel.errors import NotNow, NotPermitted, Refused
from comity.operations.casework import actions as casework
from comity.operations.casework.enums import Direction, Level
from comity.operations.casework.shapes import Registered
from comity.operations.networks import actions, queries
from comity.operations.networks.enums import Milestone, Outcome
from comity.operations.networks.models import ContactPoint, Help
from comity.operations.networks.shapes import Asked

from ...clock import today
from .conftest import CRIME, TYPE


pytestmark = pytest.mark.django_db


def known_to(person):
    return [one.pk for one in queries.visible_to(person)]


def test_both_sides_and_staff_know_of_a_case_and_nobody_else(case, world, cast, registry, client):
    address = reverse("networks:case", args=[case.pk])
    assert client.get(address).status_code == 302
    for person in (world.rome.member, world.nairobi.member, world.second, registry):
        assert known_to(person) == [case.pk]
        client.force_login(person)
        assert client.get(address).status_code == 200
        assert str(case.pk) in client.get(reverse("networks:cases")).text
    for name, person in cast.items():
        assert known_to(person) == [], name
        client.force_login(person)
        assert client.get(address).status_code == (404 if name.startswith("other") else 403)
        assert str(case.pk) not in client.get(reverse("networks:desk")).text
        for verb in ("reach", "close", "assign", "converse", "file"):
            answer = client.post(reverse("networks:act", args=[case.pk, verb]), {})
            assert answer.status_code == (404 if name.startswith("other") else 403)
    assert known_to(None) == []


def test_the_actions_themselves_refuse(case, world, cast):
    for person in cast.values():
        for do in (
            lambda by: actions.reach(case, Milestone.SENT, today(), by=by),
            lambda by: actions.close_case(case, Outcome.EXECUTED, today(), by=by),
            lambda by: actions.assign(case, world.kenya_too, by=by),
            lambda by: actions.converse(case, by=by),
            lambda by: actions.keep_file(case, uuid.uuid4(), by=by),
        ):
            with pytest.raises(NotPermitted):
                do(person)
    assert not Thread.objects.exists()


def test_only_who_stands_for_the_state_asks_and_of_a_state_that_takes_part(world, cast):
    asked = Asked(requested="KE", type=TYPE)
    for person in (*cast.values(), world.nairobi.member):
        with pytest.raises(NotPermitted):
            actions.ask_for_help(world.italy, asked, by=person)
    for wrong in ("IT", "PE"):
        with pytest.raises(Refused):
            actions.ask_for_help(world.italy, Asked(requested=wrong, type=TYPE), by=world.rome.member)
    none = Asked(requested="KE", type=TYPE, networks=("nowhere",))
    with pytest.raises(Refused):
        actions.ask_for_help(world.italy, none, by=world.rome.member)


def test_a_new_case_goes_to_a_contact_point_who_is_told_without_a_word_of_it(world, crime, registry):
    eve = world.nairobi.member
    eve.email = "eve@example.test"
    eve.save()
    asked = Asked(requested="KE", type=TYPE, crime_types=(CRIME,))
    case = actions.ask_for_help(world.italy, asked, by=world.rome.member)
    assert (case.asker, case.helper) == (world.italy, world.kenya)
    assert [(one.milestone, one.reached_on) for one in case.milestones.all()] == [("asked", today())]
    told = Notice.objects.get(kind="networks.yours")
    assert (told.person, told.address, told.parameters) == (eve, f"/networks/cases/{case.pk}/", {})
    assert herald(by=registry) == 1
    [letter] = Message.objects.all()
    assert "A case of one of your networks is now yours." in letter.text
    for words in ("Kenya", "Italy", "orruption", "mutual"):
        assert words not in f"{letter.subject} {letter.text} {letter.html}"


def test_two_networks_help_where_the_other_state_is_in_another(world, cast, registry):
    """Peru is in the other network: its contact point sees the case, and the members of either network do not."""
    asked = Asked(requested="PE", type=TYPE, networks=("west",))
    case = actions.ask_for_help(world.italy, asked, by=world.rome.member)
    assert case.helper == ContactPoint.objects.get(place="PE")
    assert known_to(cast["other_network"]) == [case.pk]
    assert known_to(world.nairobi.member) == known_to(cast["other_state"]) == []
    assert {one.place_id for one in queries.counterparts(case)} == {"IT", "PE"}
    # The one learns of the other what the page of the case says, and nothing else of the other network.
    assert not queries.points_visible_to(world.rome.member).filter(network="west").exists()


def test_without_a_contact_point_a_case_waits_at_the_secretariats_desk(world, registry, cast, client):
    actions.end_post(ContactPoint.objects.get(place="FR"), None, by=registry)
    case = actions.ask_for_help(world.italy, Asked(requested="FR", type=TYPE), by=world.rome.member)
    assert case.helper is None
    desk = queries.desk_of(registry, timezone.now())
    assert [one.pk for one in desk.unassigned] == [case.pk]
    assert [(one.pk, places) for one, places in desk.uncovered] == [("east", ["FR"]), ("west", ["KE"])]
    assert Notice.objects.filter(kind="networks.unassigned", person=registry).count() == 1
    with pytest.raises(NotNow, match="Nobody has the other side"):
        actions.converse(case, by=world.rome.member)
    again = actions.appoint(
        world.network, world.rome.organisation.__class__.objects.get(place="FR"), cast["other_state"], post="court",
        by=registry,
    )  # fmt: skip
    with pytest.raises(NotPermitted):
        actions.assign(case, again, by=world.rome.member)
    assert actions.assign(case, again, by=registry).helper == again
    assert queries.desk_of(registry, timezone.now()).unassigned == []


def test_milestones_have_their_day_once_and_a_closed_case_stays_as_it_is(case, world):
    ada, eve = world.rome.member, world.nairobi.member
    Help.objects.filter(pk=case.pk).update(opened_on=today() - dt.timedelta(days=30))
    actions.reach(case, Milestone.SENT, today() - dt.timedelta(days=20), by=ada)
    actions.reach(case, Milestone.SENT, today() - dt.timedelta(days=19), by=eve)
    assert [one.reached_on for one in case.milestones.filter(milestone="sent")] == [today() - dt.timedelta(days=19)]
    for day in (today() + dt.timedelta(days=9), today() - dt.timedelta(days=31)):
        with pytest.raises(Refused):
            actions.reach(case, Milestone.EXECUTED, day, by=ada)
    closed = actions.close_case(case, Outcome.EXECUTED, today(), by=eve)
    assert (closed.outcome, closed.closed_on) == ("executed", today())
    for do in (
        lambda: actions.reach(case, Milestone.SENT, today(), by=ada),
        lambda: actions.close_case(case, Outcome.REFUSED, today(), by=ada),
        lambda: actions.assign(case, world.kenya_too, by=eve),
        lambda: actions.converse(case, by=ada),
    ):
        with pytest.raises(NotNow):
            do()


def test_the_sealed_conversation_is_between_the_two_authorities_and_names_the_case(case, world, cast):
    made = actions.converse(case, by=world.nairobi.member)
    assert made.procedure == case.pk
    assert {one.organisation for one in made.parties.all()} == {world.rome.organisation, world.nairobi.organisation}
    assert case.milestones.filter(milestone="in-touch").count() == 1
    assert queries.threads_of(world.rome.member, case) == [made]
    assert queries.threads_of(cast["other_network"], case) == []
    actions.converse(case, by=world.rome.member)
    assert case.milestones.filter(milestone="in-touch").count() == 1


def registered(world, **changed):
    told = {"type": TYPE, "way": "post", "other_place": "KE", "sent_on": today(), "reference": "ROMA-1"}
    return casework.open_case(
        Registered(**told | changed), organisation=world.rome.organisation, direction=Direction.OUTGOING,
        by=world.rome.member,
    )  # fmt: skip


def test_a_file_is_shown_to_who_may_know_of_it_and_to_nobody_else_of_the_case(case, world, client):
    file, other = registered(world), registered(world, reference="ROMA-PE", other_place="PE")
    with pytest.raises(NotPermitted):
        actions.keep_file(case, other.pk, by=world.rome.member)
    with pytest.raises(NotPermitted):
        actions.keep_file(case, file.pk, by=world.nairobi.member)
    client.force_login(world.rome.member)
    act = reverse("networks:act", args=[case.pk, "file"])
    assert client.post(act, {"file-file": str(other.pk)}).status_code == 422
    assert client.post(act, {"file-file": str(file.pk)}).status_code == 302
    address = reverse("networks:case", args=[case.pk])
    assert "ROMA-1" in client.get(address).text
    client.force_login(world.nairobi.member)
    shown = client.get(address).text
    assert "ROMA-1" not in shown
    assert str(file.pk) not in shown
    assert str(file.pk) not in str(list(Event.objects.filter(verb__startswith="networks").values("details")))
    casework.restrict(file, Level.RESTRICTED, by=world.rome.member)
    assert queries.files_of(world.rome.member, case) == [file]


def test_what_somebody_had_goes_to_who_follows_and_stands_among_the_handovers(case, world, client):
    gone, follower = world.nairobi.member, world.second
    assert queries.desk_of(follower, timezone.now()).handed == []
    assert actions.end_post(world.kenya, world.kenya_too, by=gone) == 1
    case.refresh_from_db()
    assert case.helper == world.kenya_too
    desk = queries.desk_of(follower, timezone.now())
    assert ([one.pk for one in desk.handed], desk.cases) == ([case.pk], [])
    assert Notice.objects.filter(kind="networks.yours", person=follower).count() == 1
    client.force_login(follower)
    assert "Handed over to you" in client.get(reverse("networks:desk")).text
    actions.reach(case, Milestone.SENT, today(), by=follower)
    desk = queries.desk_of(follower, timezone.now())
    assert (desk.handed, [one.pk for one in desk.cases]) == ([], [case.pk])
    assert known_to(gone) == []


def test_whoever_leaves_the_authority_leaves_their_cases_to_the_successor(case, world, employ):
    administrator = employ(world.nairobi.organisation, "administrator")
    leaving = Membership.objects.get(user=world.nairobi.member)
    accepted = [one.key for one in people.foretold(leaving)]
    with pytest.raises(Exception, match="without anybody"):
        people.end_membership(leaving, successor=None, accepted=accepted, by=administrator)
    people.end_membership(leaving, successor=world.second, accepted=accepted, by=administrator)
    case.refresh_from_db()
    world.kenya.refresh_from_db()
    assert case.helper == world.kenya_too
    assert (world.kenya.ended_on, world.kenya.successor) == (today(), world.kenya_too)
    assert ContactPoint.objects.filter(person=world.second).count() == 1


def test_without_a_successor_it_waits_at_the_secretariats_desk(case, world, registry):
    actions.end_post(world.kenya, None, by=registry)
    case.refresh_from_db()
    assert case.helper is None
    assert [one.pk for one in queries.desk_of(registry, timezone.now()).unassigned] == [case.pk]
    # The other contact point of the State sees that nobody has it, and takes it.
    assert [one.pk for one in queries.desk_of(world.second, timezone.now()).unassigned] == [case.pk]
    assert actions.assign(case, world.kenya_too, by=world.second).helper == world.kenya_too


def test_what_stalls_is_shown_to_both_sides_and_to_staff(case, world, registry, client):
    Help.objects.filter(pk=case.pk).update(touched_at=timezone.now() - dt.timedelta(days=31))
    for person in (world.rome.member, world.nairobi.member, registry):
        assert [one.pk for one in queries.desk_of(person, timezone.now()).stalled] == [case.pk]
        client.force_login(person)
        assert "Nothing was done for a month" in client.get(reverse("networks:desk")).text
    assert queries.desk_of(world.second, timezone.now()).stalled == []
    actions.reach(case, Milestone.SENT, today(), by=world.rome.member)
    assert queries.desk_of(registry, timezone.now()).stalled == []


def test_everything_is_done_in_the_browser(world, client, crime):
    client.force_login(world.rome.member)
    form = reverse("networks:ask")
    sent = {"post": str(world.italy.pk), "requested": "KE", "type": TYPE, "crime_types": [CRIME]}
    assert client.get(form).status_code == 200
    assert client.post(form, {**sent, "post": str(world.kenya.pk)}).status_code == 422
    assert client.post(form, {**sent, "requested": "PE"}).status_code == 422
    page = client.post(form, sent)["Location"]
    assert client.get(page).status_code == 200
    case = Help.objects.get()

    def act(verb, **sent):
        return client.post(reverse("networks:act", args=[case.pk, verb]), sent).status_code

    assert act("reach", **{"reach-milestone": "sent", "reach-on": "2020-01-01"}) == 409
    assert act("reach", **{"reach-milestone": "never", "reach-on": today().isoformat()}) == 422
    assert act("reach", **{"reach-milestone": "sent", "reach-on": today().isoformat()}) == 302
    assert act("assign", **{"assign-point": str(world.kenya_too.pk)}) == 403
    assert act("converse") == 302
    assert act("nothing") == 404
    assert act("close", **{"close-outcome": "executed", "close-on": today().isoformat()}) == 302
    assert act("converse") == 409
    assert "Executed" in client.get(page).text
    assert str(case.pk) in client.get(reverse("networks:cases"), {"show": "closed"}).text


def test_the_desk_and_the_lists_ask_as_often_however_many_cases_there_are(case, world, registry, client):
    def asked(name, person):
        client.force_login(person)
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as several:
            assert client.get(reverse(name)).status_code == 200
        return len(several)

    several = [(name, one) for name in ("networks:desk", "networks:cases") for one in (world.rome.member, registry)]
    once = [asked(*one) for one in several]
    for _number in range(4):
        actions.ask_for_help(world.italy, Asked(requested="KE", type=TYPE), by=world.rome.member)
    assert [asked(*one) for one in several] == once


def test_no_event_says_more_than_states_types_and_days(case, world):
    actions.reach(case, Milestone.SENT, today(), by=world.rome.member)
    said = list(Event.objects.filter(verb__startswith="networks", subject_id=str(case.pk)).order_by("id"))
    assert [one.verb for one in said] == ["networks.ask", "networks.reach"]
    assert said[0].details == {"networks": ["east"], "requested": "KE", "type": TYPE}
