"""What the base itself tells people: of their account, of roles that end, and of whom they act for."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.base.notices.enums import Group, Urgency, Way
from comity.base.notices.registry import Deadline, Kind, register, register_deadlines
from comity.base.people.models import Delegation, Membership, User


def declare() -> None:
    """Declare the kinds of notice and the deadlines of accounts; these stand below and cannot do it themselves."""
    for key, sentence in {
        "people.account_changed": _("The security of your account was changed."),
        "people.new_browser": _("A new browser signed in to your account."),
    }.items():
        register(key, Kind(sentence=sentence, group=Group.SECURITY, urgency=Urgency.URGENT))
    for key, sentence in {
        "people.role_approved": _("Your role was approved."),
        "people.profile_returned": _("Your profile was returned."),
    }.items():
        register(key, Kind(sentence=sentence, group=Group.OUTCOMES))
    for key, sentence in {
        "people.role_ends": _("A role of yours ends."),
        "people.delegation_ends": _("A time for which you act for somebody, or somebody for you, ends."),
    }.items():
        register(key, Kind(sentence=sentence, group=Group.DEADLINES, letter=Way.DAILY))
    register_deadlines("people", due)


def due(*, person: User | None, first: dt.date, last: dt.date) -> Iterable[Deadline]:
    """The roles and the delegations that end between two days; two queries."""
    yield from _roles(person, first, last)
    yield from _delegations(person, first, last)


def _roles(person: User | None, first: dt.date, last: dt.date) -> Iterator[Deadline]:
    # The day kept is the first on which it no longer holds.
    day = dt.timedelta(days=1)
    ending = Membership.objects.active().filter(ends_on__range=(first + day, last + day), user__is_active=True)
    for one in (ending.filter(user=person) if person else ending).order_by("ends_on", "pk"):
        if one.ends_on is not None:
            yield Deadline(
                key=f"people.role:{one.pk}",
                kind="people.role_ends",
                person_id=one.user_id,
                due=one.ends_on - day,
                address="/account/",
            )


def _delegations(person: User | None, first: dt.date, last: dt.date) -> Iterator[Deadline]:
    ending = Delegation.objects.filter(ended_at=None, until_on__range=(first, last))
    if person is not None:
        ending = ending.filter(Q(giver=person) | Q(receiver=person))
    for one in ending.order_by("until_on", "pk"):
        for key in (one.giver_id, one.receiver_id):
            if person is None or key == person.pk:
                yield Deadline(
                    key=f"people.delegation:{one.pk}:{key}",
                    kind="people.delegation_ends",
                    person_id=key,
                    due=one.until_on,
                    address="/account/",
                )
