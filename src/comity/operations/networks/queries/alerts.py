"""Which alerts somebody may know of: those of States that they stand for, sent or received, and for staff all."""

import uuid

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from comity.base.people.models import User
from comity.operations.networks import rules
from comity.operations.networks.models import Alert, ContactPoint, Delivery


def alerts_visible_to(person: User | None, posts: list[ContactPoint] | None = None) -> QuerySet[Alert]:
    """The alerts that somebody may know of."""
    if person is None:
        return Alert.objects.none()
    if rules.may_manage(person):
        return Alert.objects.all()
    held = rules.posts_of(person) if posts is None else posts
    own = Q(pk__in=[])
    for one in held:
        received = Exists(Delivery.objects.filter(alert=OuterRef("pk"), place=one.place_id))
        own |= Q(network=one.network_id) & (Q(place=one.place_id) | Q(received))
    return Alert.objects.filter(own)


def alerts_for_listing(alerts: QuerySet[Alert]) -> QuerySet[Alert]:
    """Alerts with all that a list says of them; two queries more."""
    deliveries = Prefetch("deliveries", Delivery.objects.select_related("acknowledged_by").order_by("place"))
    rows = alerts.select_related("network", "sender__person", "sender__organisation", "sender__network")
    return rows.prefetch_related("crime_types", deliveries)


def alert_of(person: User | None, key: uuid.UUID) -> Alert | None:
    """One alert with all that its page says, if the person may know of it."""
    return alerts_for_listing(alerts_visible_to(person)).filter(pk=key).first()


def waiting_alerts(posts: list[ContactPoint]) -> QuerySet[Alert]:
    """The alerts that wait for a State that somebody stands for."""
    own = Q(pk__in=[])
    for one in posts:
        unread = Delivery.objects.filter(alert=OuterRef("pk"), place=one.place_id, acknowledged_at__isnull=True)
        own |= Q(Exists(unread), network=one.network_id)
    return Alert.objects.filter(own, ended_at__isnull=True)
