from django.db.models import Max, QuerySet

from comity.base.audit.models import Event


def after(position: int) -> QuerySet[Event]:
    """The events later than a position, oldest first."""
    return Event.objects.filter(pk__gt=position).order_by("pk")


def latest_position() -> int:
    """The number of the last event; 0 when nothing has happened yet."""
    return Event.objects.aggregate(last=Max("pk"))["last"] or 0
