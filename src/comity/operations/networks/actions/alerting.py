"""Send a coordination alert to the contact points of chosen States, and acknowledge one."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.base.terms.models import Concept
from comity.kernel.errors import NotPermitted, Refused
from comity.operations.networks import queries, rules
from comity.operations.networks.actions.ending import that_stands
from comity.operations.networks.actions.telling import settle_alert, tell_of_alert
from comity.operations.networks.models import Alert, ContactPoint, Delivery


@transaction.atomic
def send_alert(
    sender: ContactPoint, places: Iterable[str], crime_types: Iterable[str], *, is_urgent: bool = False, by: User
) -> Alert:
    """Ask the contact points of some States to get in touch about crimes of some types; nothing of a case is told.

    Raises:
        NotPermitted: the post is another's.
        NotNow: the network has ended.
        Refused: no State or no offence is named, or a State takes no part in the network.
    """
    rules.check_is_ones_own(by, sender)
    that_stands(sender.network_id)
    wanted = sorted(set(places) - {sender.place_id})
    crimes = list(Concept.objects.filter(key__in=list(crime_types)))
    if not wanted or not crimes:
        raise Refused(_("Name at least one other State and one type of crime."))
    if set(wanted) - set(queries.places_in(sender.network_id)):
        raise Refused(_("A State that you named takes no part in this network."))
    made = Alert.objects.create(
        network_id=sender.network_id, sender=sender, place_id=sender.place_id, is_urgent=is_urgent,
        sent_at=timezone.now(), by=by,
    )  # fmt: skip
    made.crime_types.set(crimes)
    Delivery.objects.bulk_create(Delivery(alert=made, place_id=code) for code in wanted)
    note("networks.alert", made, by=by, on_behalf_of=sender.organisation, network=sender.network_id, places=wanted)
    tell_of_alert(made, queries.people_of(sender.network_id, wanted), by=by)
    return made


@transaction.atomic
def acknowledge(alert: Alert, *, by: User) -> Delivery:
    """Say for one's State that an alert was read; a colleague of the State who did so before did it for all.

    Raises:
        NotPermitted: it was not sent to one's State.
        NotNow: it has ended.
    """
    rules.check_alert_stands(alert)
    own = {one.place_id for one in rules.posts_of(by) if one.network_id == alert.network_id}
    held = Delivery.objects.select_for_update().filter(alert=alert, place__in=own).first()
    if held is None:
        raise NotPermitted(_("This alert was not sent to your State."))
    if held.acknowledged_at is None:
        held.acknowledged_at, held.acknowledged_by = timezone.now(), by
        held.save(update_fields=["acknowledged_at", "acknowledged_by"])
        note("networks.acknowledge", alert, by=by, place=held.place_id)
        settle_alert(alert, queries.people_of(alert.network_id, [held.place_id]), by=by)
    return held


@transaction.atomic
def end_alert(alert: Alert, *, by: User) -> Alert:
    """Say that an alert is of no use any more: a contact point of the State that sent it, or staff.

    Raises:
        NotPermitted: it is another State's.
        NotNow: it has ended already.
    """
    own = {one.place_id for one in rules.posts_of(by) if one.network_id == alert.network_id}
    if alert.place_id not in own and not rules.may_manage(by):
        raise NotPermitted(_("Only the State that sent an alert ends it."))
    rules.check_alert_stands(alert)
    alert.ended_at = timezone.now()
    alert.save(update_fields=["ended_at"])
    settle_alert(alert, None, by=by)
    note("networks.end_alert", alert, by=by)
    return alert
