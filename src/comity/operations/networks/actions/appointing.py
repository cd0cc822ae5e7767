"""Appoint contact points, let them say what they show, and let others follow them."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import Organisation, User
from comity.base.places.rules import only_time_zone
from comity.kernel.errors import NotNow, Refused
from comity.operations.networks import rules
from comity.operations.networks.actions.ending import that_stands
from comity.operations.networks.actions.handing_over import ended
from comity.operations.networks.actions.telling import tell_of_post
from comity.operations.networks.enums import Post
from comity.operations.networks.models import ContactPoint, Network
from comity.operations.networks.shapes import UNTOLD_ZONE, Particulars


@transaction.atomic
def appoint(network: Network, organisation: Organisation, person: User, *, post: Post, by: User) -> ContactPoint:
    """Let somebody stand for an authority in a network from today; a State may have several.

    Raises:
        NotPermitted: whoever appoints is neither of the authority, nor of its State, nor of the Secretariat.
        NotNow: the person cannot stand for it, or does already, or the network has ended.
    """
    rules.check_may_appoint(by, organisation)
    that_stands(network.pk)
    rules.check_eligible(person, organisation, network)
    assert organisation.place_id is not None, "only a State takes part"
    if ContactPoint.objects.filter(
        network=network, person=person, organisation=organisation, ended_on__isnull=True
    ).exists():
        raise NotNow(_("They stand for this authority in the network already."))
    made = ContactPoint.objects.create(
        network=network,
        place_id=organisation.place_id,
        organisation=organisation,
        person=person,
        post=post,
        languages=[person.language] if person.language else [],
        time_zone=only_time_zone(organisation.place_id) or UNTOLD_ZONE,
        appointed_on=timezone.now().date(),
        appointed_by=by,
    )
    note("networks.appoint", made, by=by, on_behalf_of=organisation, network=network.pk, place=made.place_id)
    tell_of_post(made, by=by)
    return made


@transaction.atomic
def present(point: ContactPoint, told: Particulars, *, by: User) -> ContactPoint:
    """Say in which languages, by what number and when one is reached; the members of the network alone see it.

    Raises:
        NotPermitted: the post is another's.
        Unreadable: something cannot be what it says.
    """
    rules.check_is_ones_own(by, point)
    rules.check_particulars(list(told.languages), told.telephone, told.time_zone)
    point.languages, point.telephone, point.mail = list(told.languages), told.telephone, told.mail
    point.time_zone, point.opens, point.closes = told.time_zone, told.opens, told.closes
    point.answers_at_night = told.answers_at_night
    point.save(update_fields=["languages", "telephone", "mail", "time_zone", "opens", "closes", "answers_at_night"])
    note("networks.present", point, by=by)
    return point


@transaction.atomic
def go_away(point: ContactPoint, until: dt.date | None, stand_in: ContactPoint | None, *, by: User) -> ContactPoint:
    """Say until when one is away and who stands in, or that one is back.

    Raises:
        NotPermitted: the post is another's.
        Refused: the day has passed, or the other stands for another State or in another network.
    """
    rules.check_is_ones_own(by, point)
    if until is not None and until < timezone.now().date():
        raise Refused(_("This day has passed."))
    if stand_in is not None and (
        stand_in.pk == point.pk
        or (stand_in.network_id, stand_in.place_id) != (point.network_id, point.place_id)
        or not rules.standing().filter(pk=stand_in.pk).exists()
    ):
        raise Refused(_("Another contact point of your State in this network stands in."))
    point.away_until_on, point.stand_in = until, stand_in if until is not None else None
    point.save(update_fields=["away_until_on", "stand_in"])
    note("networks.go_away", point, by=by, is_away=until is not None)
    return point


@transaction.atomic
def end_post(point: ContactPoint, successor: ContactPoint | None, *, by: User) -> int:
    """Let somebody stand in a network no longer; open cases go to a successor, or to the secretariat's desk.

    Returns:
        How many cases changed hands.

    Raises:
        NotPermitted: the person may not.
        NotNow: it has ended already.
        Refused: the successor does not stand for the same State in the same network.
    """
    held = ContactPoint.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=point.pk)
    rules.check_may_end(by, held)
    if held.ended_on is not None:
        raise NotNow(_("This post has ended already."))
    if successor is not None and (
        successor.pk == held.pk
        or (successor.network_id, successor.place_id) != (held.network_id, held.place_id)
        or not rules.standing().filter(pk=successor.pk).exists()
    ):
        raise Refused(_("The successor is another contact point of the State in this network."))
    count = ended(held, successor, by=by)
    tell_of_post(held, by=by)
    return count
