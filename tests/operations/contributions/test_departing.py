"""Who leaves: what they proposed passes, and nobody is left without verification unseen."""

import pytest
from django.urls import reverse

from comity.base.notices.models import Notice
from comity.base.people import actions as people
from comity.base.people.models import Membership
from comity.kernel.errors import NotNow


pytestmark = pytest.mark.django_db


def role_of(person):
    return Membership.objects.active().get(user=person)


def waits(person):
    return list(Notice.objects.filter(person=person, done_at=None).values_list("kind", flat=True))


def test_what_was_returned_is_asked_of_the_successor(propose, go, cast):
    proposal = propose()
    go(proposal, "send_back", "focal", reason="Not yet.")
    assert waits(cast["author"]) == ["contributions.waits"]
    people.end_membership(role_of(cast["author"]), successor=cast["colleague"], by=cast["administrator"])
    assert (waits(cast["author"]), waits(cast["colleague"])) == ([], ["contributions.waits"])
    assert go(proposal, "hand_in", "colleague").status_code == 302
    assert waits(cast["colleague"]) == []


def test_the_last_who_verifies_goes_only_when_that_was_accepted_and_pages_say_it(propose, cast, client, office):
    propose()
    registry, focal, narrow = cast["registry"], cast["focal"], cast["narrow"]
    assert people.foretold(role_of(narrow)) == []
    people.end_membership(role_of(narrow), successor=None, by=registry)
    told = people.foretold(role_of(focal))
    assert [one.is_grave for one in told] == [True]
    assert "Waiting now: 1" in told[0].sentence
    with pytest.raises(NotNow, match="accept"):
        people.end_membership(role_of(focal), successor=None, by=registry)
    people.end_membership(role_of(focal), successor=None, accepted=[told[0].key], by=registry)
    assert waits(focal) == []
    client.force_login(cast["administrator"])
    page = client.get(reverse("people:organisation", args=[office.pk])).content.decode()
    assert "Nobody verifies contributions for this State" in page
    client.force_login(cast["abroad"])
    assert "Nobody verifies" not in client.get(reverse("people:organisations")).content.decode()
    role = role_of(cast["colleague"])
    role.role = "focal_point"
    role.save()
    client.force_login(registry)
    assert "Nobody verifies" not in client.get(reverse("people:organisations")).content.decode()
