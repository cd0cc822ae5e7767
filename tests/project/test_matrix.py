"""The matrix of roles, tried through the real pages: what one function decides is what every door does."""

import itertools
import time
from dataclasses import dataclass

import pytest
from django.urls import reverse
from django.utils import timezone

from comity.base.access.enums import Permission
from comity.base.access.roles import ROLES, Grant, decide
from comity.base.audit.models import Event
from comity.base.people.adapters import VISIT
from comity.base.people.enums import Opening
from comity.base.people.models import Membership, Organisation, User, Visit
from comity.base.places.models import Place
from comity.base.terms.models import Concept
from comity.engines.records import actions
from comity.engines.records.models import Record
from comity.engines.records.shapes import Card, CardSource, CardText
from comity.kernel.errors import NotNow
from comity.knowledge.authorities.actions import put_entry
from comity.knowledge.authorities.models import Authority
from comity.knowledge.authorities.shapes import Entry, NewDesignation
from comity.knowledge.legislation import queries
from comity.knowledge.strategies.models import Strategy
from comity.operations.casework import actions as casework
from comity.operations.casework.enums import Direction
from comity.operations.casework.models import Shown
from comity.operations.casework.shapes import Registered
from comity.operations.contributions import actions as contributions
from comity.operations.contributions.enums import Way
from comity.operations.contributions.models import Proposal
from comity.operations.contributions.shapes import Written
from comity.operations.networks.models import ContactPoint, Member, Network
from comity.operations.reviews import actions as reviews
from comity.operations.reviews.enums import Role
from comity.operations.reviews.shapes import Setting


pytestmark = pytest.mark.django_db

CORRUPTION, CYBERCRIME = "crime-types:corruption", "crime-types:cybercrime"
PEOPLE = [name for name in ROLES if name != "service"]
NUMBERS = itertools.count(1)
# What has no page of its own: places come in by the command line, which asks the same rule.
BY_COMMAND = {Permission.PLACE_EDIT}


@dataclass(frozen=True)
class Target:
    """What somebody would do something to."""

    place: str | None
    organisation: Organisation
    crime: str = CORRUPTION


@pytest.fixture
def offices(world):
    """Two organisations of Italy and one of Mali."""
    return [
        Organisation.objects.create(name=name, place_id=place)
        for name, place in (("Ministry", "IT"), ("Agency", "IT"), ("Ministère", "ML"))
    ]


@pytest.fixture
def targets(offices):
    own, same, other = offices
    return [
        Target("IT", own),
        Target("IT", own, CYBERCRIME),
        Target("IT", same),
        Target("ML", other),
    ]


def someone(role, organisation, *subjects):
    person = User.objects.create(username=f"{role}-{next(NUMBERS)}", email=f"{next(NUMBERS)}@example.org")
    membership = Membership.objects.create(user=person, organisation=organisation, role=role)
    membership.subjects.set(Concept.objects.filter(key__in=subjects))
    return person


def strategy(target, by, *, publish=False):
    title = f"Plan {next(NUMBERS)}"
    card = Card("", target.place, (CardText("en", title),), (CardSource("Gazette"),), (target.crime,))
    record = actions.draft(Strategy(), card, by=by)
    if publish:
        actions.publish(record, by=by)
    return record


def signed_in(client, person):
    """Begin a session in which a second factor was shown just now, as the doors to accounts ask for."""
    client.force_login(person)
    visit = Visit.objects.create(person=person, opening=Opening.PASSKEY, family="Firefox", is_strong=True)
    session = client.session
    session[VISIT] = str(visit.pk)
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()


def opened(response):
    """Whether a door opened; that it led to where one signs in is no opening."""
    assert response.status_code < 500
    return response.status_code in {200, 302} and "/sign-in/" not in response.get("Location", "")


def draft(client, target, by):
    sent = {
        "f-title:en": f"Plan {next(NUMBERS)}",
        "f-place": target.place,
        "n-sources": "1",
        "r-sources-0-title": "Gazette",
        "f-topics:crime-types": target.crime.removeprefix("crime-types:"),
        "do": "save",
    }
    before = Record.objects.count() + Proposal.objects.count()
    answer = client.post(reverse("records:new", args=["strategy"]), sent)
    if "/contributions/" in answer.get("Location", ""):
        # Whoever does not publish is led to a proposal.
        answer = client.post(answer["Location"], sent)
    assert answer.status_code in {302, 403, 422}
    return Record.objects.count() + Proposal.objects.count() > before


def verify(client, target, by):
    """What somebody of the target's State has proposed waits for its focal point."""
    author = someone("contributor", target.organisation)
    written = Written(title=f"Plan {next(NUMBERS)}", subjects=frozenset({target.crime}))
    office = Grant("contributor", target.organisation.pk, target.place)
    proposal = contributions.propose(written, kind="strategy", office=office, by=author, way=Way.LINK)
    proposal = contributions.go(proposal, "hand_in", by=author)
    opened(client.post(reverse("contributions:step", args=[proposal.pk, "verify"])))
    proposal.procedure.refresh_from_db()
    return proposal.procedure.state == "in_review"


