"""Who may know of a file, who may change it, and what stands in it."""

import datetime as dt
import re
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import ROLES
from comity.base.people.models import Organisation, User
from comity.kernel.errors import NotNow, NotPermitted, Overtaken, Refused
from comity.operations.casework.enums import Ground, Level, State
from comity.operations.casework.models import Case


# Letters of any script, figures, and what stands between them in a number of a file: a line of words does not fit.
REFERENCE: Final = re.compile(r"^[\w][\w./:#()\-–]{0,39}$")
CURRENCY: Final = re.compile(r"^[A-Z]{3}$")
# Nobody enters what lies further ahead.
FURTHEST: Final = dt.timedelta(days=3660)


def offices_of(person: User | None) -> frozenset[int]:
    """The authorities whose files somebody keeps, by a membership of their own.

    Whoever acts in somebody's stead does not: who needs to know of a request is asked of each person by name.
    """
    if person is None or person.acting is not None:
        return frozenset()
    return frozenset(
        grant.organisation
        for grant in person.grants
        if grant.organisation is not None and Permission.CASE_KEEP in ROLES.get(grant.role, frozenset())
    )


def check_keeps(person: User | None, organisation: int) -> None:
    """Raise NotPermitted unless somebody keeps the files of an authority."""
    if organisation not in offices_of(person):
        raise NotPermitted(_("Only who works for an authority keeps its files."))


def sees(person: User | None, case: Case) -> bool:
    """Whether somebody may know of a file; ``queries.visible_to`` says the same of many. At most one query more."""
    if person is None or case.organisation_id not in offices_of(person):
        return False
    return case.level == Level.ORDINARY or case.readers.filter(person=person).exists()


def check_works_on(person: User, case: Case) -> None:
    """Raise NotPermitted unless somebody may change a file: whoever may know of it."""
    if not sees(person, case):
        raise NotPermitted(_("This file is not yours."))


def check_open(case: Case) -> None:
    """Raise NotNow when a file is closed."""
    if case.procedure.state == State.CLOSED:
        raise NotNow(_("This file is closed."))


def check_same(case: Case, revision: int) -> None:
    """Raise Overtaken unless a file is still the one that somebody has read."""
    if case.revision != revision:
        raise Overtaken(_("A colleague has changed this file since you opened it. Read it again, then change it."))


def check_reference(*references: str) -> None:
    """Raise Refused unless numbers are numbers: the host reads them, so words have no place in them."""
    for one in references:
        if one and not REFERENCE.fullmatch(one):
            raise Refused(_("A number of a file has figures and letters without spaces, 40 at the most."))


def check_past(day: dt.date) -> None:
    """Raise Refused when what happened would lie ahead."""
    if day > timezone.now().date() + dt.timedelta(days=1):
        raise Refused(_("This day lies ahead."))


def check_ahead(day: dt.date) -> None:
    """Raise Refused when a deadline lies too far ahead to be meant."""
    if day > timezone.now().date() + FURTHEST:
        raise Refused(_("This day lies too far ahead."))


def check_refusal(step: str, ground: str) -> None:
    """Raise NotNow unless a refusal has a ground."""
    if step == "refuse" and ground not in Ground.values:
        raise NotNow(_("Say on which ground the request is refused."))


def check_leaves(case: Case, person: int) -> None:
    """Raise NotNow when somebody who is responsible would be taken off the list."""
    if case.officer_id == person:
        raise NotNow(_("The responsible officer stays on the list. Hand the file over first."))


def may_show_figures(person: User | None, place: str) -> bool:
    """Whether somebody may say which figures of a State are public."""
    if person is None:
        return False
    return any(
        grant.place == place and Permission.CASE_FIGURES in ROLES.get(grant.role, frozenset())
        for grant in person.grants
    )


def check_may_show_figures(person: User, place: str) -> None:
    """Raise NotPermitted unless somebody may say which figures of a State are public."""
    if not may_show_figures(person, place):
        raise NotPermitted(_("Only a focal point of the State says which of its figures are public."))


def works_for(person: User, organisation: Organisation) -> bool:
    """Whether somebody keeps the files of an authority."""
    return organisation.pk in offices_of(person)
