"""What every change of a file begins and ends with."""

from django.utils import timezone

from comity.base.people.models import User
from comity.operations.casework import rules
from comity.operations.casework.models import Case


def held(case: Case, by: User) -> Case:
    """The file as it stands, which nobody else changes meanwhile.

    Raises:
        NotPermitted: the person may not know of it.
    """
    found = Case.objects.select_for_update(of=("self",)).select_related("procedure", "officer").get(pk=case.pk)
    rules.check_works_on(by, found)
    return found


def touched(case: Case) -> None:
    """Say that something has happened in a file now; the field is kept by whoever calls this."""
    case.touched_at = timezone.now()
