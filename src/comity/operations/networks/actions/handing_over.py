"""What becomes of what a contact point has in hand: it passes to another, or to the secretariat's desk."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.base.audit.actions import Actor, note
from comity.base.people.models import Organisation, User
from comity.base.people.registry import Handover
from comity.operations.networks import rules
from comity.operations.networks.actions.telling import YOURS, tell_side
from comity.operations.networks.models import Alert, ContactPoint, Help, KeptFile


def _in_hand(point: ContactPoint) -> list[Help]:
    found = Help.objects.filter(Q(asker=point) | Q(helper=point), closed_on__isnull=True)
    return list(found.select_related("asker", "helper").order_by("pk"))


@transaction.atomic
def ended(point: ContactPoint, successor: ContactPoint | None, *, by: Actor) -> int:
    """End a post today and pass on what is in its hand; how many cases. Whoever calls this has asked who may."""
    now, cases = timezone.now(), _in_hand(point)
    point.ended_on, point.ended_by_id, point.successor = now.date(), by.pk, successor
    point.away_until_on = point.stand_in = None
    point.save(update_fields=["ended_on", "ended_by", "successor", "away_until_on", "stand_in"])
    note("networks.end_post", point, by=by, network=point.network_id, successor=str(successor.pk) if successor else "")
    for case in cases:
        if case.asker_id == point.pk:
            case.asker = successor
        if case.helper_id == point.pk:
            case.helper = successor
        # Nobody is on both sides: the two States differ.
        case.passed_at = now
        case.save(update_fields=["asker", "helper", "passed_at"])
        note("networks.hand_over", case, by=by, successor=str(successor.pk) if successor else "")
        tell_side(case, successor, YOURS, by=by)
    Alert.objects.filter(sender=point, ended_at__isnull=True).update(sender=successor)
    ContactPoint.objects.filter(stand_in=point).update(stand_in=None)
    return len(cases)


def _held(person: User, organisation: Organisation) -> list[ContactPoint]:
    rows = ContactPoint.objects.filter(person=person, organisation=organisation, ended_on__isnull=True)
    return list(rows.select_related("network").order_by("pk"))


def posts_left(person: User, organisation: Organisation) -> int:
    """In how many networks somebody stands for an authority."""
    return len(_held(person, organisation))


@transaction.atomic
def pass_on_posts(person: User, follower: User, organisation: Organisation, *, by: Actor) -> int:
    """Let whoever follows somebody in an authority stand in its networks as well; how many posts passed."""
    several = _held(person, organisation)
    for one in several:
        there = ContactPoint.objects.filter(
            network=one.network, person=follower, organisation=organisation, ended_on__isnull=True
        ).first()
        # In a network that has ended, somebody new stands only to bring open cases to their end.
        is_needed = one.network.ended_on is None or bool(_in_hand(one))
        if there is None and is_needed and organisation.pk in rules.sealing_offices(follower):
            there = ContactPoint.objects.create(
                network=one.network, place_id=one.place_id, organisation=organisation, person=follower, post=one.post,
                languages=[follower.language] if follower.language else [], time_zone=one.time_zone, opens=one.opens,
                closes=one.closes, appointed_on=timezone.now().date(), appointed_by_id=by.pk,
            )  # fmt: skip
            note("networks.appoint", there, by=by, on_behalf_of=organisation, network=one.network_id)
        # Whoever may not hold the authority's key cannot stand for it: then it waits at the secretariat's desk.
        ended(one, there, by=by)
    return len(several)


@transaction.atomic
def pass_to_successor(organisation: Organisation, successor: Organisation, *, by: Actor) -> int:
    """Let the contact points of one authority be those of the one that takes its place; how many."""
    several = list(ContactPoint.objects.filter(organisation=organisation).order_by("pk"))
    for one in several:
        again = ContactPoint.objects.filter(
            network=one.network_id, person=one.person_id, organisation=successor, ended_on__isnull=True
        ).first()
        if one.ended_on is None and again is not None:
            ended(one, again, by=by)
        one.organisation = successor
        one.save(update_fields=["organisation"])
        note("networks.pass_on", one, by=by, before=organisation.pk, after=successor.pk)
    files = KeptFile.objects.filter(organisation=organisation).update(organisation=successor)
    return len(several) + files


HANDOVER = Handover(
    _("posts in networks"),
    posts_left,
    lambda person, successor, organisation, by: pass_on_posts(person, successor, organisation, by=by),
)