def step(name, *, publish=False, **sent):
    """The door of a button on a record: open when the record stands otherwise afterwards."""

    def door(client, target, by):
        record = strategy(target, by, publish=publish)
        record.refresh_from_db()
        before = record.state
        opened(client.post(reverse(f"records:{name}", args=[record.pk]), sent))
        record.refresh_from_db()
        return record.state != before

    return door


def page(name, *arguments):
    return lambda client, target, by: opened(client.get(reverse(name, args=list(arguments))))


def of_organisation(name):
    return lambda client, target, by: opened(client.get(reverse(name, args=[target.organisation.pk])))


def authority(target, by):
    """An authority of the target's State that keeps its address for other authorities."""
    number = next(NUMBERS)
    told = NewDesignation("mutual-legal-assistance", treaty="XVIII-12", article="18(13)", source="A note")
    entry = Entry(
        f"authority-{number}",
        target.place,
        names={"en": f"Office {number}"},
        language="en",
        particulars={"emails": ["hidden@example.org"]},
        restricted=("contact",),
        designations=(told,),
    )
    put_entry(entry, by=by)
    return Authority.objects.get(identifier=f"authority-{number}")


def authority_read(client, target, by):
    return b"hidden@example.org" in client.get(f"/en{authority(target, by).address}").content


def authority_confirm(client, target, by):
    one = authority(target, by)
    opened(client.post(reverse("authorities:confirm", args=[one.pk])))
    one.refresh_from_db()
    return one.confirmed_on is not None


def authority_amend(client, target, by):
    return opened(client.get(reverse("records:edit", args=[authority(target, by).pk])))


def annotate(client, target, by):
    law = queries.law_by(target.place, "act-1" if target.place == "IT" else "act-2")
    return opened(client.get(f"/en{law.address}art_2/annotations/"))


def audit(client, target, by):
    """Reading what somebody else did to what is no record."""
    event = Event.objects.filter(record_id=None).first()
    return opened(client.get(reverse("audit:event", args=[event.pk])))


def restore(client, target, by):
    lost = someone("observer", target.organisation)
    return opened(client.post(reverse("people:restore", args=[lost.pk])))


def review_of(target, by):
    """A review of the target's State by two others."""
    codes = [target.place or "FR", "AT", "CH"]
    for code in codes:
        Place.objects.get_or_create(code=code, defaults={"kind": "state"})
    setting = Setting("corruption", f"Cycle {next(NUMBERS)}", "chapters-3-4", timezone.now())
    cycle = reviews.set_up_cycle(setting, draw=None, by=by)
    seats = [{"state": one, "instruments": ["XVIII-14"], "additional": False} for one in codes[1:]]
    return reviews.open_review(cycle, {"state": codes[0], "group": 1, "reviewers": seats}, by=by)


def review_nominate(client, target, by):
    """The page on which people are named; whoever takes part comes there too, and here nobody does."""
    return opened(client.get(reverse("reviews:people", args=[review_of(target, by).pk])))


def review_take_part(client, target, by):
    """To be named by the Secretariat as an expert of the State."""
    person = User.objects.filter(pk=client.session.get("_auth_user_id") or 0).first()
    if person is None:
        return False
    try:
        reviews.name(review_of(target, by), person, place=target.place or "FR", role=Role.EXPERT, by=by)
    except NotNow:
        return False
    return True


def case_keep(client, target, by):
    """The page of a file that somebody of the target's organisation keeps."""
    keeper = someone("authority", target.organisation)
    other = "ML" if target.place == "IT" else "IT"
    told = Registered(type="extradition", way="post", other_place=other, sent_on=timezone.now().date())
    case = casework.open_case(told, organisation=target.organisation, direction=Direction.INCOMING, by=keeper)
    return opened(client.get(reverse("casework:page", args=[case.pk])))


def case_figures(client, target, by):
    Shown.objects.all().delete()
    client.post(reverse("casework:show"), {"place": target.place, "table": "totals", "public": "yes"})
    return Shown.objects.filter(place=target.place).exists()


def network_appoint(client, target, by):
    """To appoint somebody of the target's organisation."""
    network, _new = Network.objects.get_or_create(
        code="doors", defaults={"short": "D", "kind": "judicial", "names": {"en": "Doors"}, "source": "A"}
    )
    Member.objects.get_or_create(network=network, place_id=target.place)
    chosen = Membership.objects.get(user=someone("authority", target.organisation))
    client.post(reverse("networks:appoint", args=["doors"]), {"membership": chosen.pk, "post": "court"})
    return ContactPoint.objects.filter(person=chosen.user).exists()


