"""What people have begun: a review with answers and observations, proposals of one file, and a sealed conversation."""

import datetime as dt
import hashlib
import uuid

from comity.base.access.roles import Grant
from comity.base.people.models import Membership, Organisation, User
from comity.engines.exchange import actions as exchange
from comity.operations.contributions import actions as contributions
from comity.operations.contributions.enums import Way
from comity.operations.contributions.shapes import Written
from comity.operations.reviews import actions as reviews
from comity.operations.reviews.enums import Step
from tests.engines.exchange.sealers import Secret, envelope, seal
from tests.operations.reviews.ministries import World


def employed(organisation, name):
    person = User.objects.create(username=name)
    Membership.objects.create(user=person, organisation=organisation, role="authority")
    secret = Secret()
    exchange.make_own_key(secret.published(f"person:{person.pk}"), sealed="sealed", by=person)
    return person, secret


def office(place):
    """An authority with a key, a member who holds it, and that member's own key."""
    organisation = Organisation.objects.create(name=f"Sealing authority of {place}", place_id=place)
    member, own = employed(organisation, f"sealer-{place}")
    secret = Secret()
    public = secret.published(f"organisation:{organisation.pk}")
    exchange.change_key(organisation, public, {member.pk: "wrapped"}, by=member)
    return organisation, secret, member, own


def conversation():
    """A sealed message with a sealed file, and a member of the sender who has lost a key and asks for it."""
    ours, secret, member, own = office("IT")
    theirs, other, _member, _own = office("KE")
    thread = exchange.begin_thread(ours, [theirs], by=member)
    file = exchange.begin_attachment(uuid.uuid4(), ours, by=member)
    content = seal(b"annex", secret, other)
    piece = hashlib.sha256(content)
    exchange.add_piece(file, 0, content, digest=piece.hexdigest(), by=member)
    exchange.finish_attachment(file, digest=hashlib.sha256(piece.digest()).hexdigest(), size=len(content), by=member)
    exchange.send(thread, ours, envelope(b"words", secret, other, attachments=(file.pk,)), by=member)
    officers = [employed(ours, f"officer-{number}")[0] for number in range(2)]
    shares = {one.pk: f"part of {one.pk}" for one in officers}
    exchange.prepare_recovery(ours, threshold=2, sealed="s", shares=shares, by=member)
    exchange.make_own_key(Secret().published(f"person:{member.pk}", 2, own), sealed="sealed", by=member)
    exchange.ask_for_recovery(ours, by=member)
    return ours


def live():
    """Begin it all.

    Returns:
        Who takes part: the office of the State under review, and the authority that sends what is sealed.
    """
    review = World().begin().to(Step.OBSERVATIONS)
    review.observe()
    reviews.set_up("corruption", phase="Cycle B", parties_on=dt.date(2020, 12, 1), values={}, by=review.host)
    author = review.people["IT"].expert
    batch = uuid.uuid4()
    for number in range(2):
        written = Written(title=f"Plan {number}", subjects=frozenset({"crime-types:corruption"}))
        grant = Grant("contributor", review.offices["IT"].pk, "IT")
        made = contributions.propose(written, kind="strategy", office=grant, by=author, way=Way.FILE, batch=batch)
        contributions.go(made, "hand_in", by=author)
    return review.offices["IT"], conversation()
