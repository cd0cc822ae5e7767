import datetime as dt

from django.db import transaction
from django.utils import timezone

from comity.base.people.models import User
from comity.engines.records import actions as records
from comity.knowledge.authorities import rules
from comity.knowledge.authorities.models import Authority


@transaction.atomic
def confirm(authority: Authority, *, by: User, on: dt.date | None = None) -> None:
    """Note that an authority is as it stands here, on a day (today), in the name of the person's organisation.

    Raises:
        NotPermitted: the person works neither for this State nor as an editor.
    """
    place = authority.record.place_id
    rules.check_may_confirm(by, place)
    held = by.memberships.select_related("organisation").order_by("organisation__name")
    organisations = [one.organisation for one in held]
    # In the name of an organisation of that State where the person has one, since that is who can know.
    near = [one.name for one in organisations if one.place_id == place] or [one.name for one in organisations]
    authority.confirmed_on = on or timezone.now().date()
    authority.confirmed_by = (near or [by.get_username()])[0][:300]
    records.keep_confirmed(authority.record, on=authority.confirmed_on, by=by)
    records.amend(authority, fields=("confirmed_on", "confirmed_by"), verb="authority.confirm", by=by)


@transaction.atomic
def confirm_record(authority: Authority, *, by: User, on: dt.date) -> None:
    """Confirm an authority where its record is confirmed."""
    confirm(authority, by=by, on=on)