DOORS = {
    Permission.NETWORK_MANAGE: page("networks:new"),
    Permission.NETWORK_APPOINT: network_appoint,
    Permission.RECORD_DRAFT: draft,
    Permission.RECORD_VERIFY: verify,
    Permission.RECORD_PUBLISH: step("publish"),
    Permission.RECORD_WITHDRAW: step("withdraw", publish=True, reason="Wrong State"),
    Permission.TREATY_ACTION_EDIT: page("treaties:actions", "XVIII-12"),
    Permission.ANNOTATION_EDIT: annotate,
    Permission.AUTHORITY_READ: authority_read,
    Permission.AUTHORITY_CONFIRM: authority_confirm,
    Permission.AUTHORITY_AMEND: authority_amend,
    Permission.AUTHORITY_EDIT: page("authorities:import"),
    Permission.TERM_EDIT: page("terms:schemes"),
    Permission.QUESTIONNAIRE_WRITE: page("questionnaires:bring"),
    Permission.SEALED_EXCHANGE: of_organisation("sealed:authority"),
    Permission.CASE_KEEP: case_keep,
    Permission.CASE_FIGURES: case_figures,
    Permission.ANNOUNCEMENT_EDIT: page("administration:announcement-new"),
    Permission.FRONT_PAGE_EDIT: page("administration:identity"),
    Permission.SYSTEM_READ: page("administration:health"),
    Permission.AUDIT_READ: audit,
    Permission.NOTICE_MANAGE: page("notices:page"),
    Permission.FILE_MANAGE: page("files:page"),
    Permission.HOT_TOPIC_COMPOSE: page("gateways:new"),
    Permission.REVIEW_DRAW: page("reviews:draw-new"),
    Permission.REVIEW_CONDUCT: page("reviews:desk"),
    Permission.REVIEW_NOMINATE: review_nominate,
    Permission.REVIEW_TAKE_PART: review_take_part,
    Permission.ORGANISATION_MANAGE: of_organisation("people:organisation-edit"),
    Permission.MEMBER_READ: of_organisation("people:organisation"),
    Permission.MEMBER_MANAGE: of_organisation("people:invite"),
    Permission.NOMINATION_DECIDE: page("people:notes"),
    Permission.ACCOUNT_RESTORE: restore,
}
# What these are about, so that a role limited to other subjects meets a closed door.
ABOUT_CRIMES = {
    Permission.RECORD_DRAFT,
    Permission.RECORD_VERIFY,
    Permission.RECORD_PUBLISH,
    Permission.RECORD_WITHDRAW,
}
# What is shown as a whole, and so to nobody who is limited to certain subjects.
WHOLE = {Permission.AUDIT_READ, Permission.FILE_MANAGE, Permission.REVIEW_DRAW}
# Who does more with the same thing comes in by the same door.
ALSO = {
    Permission.AUTHORITY_AMEND: Permission.RECORD_PUBLISH,
    Permission.AUTHORITY_READ: Permission.AUTHORITY_CONFIRM,
    # The Secretariat names people on a State's behalf.
    Permission.REVIEW_NOMINATE: Permission.REVIEW_CONDUCT,
}


def test_every_permission_has_a_door_that_is_tried():
    assert set(DOORS) | BY_COMMAND == set(Permission)


@pytest.mark.parametrize("permission", list(DOORS))
def test_a_door_opens_to_whom_the_table_says_and_to_nobody_else(permission, offices, targets, by, client):
    door = DOORS[permission]
    people = [(role, someone(role, offices[0])) for role in PEOPLE]
    # The same roles limited to one subject.
    people += [(role, someone(role, offices[0], CORRUPTION)) for role in ("contributor", "focal_point", "editor")]
    wrong = []
    for (role, person), target in itertools.product(people, targets):
        subjects = frozenset({target.crime} if permission in ABOUT_CRIMES else ())
        asked = {permission, ALSO.get(permission, permission)}
        expected = any(
            decide(person.grants, one, place=target.place, organisation=target.organisation.pk, subjects=subjects)
            for one in asked
        )
        if permission in WHOLE:
            expected = expected and all(not one.subjects for one in person.grants)
        # Colleagues know each other, whatever their roles.
        expected = expected or (permission == Permission.MEMBER_READ and target.organisation == offices[0])
        signed_in(client, person)
        if door(client, target, by) != expected:
            limits = [one.subjects for one in person.grants]
            wrong.append((role, limits, target, "should open" if expected else "should be closed"))
    assert not wrong, wrong[:6]


def test_no_door_opens_to_a_visitor(offices, targets, by, client):
    open_doors = [str(one) for one, door in DOORS.items() if door(client, targets[0], by)]
    assert open_doors == []
