"""What people have begun: a review with answers and observations, proposals of one file, and a sealed conversation."""

import datetime as dt
import hashlib
import uuid

from comity.base.access.roles import Grant
from comity.base.people.actions import ensure_service
from comity.base.people.models import Membership, Organisation, User
from comity.base.places.models import Place
from comity.engines.exchange import actions as exchange
from comity.engines.exchange.models import Peer
from comity.operations.casework import actions as casework
from comity.operations.casework.enums import Direction, Level
from comity.operations.casework.enums import Way as Sent
from comity.operations.casework.shapes import Registered
from comity.operations.contributions import actions as contributions
from comity.operations.contributions.enums import Way
from comity.operations.contributions.shapes import Written
from comity.operations.networks import actions as networks
from comity.operations.networks.enums import Post, Seat
from comity.operations.networks.shapes import Asked, Described
from comity.operations.reviews import actions as reviews
from comity.operations.reviews.actions import assemblies, needs
from comity.operations.reviews.enums import Assembly, Step
from tests.engines.exchange.away import Away
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
    carried_message(ours, secret, member)
    officers = [employed(ours, f"officer-{number}")[0] for number in range(2)]
    shares = {one.pk: f"part of {one.pk}" for one in officers}
    exchange.prepare_recovery(ours, threshold=2, sealed="s", shares=shares, by=member)
    exchange.make_own_key(Secret().published(f"person:{member.pk}", 2, own), sealed="sealed", by=member)
    exchange.ask_for_recovery(ours, by=member)
    begin_file(ours, theirs, member)
    known_installation(member)
    help_each_other(ours, theirs, member)
    return ours


def begin_file(ours, theirs, member):
    """A restricted file of a request, of which nobody else may know."""
    told = Registered(
        type="mutual-legal-assistance", way=Sent.POST, other_place="KE", other=theirs.pk, sent_on=dt.date(2026, 3, 2),
        reference="ROMA-1", level=Level.RESTRICTED,
    )  # fmt: skip
    casework.open_case(told, organisation=ours, direction=Direction.OUTGOING, by=member)


def carried_message(ours, secret, member):
    """A message with a file for an authority that has no installation, of which no other authority knows."""
    away = Away("Prosecutor without an installation")
    met = exchange.meet(ours, away.card(), digits=away.digits, place=Place.objects.get(pk="KE"), by=member)
    thread = exchange.begin_thread(ours, [met.correspondent.organisation], by=member)
    exchange.send(thread, ours, envelope(b"carried", secret, away.secret), by=member)


def help_each_other(ours, theirs, member):
    """A network in which both authorities have a contact point, with a case between them and an alert."""
    registry = ensure_service()
    told = Described(code="walked", short="WALK", kind="judicial", names={"en": "A network"}, source="A letter")
    network = networks.put_network(told, by=registry)
    for office in (ours, theirs):
        networks.seat_state(network, office.place_id, seat=Seat.MEMBER, joined=None, source="A letter", by=registry)
    other = Membership.objects.filter(organisation=theirs).first().user
    own = networks.appoint(network, ours, member, post=Post.CENTRAL, by=registry)
    networks.appoint(network, theirs, other, post=Post.CENTRAL, by=registry)
    networks.ask_for_help(own, Asked(requested=theirs.place_id, type="mutual-legal-assistance"), by=member)
    networks.show_figures(network, is_public=True, by=registry)
    networks.send_alert(own, [theirs.place_id], ["crime-types:corruption"], by=member)


def known_installation(member):
    """Another installation, of which the Secretariat alone is told."""
    now = dt.datetime.now(dt.UTC)
    Peer.objects.create(
        name="a" * 64,
        title="Ministry of Elsewhere",
        signing="c2lnbmluZw==",
        added_by=member,
        added_at=now,
        next_at=now,
    )


def gather(review):
    """What stands beside a review: a meeting, an offer of help, and a need that nobody was shown."""
    now = dt.datetime.now(dt.UTC)
    start = now + dt.timedelta(days=30)
    meeting = assemblies.arrange_meeting(
        {
            "kind": Assembly.WORKING_GROUP, "mechanism": "corruption", "title": "A meeting", "after": None,
            "begins_at": start, "ends_at": start + dt.timedelta(days=2), "form": "hybrid", "venue": "Hall B",
            "registration_ends_at": now + dt.timedelta(days=20),
        },
        by=review.host,
    )  # fmt: skip
    assemblies.keep_item(meeting, 1, "Opening", by=review.host)
    told = {"languages": [], "kinds": ["drafting"], "text": "Words of a need", "language": "en"}
    needs.need("IT", told | {"article": "XVIII-14:15", "due_on": None}, by=review.people["IT"].point)


def live():
    """Begin it all.

    Returns:
        Who takes part: the office of the State under review, and the authority that sends what is sealed.
    """
    review = World().begin().to(Step.OBSERVATIONS)
    review.observe()
    reviews.set_up("corruption", phase="Cycle B", parties_on=dt.date(2020, 12, 1), values={}, by=review.host)
    gather(review)
    author = review.people["IT"].expert
    batch = uuid.uuid4()
    for number in range(2):
        written = Written(title=f"Plan {number}", subjects=frozenset({"crime-types:corruption"}))
        grant = Grant("contributor", review.offices["IT"].pk, "IT")
        made = contributions.propose(written, kind="strategy", office=grant, by=author, way=Way.FILE, batch=batch)
        contributions.go(made, "hand_in", by=author)
    return review.offices["IT"], conversation()
