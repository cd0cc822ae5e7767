"""End a network, or take it up again; and refuse what would begin in one that has ended."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.kernel.errors import NotNow
from comity.operations.networks import queries, rules
from comity.operations.networks.actions.telling import ENDED, TAKEN_UP, settle_alert, tell_of_network
from comity.operations.networks.models import Alert, Network


def that_stands(code: str) -> Network:
    """A network in which something is to begin; nobody ends it until that is written.

    Raises:
        NotNow: it has ended.
    """
    held = Network.objects.select_for_update().get(pk=code)
    rules.check_stands(held)
    return held


@transaction.atomic
def end_network(network: Network, day: dt.date, because: str, *, by: User) -> Network:
    """Say that a network is none any more, from which day and why; everybody reads both.

    Its alerts end. Its contact points stay, so that open cases are brought to their end; they are told.

    Raises:
        NotPermitted: only the Secretariat does.
        NotNow: it has ended already.
        Refused: the day lies ahead, before its beginning or before a case in it.
        Unreadable: no reason is given.
    """
    rules.check_may_manage(by)
    held = Network.objects.select_for_update().get(pk=network.pk)
    if held.ended_on is not None:
        raise NotNow(_("This network has ended already."))
    rules.check_ends(held, day, because, last_opened=queries.last_opened(held))
    held.ended_on, held.ended_because = day, because.strip()
    held.save(update_fields=["ended_on", "ended_because"])
    alerts = list(Alert.objects.select_for_update().filter(network=held, ended_at__isnull=True).order_by("pk"))
    for one in alerts:
        one.ended_at = timezone.now()
        one.save(update_fields=["ended_at"])
        settle_alert(one, None, by=by)
    note("networks.end", held, by=by, on=day.isoformat(), because=held.ended_because, alerts=len(alerts))
    tell_of_network(held, ENDED, queries.people_in(held), by=by)
    return held


@transaction.atomic
def take_up_again(network: Network, *, by: User) -> Network:
    """Say that a network has not ended after all; alerts that ended with it stay ended.

    Raises:
        NotPermitted: only the Secretariat does.
        NotNow: it has not ended.
    """
    rules.check_may_manage(by)
    held = Network.objects.select_for_update().get(pk=network.pk)
    if held.ended_on is None:
        raise NotNow(_("This network has not ended."))
    note("networks.take_up_again", held, by=by, ended_on=held.ended_on.isoformat(), because=held.ended_because)
    held.ended_on, held.ended_because = None, ""
    held.save(update_fields=["ended_on", "ended_because"])
    tell_of_network(held, TAKEN_UP, queries.people_in(held), by=by)
    return held
