from django.db.models import Max, QuerySet

from comity.base.audit.models import Event


def after(position: int) -> QuerySet[Event]:
    """The events later than a position, oldest first."""
    return Event.objects.filter(pk__gt=position).order_by("pk")


def latest_position() -> int:
    """The number of the last event; 0 when nothing has happened yet."""
    return Event.objects.aggregate(last=Max("pk"))["last"] or 0


def latest_of(verb: str) -> Event | None:
    """The last event of a verb that concerns a whole table, such as a load of facts; None when there was none."""
    return Event.objects.filter(subject="", subject_id="", verb=verb).order_by("-pk").first()
