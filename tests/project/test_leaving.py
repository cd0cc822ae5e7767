"""Of everything that names a person it is said what becomes of it when they leave: nothing is orphaned.

Whoever adds a model that names a person says it here: ``PASSES`` to a successor, ``ENDS`` at once, is the person's
``OWN`` and goes with them until they are forgotten, or is a ``DEED`` that goes on to say who did it.
"""

import datetime as dt
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.utils import timezone

from comity.base.people import actions, registry
from comity.base.people.models import (
    Delegation,
    Device,
    EmailChange,
    Invitation,
    Membership,
    Organisation,
    User,
    Visit,
)
from comity.base.people.models.organisation import today
from comity.engines.exchange.models import AuthorityKey, KeyLeaf, OwnKey, Wrap
from comity.engines.procedures.models import Procedure
from comity.engines.questionnaires.models import Assignment, Questionnaire, Response, Version
from comity.engines.records.models import Record
from comity.operations.casework.models import Case, Reader
from comity.operations.contributions.models import Proposal
from comity.operations.networks.models import ContactPoint, Member, Network
from comity.operations.reviews.models import Cycle, Gathering, Officer, Participant, Review


PASSES, ENDS, OWN, DEED = "passes", "ends", "own", "deed"
FATES = {
    # Ways to sign in, and what is kept for the person alone.
    "account.EmailAddress.user": OWN,
    "mfa.Authenticator.user": OWN,
    "socialaccount.SocialAccount.user": OWN,
    "people.User_groups.user": OWN,
    "people.User_user_permissions.user": OWN,
    "people.Device.person": OWN,
    "people.Visit.person": OWN,
    "people.EmailChange.person": OWN,
    "notices.Notice.person": OWN,
    "notices.Wishes.person": OWN,
    "notices.CalendarFeed.person": OWN,
    "notices.Destination.person": OWN,
    # A search that somebody follows finds what they may read: without the role, what everybody may.
    "search.Subscription.person": OWN,
    # Their own key opens nothing of the authority any more; see ``exchange.Wrap``, tried below.
    "exchange.OwnKey.person": OWN,
    # Roles and what hangs on them.
    "people.Membership.user": ENDS,
    "people.Delegation.giver": ENDS,
    "people.Delegation.receiver": ENDS,
    # Unfinished work.
    "records.Record.created_by": PASSES,
    "contributions.Proposal.author": PASSES,
    "questionnaires.Assignment.person": PASSES,
    "reviews.Participant.person": PASSES,
    # Cases: the officer and the places on lists pass together.
    "casework.Case.officer": PASSES,
    "casework.Reader.person": PASSES,
    # A post in a network: whoever follows stands in it, and has the open cases; the old post stays as it was.
    "networks.ContactPoint.person": PASSES,
    # A seat in a bureau is the person's; nobody inherits it.
    "reviews.Officer.person": ENDS,
    # Who did something once. What is still open of it waits for a role, a State or an organisation, not for them.
    "people.Invitation.invited_by": DEED,
    "people.Invitation.person": DEED,
    "people.NoteVerbale.recorded_by": DEED,
    "people.Nomination.decided_by": DEED,
    "files.File.sent_by": DEED,
    "administration.Announcement.by": DEED,
    "administration.Wording.by": DEED,
    "records.Revision.by": DEED,
    "procedures.Procedure.opened_by": DEED,
    "procedures.Move.by": DEED,
    "questionnaires.Version.changed_by": DEED,
    "questionnaires.Response.opened_by": DEED,
    "questionnaires.Answer.by": DEED,
    "questionnaires.Writing.by": DEED,
    "questionnaires.Assignment.by": DEED,
    "questionnaires.Remark.by": DEED,
    "exchange.AuthorityKey.made_by": DEED,
    "exchange.Wrap.admitted_by": DEED,
    "exchange.RecoverySet.made_by": DEED,
    "exchange.Acquaintance.compared_by": DEED,
    "exchange.Thread.opened_by": DEED,
    "exchange.Envelope.by": DEED,
    # A file that was not sent to its end is the authority's, and removed after a week.
    "exchange.Attachment.by": DEED,
    # A sealed draft is the authority's: any member who holds its key goes on with it.
    "exchange.Draft.by": DEED,
    "exchange.Receipt.by": DEED,
    "legislation.Annotation.by": DEED,
    "legislation.Annotation.verified_by": DEED,
    "gateways.Front.by": DEED,
    "contributions.Comment.by": DEED,
    "contributions.Comment.settled_by": DEED,
    "reviews.Draw.created_by": DEED,
    "reviews.Correction.by": DEED,
    "reviews.Cycle.created_by": DEED,
    "reviews.Participant.named_by": DEED,
    "reviews.Participant.ended_by": DEED,
    "reviews.Mark.by": DEED,
    "reviews.Remark.by": DEED,
    "reviews.Meeting.by": DEED,
    "reviews.Observation.by": DEED,
    "reviews.Wording.by": DEED,
    "reviews.Agreement.by": DEED,
    "reviews.Summary.by": DEED,
    "reviews.Consent.by": DEED,
    "casework.Deadline.by": DEED,
    "casework.Reader.added_by": DEED,
    "casework.Shown.by": DEED,
    "networks.ContactPoint.appointed_by": DEED,
    "networks.ContactPoint.ended_by": DEED,
    "networks.Network.edited_by": DEED,
    "networks.Help.opened_by": DEED,
    "networks.Meeting.entered_by": DEED,
    "networks.Paper.added_by": DEED,
    "questionnaires.Enclosure.by": DEED,
    "networks.Reached.by": DEED,
    "networks.Alert.by": DEED,
    "networks.Delivery.acknowledged_by": DEED,
    "exchange.Peer.added_by": DEED,
    "reviews.SeatChange.by": DEED,
    "reviews.Offer.decided_by": DEED,
    "reviews.Decision.by": DEED,
    "reviews.EarlierMeasure.by": DEED,
    "reviews.Evidence.by": DEED,
    "reviews.Gathering.by": DEED,
    "reviews.Measure.by": DEED,
    "reviews.Need.by": DEED,
    "reviews.Offer.by": DEED,
    "reviews.Recommendation.decided_by": DEED,
    "reviews.Registration.by": DEED,
    "reviews.Showing.by": DEED,
    "reviews.Word.by": DEED,
}


