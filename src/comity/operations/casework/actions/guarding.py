"""Who of an authority has a file, and who may know of it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.kernel.errors import Refused
from comity.operations.casework import rules
from comity.operations.casework.actions.telling import YOURS, tell_officer
from comity.operations.casework.actions.touching import held, touched
from comity.operations.casework.enums import Level
from comity.operations.casework.models import Case, Reader


@transaction.atomic
def hand_over(case: Case, officer: User, *, by: User) -> Case:
    """Make a colleague the responsible officer; on the list of the file they stand from then on.

    Raises:
        NotPermitted: the person may not know of the file.
        Refused: the colleague keeps no files of the authority.
    """
    case = held(case, by)
    _check_colleague(case, officer)
    before, case.officer = case.officer_id, officer
    touched(case)
    case.save(update_fields=["officer", "touched_at"])
    _listed(case, officer, by=by)
    note("casework.hand_over", case.procedure, by=by, before=before, successor=officer.pk)
    tell_officer(case, YOURS, by=by)
    return case


@transaction.atomic
def let_know(case: Case, person: User, *, by: User) -> None:
    """Put a colleague on the list of those who may know of a file."""
    case = held(case, by)
    _check_colleague(case, person)
    _listed(case, person, by=by)
    note("casework.let_know", case.procedure, by=by, person=person.pk)


@transaction.atomic
def take_off(case: Case, person: int, *, by: User) -> None:
    """Take somebody off the list.

    Raises:
        NotNow: it is the responsible officer.
    """
    case = held(case, by)
    rules.check_leaves(case, person)
    gone, _each = Reader.objects.filter(case=case, person=person).delete()
    if gone:
        note("casework.take_off", case.procedure, by=by, person=person)


@transaction.atomic
def restrict(case: Case, level: Level, *, by: User) -> Case:
    """Say who of the authority may know of a file; whoever restricts one without an officer becomes it."""
    case = held(case, by)
    case.level = level
    if level != Level.ORDINARY:
        case.officer = case.officer or by
        for one in {case.officer, by}:
            _listed(case, one, by=by)
    touched(case)
    case.save(update_fields=["level", "officer", "touched_at"])
    note("casework.restrict", case.procedure, by=by, level=level.value)
    return case


def _check_colleague(case: Case, person: User) -> None:
    if not person.is_active or case.organisation_id not in rules.offices_of(person):
        raise Refused(_("Only who works for the authority can have its file."))


def _listed(case: Case, person: User, *, by: User) -> None:
    Reader.objects.get_or_create(case=case, person=person, defaults={"added_by": by, "at": timezone.now()})
