"""Keep a State's records true: remind whoever keeps them of what has grown old, and confirm several at once."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext_lazy

from comity.base.access.enums import Scope
from comity.base.access.roles import SCOPES
from comity.base.audit.actions import Actor
from comity.base.notices.actions import notify, settle
from comity.base.notices.enums import Group, Parameter, Way
from comity.base.notices.models import Notice
from comity.base.notices.registry import Kind
from comity.base.people.models import Membership, User
from comity.engines.records import queries
from comity.engines.records.actions.editing import confirm
from comity.engines.records.models import Record


KIND: Final = "records.old"
OLD: Final = Kind(
    sentence=ngettext_lazy(
        "%(count)s record of your State was not confirmed for %(months)s months.",
        "%(count)s records of your State were not confirmed for %(months)s months.",
        "count",
    ),
    group=Group.UPKEEP,
    letter=Way.WEEKLY,
    asks=True,
    parameters={"count": Parameter.COUNT, "months": Parameter.COUNT},
)
PAGE: Final = "/records/upkeep/"
# Roles whose holders keep the records of the State of their organisation.
KEEPERS: Final = tuple(role for role, scope in SCOPES.items() if scope is Scope.OWN_PLACE)


def remind(*, by: Actor | None, now: dt.datetime | None = None) -> int:
    """Tell everybody who keeps a State's records how many have grown old, once a month; how many were told.

    Whoever has been told this month is not looked at again.
    """
    if not queries.months():
        return 0
    today = (now or timezone.now()).date()
    once = f"{KIND}:{today:%Y-%m}"
    told = Notice.objects.filter(once=once).values("person")
    keepers = Membership.objects.active().filter(role__in=KEEPERS, user__is_active=True).values("user")
    count = 0
    for person in User.objects.filter(pk__in=keepers).exclude(pk__in=told).order_by("pk"):
        number = queries.old_for(person, today).count()
        if not number:
            continue
        # Counting may take a while, and locks nobody out.
        with transaction.atomic():
            # What the month before said is no longer so.
            settle(KIND, about=KIND, by=by, people=[person])
            count += notify(
                person,
                KIND,
                about=KIND,
                address=PAGE,
                by=by,
                once=once,
                parameters={"count": number, "months": queries.months()},
            )
    return count


@transaction.atomic
def confirm_many(keys: Collection[uuid.UUID], *, by: User) -> int:
    """Say of several public records that they are still true, all or none; how many.

    What the person may not read is passed over; what they may read and not confirm is refused, as one by one.

    Raises:
        NotPermitted: one of them is not theirs to confirm.
        NotNow: one of them is not published.
    """
    chosen: list[Record] = list(queries.visible_to(by).filter(pk__in=list(keys)).order_by("pk"))
    for record in chosen:
        confirm(record, by=by)
    if chosen and not queries.old_for(by, timezone.now().date()).exists():
        settle(KIND, about=KIND, by=by, people=[by])
    return len(chosen)
