"""Somebody for each part: an author, a colleague, the State's focal point, an editor, and strangers."""

import pytest

from comity.base.people.models import Membership, Organisation, User
from comity.base.places import index
from comity.base.places.models import Place
from comity.base.terms import index as terms_index
from comity.base.terms.models import Concept, Scheme


STRATEGY = {
    "f-title:en": "Strategy on money",
    "f-begins": "2031",
    "f-place": "IT",
    "n-sources": "1",
    "r-sources-0-title": "Official Gazette",
}


@pytest.fixture
def subjects(db):
    """Two crimes to which roles can be limited."""
    scheme, _made = Scheme.objects.get_or_create(code="crime-types")
    made = {
        code: Concept.objects.get_or_create(
            key=f"crime-types:{code}",
            defaults={"scheme": scheme, "code": code, "position": number, "since_version": 1},
        )[0]
        for number, code in enumerate(("corruption", "terrorism"), 1)
    }
    # What another test has kept in memory knows other words.
    terms_index.forget()
    return made


@pytest.fixture
def office(place):
    return Organisation.objects.create(name="Ministry of Justice", place=place)


@pytest.fixture
def cast(place, office, subjects, person_with):
    """By name, whoever takes part and whoever does not."""
    other = Place.objects.get_or_create(code="FR", defaults={"kind": "state"})[0]
    # What a page of another test has kept in memory knows other places.
    index.forget()
    abroad = Organisation.objects.create(name="Ministère", place=other)
    mission = Organisation.objects.create(name="Permanent Mission", place=place)
    narrow = person_with("focal_point", Organisation.objects.create(name="Office on terrorism", place=place))
    narrow.memberships.get().subjects.add(subjects["terrorism"])
    return {
        "author": person_with("contributor", office),
        "colleague": person_with("contributor", office),
        "focal": person_with("focal_point", mission),
        "narrow": narrow,
        "editor": person_with("editor", Organisation.objects.create(name="Secretariat", kind="secretariat")),
        "neighbour": person_with("contributor", Organisation.objects.create(name="Another office", place=place)),
        "abroad": person_with("contributor", abroad),
        "focal_abroad": person_with("focal_point", abroad),
        "observer": person_with("observer", mission),
        "authority": person_with("authority", mission),
        "administrator": person_with("administrator", office),
        "registry": person_with("secretariat", Organisation.objects.create(name="Registry", kind="secretariat")),
    }


@pytest.fixture
def signed_in(client, cast):
    """A function that signs somebody of the cast in, and gives the client."""

    def sign_in(name):
        client.force_login(cast[name])
        return client

    return sign_in


@pytest.fixture
def propose(signed_in):
    """Type a strategy as somebody, and give its proposal."""
    from comity.operations.contributions.models import Proposal

    def make(who="author", do="hand_in", **changed):
        answer = signed_in(who).post("/en/contributions/new/strategy/", STRATEGY | changed | {"do": do})
        assert answer.status_code == 302, answer.content.decode()
        return Proposal.objects.get(pk=answer["Location"].strip("/").split("/")[-1])

    return make


@pytest.fixture
def go(signed_in):
    """Take a step as somebody; gives the answer."""

    def take(proposal, step, who, **sent):
        from comity.operations.contributions.models import Proposal

        version = Proposal.objects.get(pk=proposal.pk).version
        return signed_in(who).post(f"/en/contributions/{proposal.pk}/{step}/", {"version": version} | sent)

    return take


@pytest.fixture
def person():
    """Make one more person of an organisation."""

    def make(name, organisation, role):
        made = User.objects.create(username=name)
        Membership.objects.create(user=made, organisation=organisation, role=role)
        return made

    return make
