import datetime as dt

from django.db.models import Q, QuerySet

from comity.engines.records.models import Record
from comity.knowledge.strategies.enums import Standing


def standing_in(records: QuerySet[Record], standing: Standing, day: dt.date) -> QuerySet[Record]:
    """Those of the strategies that stand so on a day; it follows from their periods."""
    begun, endless = Q(strategy__begins_on__lte=day), Q(strategy__ends_on__isnull=True)
    conditions = {
        Standing.COMING: Q(strategy__begins_on__gt=day),
        Standing.OPEN: begun & endless,
        Standing.IN_FORCE: begun & Q(strategy__ends_on__gte=day),
        Standing.EXPIRED: begun & Q(strategy__ends_on__lt=day),
    }
    return records.filter(conditions[standing])
