"""What stands in a network that is to end: what is told before it is done, and who is told of it."""

import datetime as dt

from comity.base.people.models import User
from comity.operations.networks import rules
from comity.operations.networks.models import Alert, Help, Network
from comity.operations.networks.shapes import Remaining


def remaining(network: Network) -> Remaining:
    """What the end of a network touches; three queries."""
    return Remaining(
        cases=Help.objects.filter(networks=network, closed_on__isnull=True).count(),
        points=rules.standing().filter(network=network, person__is_active=True).count(),
        alerts=Alert.objects.filter(network=network, ended_at__isnull=True).count(),
    )


def last_opened(network: Network) -> dt.date | None:
    """The latest day on which a case was opened in a network; one query."""
    return Help.objects.filter(networks=network).order_by("-opened_on").values_list("opened_on", flat=True).first()


def people_in(network: Network) -> list[User]:
    """Everybody who stands in a network now; one query."""
    rows = rules.standing().filter(network=network)
    return list(User.objects.filter(pk__in=rows.values("person"), is_active=True).order_by("pk"))