def named():
    """Every field of ours and of others that names a person, as ``app.Model.field``."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if not field.auto_created and field.remote_field is not None and field.remote_field.model is User
    }


@pytest.fixture
def world(place, person_with):
    """Somebody who leaves, a colleague who follows, and who removes."""
    office = Organisation.objects.create(name="Ministry of Justice", place=place)
    made = SimpleNamespace(office=office, place=place)
    made.boss = person_with("administrator", office)
    made.ada, made.eve = person_with("authority", office), person_with("authority", office)
    return made


def left(world):
    """The person leaves, with a successor, accepting whatever is foretold."""
    one = Membership.objects.active().get(user=world.ada)
    accepted = [each.key for each in actions.foretold(one)]
    actions.end_membership(one, successor=world.eve, accepted=accepted, by=world.boss)


def test_of_everything_that_names_a_person_it_is_said_what_becomes_of_it():
    assert named() == set(FATES)


def response_of(world):
    asked = Questionnaire.objects.create(code="q")
    version = Version.objects.create(
        questionnaire=asked, edition="1", number=1, definition={}, digest="d", title={}, wording="own", size=1,
        changed_by=world.boss, changed_at=timezone.now(),
    )  # fmt: skip
    return Response.objects.create(
        version=version, use="tests.none", place=world.place, opened_by=world.boss, opened_at=timezone.now()
    )


def procedure_of(world, flow, state):
    return Procedure.objects.create(
        flow=flow, state=state, place=world.place, opened_by=world.ada, moved_at=timezone.now()
    )


def review_of(world):
    cycle = Cycle.objects.create(
        mechanism="corruption", name="Cycle A", cluster="c", days={}, questionnaires={}, created_by=world.boss
    )
    return Review.objects.create(
        procedure=procedure_of(world, "review", "nominations"), cycle=cycle, began_at=timezone.now()
    )


def case_of(world, officer, level):
    return Case.objects.create(
        procedure=procedure_of(world, "case", "sent"), organisation=world.office, direction="outgoing", way="post",
        type="mutual-legal-assistance", other_place=world.place, officer=officer, level=level, sent_on=today(),
        touched_at=timezone.now(),
    )  # fmt: skip


def post_of(world):
    network = Network.objects.create(code="east", short="EAST", kind="judicial", names={"en": "East"}, source="A")
    Member.objects.create(network=network, place=world.place)
    return ContactPoint.objects.create(
        network=network, place=world.place, organisation=world.office, person=world.ada, post="court",
        appointed_on=today(), appointed_by=world.boss,
    )  # fmt: skip


PASSING = {
    "networks.ContactPoint.person": post_of,
    "casework.Case.officer": lambda world: case_of(world, world.ada, "ordinary"),
    "casework.Reader.person": lambda world: Reader.objects.create(
        case=case_of(world, world.boss, "restricted"), person=world.ada, added_by=world.boss, at=timezone.now()
    ),
    "records.Record.created_by": lambda world: Record.objects.create(
        kind="strategy", place=world.place, created_by=world.ada
    ),
    "contributions.Proposal.author": lambda world: Proposal.objects.create(
        procedure=procedure_of(world, "contribution", "draft"), kind="strategy", organisation=world.office,
        author=world.ada,
    ),
    "questionnaires.Assignment.person": lambda world: Assignment.objects.create(
        response=response_of(world), section="1", person=world.ada, by=world.boss, at=timezone.now()
    ),
    "reviews.Participant.person": lambda world: Participant.objects.create(
        review=review_of(world), place=world.place, person=world.ada, role="focal_point", named_by=world.boss,
        named_at=timezone.now(),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(name for name, fate in FATES.items() if fate == PASSES))
def test_what_passes_is_the_successors_and_without_one_nobody_leaves(name, world):
    made = PASSING[name](world)
    assert sum(actions.left_behind(world.ada, world.office).values()) == 1
    with pytest.raises(Exception, match="without anybody"):
        actions.end_membership(Membership.objects.get(user=world.ada), successor=None, by=world.boss)
    left(world)
    model, field = type(made), name.rpartition(".")[2]
    holding = model.objects.filter(**{field: world.eve})
    assert holding.count() == 1
    # Whose it was stays to be read.
    if model not in {Participant, ContactPoint}:
        assert not model.objects.filter(**{field: world.ada}).exists()
    assert actions.left_behind(world.ada, world.office) == {}


def test_every_handover_is_tried():
    def apps_in(names):
        return {name.partition(".")[0] for name in names}

    assert apps_in(registry.handovers()) == apps_in(PASSING)
    assert set(PASSING) == {name for name, fate in FATES.items() if fate == PASSES}


def delegated(world, giver, receiver):
    return Delegation.objects.create(
        giver=giver, receiver=receiver, organisation=world.office, until_on=today(), begins_on=today()
    )


def seat_of(world):
    now = timezone.now()
    meeting = Gathering.objects.create(
        kind="working_group", title="Ninth meeting", begins_at=now, ends_at=now + dt.timedelta(days=2), by=world.boss,
        at=now, registration_ends_at=now,
    )  # fmt: skip
    return Officer.objects.create(gathering=meeting, person=world.ada, office="chair")


ENDING = {
    "reviews.Officer.person": seat_of,
    "people.Membership.user": lambda world: Membership.objects.get(user=world.ada),
    "people.Delegation.giver": lambda world: delegated(world, world.ada, world.eve),
    "people.Delegation.receiver": lambda world: delegated(world, world.eve, world.ada),
}


@pytest.mark.parametrize("name", sorted(name for name, fate in FATES.items() if fate == ENDS))
def test_what_ends_ends_at_once(name, world):
    made = ENDING[name](world)
    left(world)
    if isinstance(made, Officer):
        assert not Officer.objects.exists()
        return
    made.refresh_from_db()
    assert made.ends_on == today() if isinstance(made, Membership) else made.ended_at is not None


OWNING = {
    "account.EmailAddress.user": lambda ada: EmailAddress.objects.create(user=ada, email="ada@example.test"),
    "people.Device.person": lambda ada: Device.objects.create(person=ada, token_hash="a" * 64, family="Firefox"),
    "people.Visit.person": lambda ada: Visit.objects.create(person=ada, family="Firefox", opening="passkey"),
    "people.EmailChange.person": lambda ada: EmailChange.objects.create(
        person=ada, email="ada@example.test", token_hash="b" * 64, asked_at=timezone.now()
    ),
}


@pytest.mark.parametrize("name", sorted(OWNING))
def test_what_is_the_persons_own_stays_theirs_and_opens_nothing(name, world):
    assert FATES[name] == OWN
    made = OWNING[name](world.ada)
    left(world)
    made.refresh_from_db()
    assert getattr(made, name.rpartition(".")[2]) == world.ada
    assert world.ada.grants == []


def test_what_was_sealed_to_them_is_empty(world):
    leaves = [KeyLeaf.objects.create(index=n, leaf={}, hashed=str(n), at=timezone.now()) for n in range(3)]
    public = {"number": 1, "recipient": "age1", "signing": "s", "made_at": timezone.now()}
    owns = [
        OwnKey.objects.create(person=person, fingerprint=str(n), leaf=leaves[n], **public)
        for n, person in enumerate((world.ada, world.eve))
    ]
    key = AuthorityKey.objects.create(
        organisation=world.office, made_by=world.ada, fingerprint="k", leaf=leaves[2], **public
    )
    for own in owns:
        Wrap.objects.create(key=key, own=own, sealed="sealed", admitted_by=world.ada, at=timezone.now())
    left(world)
    assert list(Wrap.objects.order_by("pk").values_list("sealed", flat=True)) == ["", "sealed"]


def test_what_somebody_did_still_says_who_it_was(world):
    """Of deeds a sample: an invitation that they sent, and a record that is public."""
    asked = Invitation.objects.create(
        email="x@example.test", organisation=world.office, role="observer", invited_by=world.ada
    )
    public = Record.objects.create(
        kind="strategy", place=world.place, created_by=world.ada, state="published", published_at=timezone.now()
    )
    left(world)
    for one, field in ((asked, "invited_by"), (public, "created_by")):
        one.refresh_from_db()
        assert getattr(one, field) == world.ada
