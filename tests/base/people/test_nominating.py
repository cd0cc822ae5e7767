"""Notes verbales: recorded, completed, compared, decided; each step seen by both."""

import datetime as dt

import pytest

from comity.base.audit.models import Event
from comity.base.people import actions
from comity.base.people.enums import Stage
from comity.base.people.models import Membership
from comity.base.people.models.organisation import today
from comity.kernel.errors import NotNow, NotPermitted, Refused

from .conftest import NAMED, ROOT


def test_the_role_waits_for_the_comparison(nominated, ama, registry_person):
    assert ama.role_names == frozenset()
    with pytest.raises(NotNow):
        actions.approve(nominated, by=registry_person)
    actions.state_profile(nominated, NAMED | {"family_name": "Mensah"}, by=ama)
    with pytest.raises(NotNow):
        actions.state_profile(nominated, NAMED, by=ama)
    actions.send_back(nominated, "The note has Mensa.", by=registry_person)
    assert (nominated.stage, nominated.reason) == (Stage.RETURNED, "The note has Mensa.")
    actions.state_profile(nominated, NAMED, by=ama)
    actions.approve(nominated, by=registry_person)
    assert ama.role_names == {"focal_point"}
    ama.refresh_from_db()
    assert (ama.title, ama.post, ama.last_name) == ("Ms", "State Attorney", "Mensa")
    told = ["nominate", "state_profile", "send_back", "state_profile", "approve"]
    trail = Event.objects.filter(subject="people.Nomination").order_by("pk").values_list("verb", flat=True)
    assert list(trail) == [f"people.{verb}" for verb in told]


def test_each_step_is_visible_to_both(client, nominated, ama, registry_person, as_person):
    actions.state_profile(nominated, NAMED | {"family_name": "Mensah"}, by=ama)
    as_person(registry_person)
    page = client.get(f"/en/account/notes/nominations/{nominated.pk}/").content.decode()
    assert "Mensah" in page
    assert "differs" in page
    client.post(f"/en/account/notes/nominations/{nominated.pk}/", {"do": "return", "reason": "Spelling?"})
    as_person(ama)
    assert "Spelling?" in client.get("/en/account/").content.decode()


def test_nobody_approves_themselves_and_no_editor_decides(nominated, ama, member):
    actions.state_profile(nominated, NAMED, by=ama)
    with pytest.raises(NotPermitted):
        actions.approve(nominated, by=member("editor"))
    Membership.objects.create(user=ama, organisation=nominated.invitation.organisation, role="secretariat")
    with pytest.raises(NotPermitted, match="own nomination"):
        actions.approve(nominated, by=ama)


def test_a_nomination_that_was_ended_closes_the_link(client, nominated, registry_person, letters):
    path = next(word for word in letters[-1].body.split() if "/invitations/" in word).removeprefix(ROOT)
    with pytest.raises(Refused):
        actions.decline(nominated, " ", by=registry_person)
    actions.decline(nominated, "Withdrawn by the State.", by=registry_person)
    assert "was withdrawn" in client.get(path).content.decode()


def test_a_note_is_recorded_once_and_names_only_its_own_state(registry_person, place, elsewhere, office):
    wanted = {"dated": dt.date(2026, 10, 1), "by": registry_person}
    recorded = actions.record_note("NV 1", place=place, **wanted)
    with pytest.raises(Refused, match="already"):
        actions.record_note(" NV  1", place=place, **wanted)
    with pytest.raises(Refused, match="ahead"):
        actions.record_note("NV 2", place=place, dated=today() + dt.timedelta(days=2), by=registry_person)
    theirs, _chef = elsewhere
    with pytest.raises(Refused, match="does not belong"):
        actions.nominate(
            recorded,
            named=NAMED,
            email="x@example.test",
            organisation=theirs,
            role="observer",
            language="en",
            root=ROOT,
            by=registry_person,
        )


def test_of_two_who_decide_at_once_the_second_is_told(nominated, ama, registry_person):
    """Approved by one and ended by the other, the person would hold a role of which the note says that it ended."""
    stale = type(nominated).objects.get(pk=nominated.pk)
    actions.state_profile(nominated, NAMED, by=ama)
    actions.approve(nominated, by=registry_person)
    with pytest.raises(NotNow):
        actions.decline(stale, "Withdrawn by the State.", by=registry_person)
    with pytest.raises(NotNow):
        actions.send_back(stale, "Spelling?", by=registry_person)
    assert ama.role_names == {"focal_point"}
