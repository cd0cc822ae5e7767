"""Until when something must be done in a file."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.kernel.errors import Refused
from comity.operations.casework import registry, rules
from comity.operations.casework.actions.telling import settle_deadline
from comity.operations.casework.actions.touching import held, touched
from comity.operations.casework.enums import Part, Source
from comity.operations.casework.models import Case, Deadline


@transaction.atomic
def set_deadline(case: Case, due_on: dt.date, *, source: Source, part: Part, by: User) -> Deadline:
    """Set a day that the request names, or that an officer chooses."""
    case = held(case, by)
    rules.check_open(case)
    rules.check_ahead(due_on)
    if source == Source.TREATY:
        raise Refused(_("The day of a treaty is computed, not set."))
    return _kept(case, Deadline(case=case, source=source, due_on=due_on, part=part, by=by), by=by)


@transaction.atomic
def compute_deadline(case: Case, rule: str, counted_from: dt.date, *, by: User) -> Deadline:
    """Compute the day that a treaty sets, from the day from which it counts.

    Raises:
        Refused: the treaty of the file has no such rule.
    """
    case = held(case, by)
    rules.check_open(case)
    rules.check_past(counted_from)
    span = next((one for one in registry.spans_for(case.type, case.instrument) if one.id == rule), None)
    if span is None:
        raise Refused(_("The treaty of this file sets no such day."))
    made = Deadline(
        case=case,
        source=Source.TREATY,
        due_on=counted_from + dt.timedelta(days=span.days),
        rule=span.id,
        counted_from_on=counted_from,
        part=span.part,
        by=by,
    )
    return _kept(case, made, by=by)


def _kept(case: Case, made: Deadline, *, by: User) -> Deadline:
    made.save()
    touched(case)
    case.save(update_fields=["touched_at"])
    note("casework.set_deadline", case.procedure, by=by, due_on=made.due_on.isoformat(), source=made.source)
    return made


@transaction.atomic
def meet_deadline(case: Case, pk: int, *, by: User) -> None:
    """Say that what was due is done; the reminders of it are too."""
    case = held(case, by)
    changed = Deadline.objects.filter(pk=pk, case=case, met_at__isnull=True).update(met_at=timezone.now())
    if changed:
        touched(case)
        case.save(update_fields=["touched_at"])
        settle_deadline(pk, by=by)
        note("casework.meet_deadline", case.procedure, by=by)
