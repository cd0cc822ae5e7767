"""What an organisation has proposed passes with it to the one that takes its place."""

import pytest

from comity.base.audit.models import Event
from comity.base.people import actions as people
from comity.base.people.models import Organisation
from comity.engines.procedures.models import Party
from comity.kernel.errors import NotNow
from comity.operations.contributions.models import Proposal

from .test_flow import state, text


pytestmark = pytest.mark.django_db


def test_joined_organisations_keep_their_proposals_and_go_on_with_them(propose, go, signed_in, cast, office, place):
    draft, handed_in = propose(do="save"), propose(**{"f-title:en": "Another strategy"})
    go(handed_in, "send_back", "focal", reason="Not yet.")
    with pytest.raises(NotNow, match="roles are held"):
        people.close_organisation(office, by=cast["registry"])
    successor = Organisation.objects.create(name="Ministry of Justice and Home Affairs", place=place)
    passed = people.merge_organisations(office, successor, by=cast["registry"])
    assert (passed["contributions.Proposal"], passed["procedures.Party"]) == (2, 2)
    assert not Proposal.objects.filter(organisation=office).exists()
    assert not Party.objects.filter(organisation=office).exists()
    assert Event.objects.filter(verb="contribution.pass_on").count() == 2
    assert Event.objects.filter(verb="procedure.pass_party").count() == 2

    # Its members see them still, and hand in what was returned; nobody else sees a draft by it.
    assert successor.name in text(signed_in("colleague").get(f"/en/contributions/{draft.pk}/"))
    assert go(handed_in, "hand_in", "author").status_code == 302
    assert state(handed_in) == "handed_in"
    for stranger in ("neighbour", "focal_abroad", "editor"):
        assert signed_in(stranger).get(f"/en/contributions/{draft.pk}/").status_code == 404


def test_who_takes_the_same_part_already_has_it_once(propose, cast, office, place):
    proposal = propose(do="save")
    successor = Organisation.objects.create(name="Successor", place=place)
    Party.objects.create(procedure=proposal.procedure, part="author", organisation=successor)
    people.merge_organisations(office, successor, by=cast["registry"])
    assert list(Party.objects.filter(part="author").values_list("organisation", flat=True)) == [successor.pk]
