"""What becomes of the files of somebody who leaves, and of an authority that is joined to another."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.base.audit.actions import Actor, note
from comity.base.people.models import Organisation, User
from comity.base.people.registry import Handover
from comity.operations.casework.enums import Level, State
from comity.operations.casework.models import Case, Reader


def _of(person: User, organisation: Organisation) -> list[Case]:
    """The open files of which somebody is the officer, and the restricted ones on whose list they stand."""
    open_ = Q(officer=person) & (~Q(procedure__state=State.CLOSED) | ~Q(level=Level.ORDINARY))
    listed = ~Q(level=Level.ORDINARY) & Q(readers__person=person)
    found = Case.objects.filter(open_ | listed, organisation=organisation).distinct()
    return list(found.select_related("procedure").order_by("pk"))


def cases_of(person: User, organisation: Organisation) -> int:
    """How many files somebody would leave."""
    return len(_of(person, organisation))


@transaction.atomic
def pass_on_cases(person: User, successor: User, organisation: Organisation, *, by: Actor) -> int:
    """Let the files of one person be another's, also the places on their lists; how many."""
    several = _of(person, organisation)
    for one in several:
        if one.officer_id == person.pk:
            one.officer = successor
            one.save(update_fields=["officer"])
        Reader.objects.get_or_create(case=one, person=successor, defaults={"added_by": person, "at": timezone.now()})
        Reader.objects.filter(case=one, person=person).delete()
        note("casework.hand_over", one.procedure, by=by, before=person.pk, successor=successor.pk)
    return len(several)


@transaction.atomic
def pass_to_successor(organisation: Organisation, successor: Organisation, *, by: Actor) -> int:
    """Let every file of one authority be that of the one that takes its place, and name it in others' files."""
    several = list(Case.objects.filter(organisation=organisation).select_related("procedure").order_by("pk"))
    for one in several:
        one.organisation = successor
        if one.other_id == successor.pk:
            one.other = None
        one.save(update_fields=["organisation", "other"])
        told: dict[str, Any] = {"before": organisation.pk, "after": successor.pk}
        note("casework.pass_on", one.procedure, by=by, **told)
    others = list(Case.objects.filter(other=organisation).select_related("procedure").order_by("pk"))
    for one in others:
        one.other = None if one.organisation_id == successor.pk else successor
        one.save(update_fields=["other"])
        note("casework.pass_on", one.procedure, by=by)
    return len(several) + len(others)


HANDOVER = Handover(
    _("files of requests"),
    cases_of,
    lambda person, successor, organisation, by: pass_on_cases(person, successor, organisation, by=by),
)
