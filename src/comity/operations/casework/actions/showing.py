"""Which figures of a State everybody may see."""

from django.db import transaction
from django.utils import timezone

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.operations.casework import rules
from comity.operations.casework.enums import Table
from comity.operations.casework.models import Shown


@transaction.atomic
def show_table(place: str, table: Table, *, is_public: bool, by: User) -> None:
    """Make a table of a State's figures public, or no longer.

    Raises:
        NotPermitted: the person speaks not for that State.
    """
    rules.check_may_show_figures(by, place)
    if is_public:
        Shown.objects.get_or_create(place_id=place, table=table, defaults={"by": by, "at": timezone.now()})
    else:
        Shown.objects.filter(place=place, table=table).delete()
    note("casework.show_table", None, by=by, place=place, table=table.value, is_public=is_public)
