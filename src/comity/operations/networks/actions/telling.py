"""Tell contact points and staff what waits for them in their networks, and nothing of what is in it."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext_lazy as _

from comity.base.audit.actions import Actor
from comity.base.notices.actions import notify, settle
from comity.base.notices.enums import Group, Urgency, Way
from comity.base.notices.registry import Kind
from comity.base.people.models import User
from comity.operations.networks import queries
from comity.operations.networks.models import Alert, ContactPoint, Help, Meeting, Network


YOURS: Final = "networks.yours"
MOVED: Final = "networks.moved"
UNASSIGNED: Final = "networks.unassigned"
ALERT: Final = "networks.alert"
URGENT: Final = "networks.urgent_alert"
POST: Final = "networks.post"
PAPER: Final = "networks.paper"
ENDED: Final = "networks.ended"
TAKEN_UP: Final = "networks.taken_up"
KINDS: Final = {
    YOURS: Kind(sentence=_("A case of one of your networks is now yours."), group=Group.TASKS),
    MOVED: Kind(sentence=_("Something has happened in a case of one of your networks."), group=Group.TASKS),
    UNASSIGNED: Kind(sentence=_("A case of a network has nobody on one side."), group=Group.TASKS),
    ALERT: Kind(
        sentence=_("An alert of one of your networks waits to be acknowledged."), group=Group.TASKS, asks=True
    ),
    URGENT: Kind(
        sentence=_("An urgent alert of one of your networks waits to be acknowledged."),
        group=Group.TASKS,
        urgency=Urgency.URGENT,
        asks=True,
    ),
    PAPER: Kind(
        sentence=_("There is a new document of a meeting of one of your networks."),
        group=Group.OUTCOMES,
        letter=Way.DAILY,
    ),
    ENDED: Kind(sentence=_("A network in which you stand has ended."), group=Group.OUTCOMES),
    TAKEN_UP: Kind(
        sentence=_("A network in which you stand, and which had ended, was taken up again."), group=Group.OUTCOMES
    ),
    POST: Kind(sentence=_("You were appointed to a network, or your post there has ended."), group=Group.OUTCOMES),
}


def address(case: Help) -> str:
    """Where a case is."""
    return f"/networks/cases/{case.pk}/"


def address_of_alert(alert: Alert) -> str:
    """Where an alert is."""
    return f"/networks/alerts/{alert.pk}/"


def about(case: Help) -> str:
    """Under which key notices of a case are kept."""
    return f"networks.case:{case.pk}"


def tell_side(case: Help, point: ContactPoint | None, kind: str, *, by: Actor) -> int:
    """Tell the contact point of a side, and whoever stands in; where there is none, staff. How many were told."""
    if point is None:
        people: Iterable[User] = queries.managers()
        kind = UNASSIGNED
    else:
        people = queries.reached_through(point)
    told = [one for one in people if one.pk != by.pk]
    return notify(told, kind, about=about(case), address=address(case), by=by, is_gathered=True)


def tell_other(case: Help, *, by: User) -> None:
    """Tell both contact points of a case what happened, but not of what they did themselves."""
    for point in (case.asker, case.helper):
        if point is not None:
            tell_side(case, point, MOVED, by=by)


def tell_of_alert(alert: Alert, people: Iterable[User], *, by: User) -> int:
    """Ask people to acknowledge an alert."""
    kind = URGENT if alert.is_urgent else ALERT
    return notify(people, kind, about=f"networks.alert:{alert.pk}", address=address_of_alert(alert), by=by)


def settle_alert(alert: Alert, people: Iterable[User] | None, *, by: User) -> None:
    """An alert asks nothing any more: of some people, or of nobody."""
    for kind in (ALERT, URGENT):
        settle(kind, about=f"networks.alert:{alert.pk}", by=by, people=people)


def tell_of_paper(meeting: Meeting, people: Iterable[User], *, by: User) -> int:
    """Tell members that a meeting has a new document; of several at once one notice, and none to who added it."""
    told = [one for one in people if one.pk != by.pk]
    address = f"/networks/{meeting.network_id}/meetings/{meeting.pk}/"
    return notify(told, PAPER, about=f"networks.meeting:{meeting.pk}", address=address, by=by, is_gathered=True)


def tell_of_post(point: ContactPoint, *, by: Actor) -> None:
    """Tell somebody that they stand in a network now, or no longer."""
    if point.person_id != by.pk:
        notify(point.person, POST, about=f"networks.point:{point.pk}", address=f"/networks/{point.network_id}/", by=by)


def tell_of_network(network: Network, kind: str, people: Iterable[User], *, by: User) -> int:
    """Tell who stands in a network that it has ended, or was taken up again; not who said so."""
    told = [one for one in people if one.pk != by.pk]
    return notify(told, kind, about=f"networks.network:{network.pk}", address=f"/networks/{network.pk}/", by=by)
