"""Who sets a meeting up, who registers for it and as what, and who admits them."""

import datetime as dt
from typing import Final

from django.utils.translation import gettext as _

from comity.base.people.models import User
from comity.kernel.errors import NotNow, NotPermitted, Unreadable
from comity.operations.reviews.enums import Admission, Assembly, Capacity, Gender
from comity.operations.reviews.models import Gathering, Officer
from comity.operations.reviews.rules import acting
from comity.operations.reviews.rules.needs import states_for
from comity.operations.reviews.shapes import Applicant


# As what a State registers people, and as what others register themselves, by what the meeting is.
OF_STATES: Final = (Capacity.HEAD, Capacity.DELEGATE, Capacity.OBSERVER_STATE)
OF_OTHERS: Final = {
    Assembly.WORKING_GROUP: (Capacity.INTERGOVERNMENTAL, Capacity.NGO),
    Assembly.DIALOGUE: (Capacity.NGO, Capacity.ACADEMIA, Capacity.PRIVATE),
}
LONGEST: Final = 2000


def is_officer(person: User | None, gathering: Gathering) -> bool:
    """Whether somebody sits in the bureau of a meeting; one query."""
    return person is not None and Officer.objects.filter(gathering=gathering, person=person).exists()


def may_see(person: User | None, gathering: Gathering) -> bool:
    """Whether somebody sees a meeting: everybody once it is announced."""
    return gathering.announced_at is not None or acting.may_conduct(person) or is_officer(person, gathering)


def may_admit(person: User | None, gathering: Gathering) -> bool:
    """Whether somebody decides who is admitted: the bureau, and for it the Secretariat, which writes it down."""
    return acting.may_conduct(person) or is_officer(person, gathering)


def check_may_admit(person: User, gathering: Gathering) -> None:
    """Raise NotPermitted unless somebody decides who is admitted."""
    if not may_admit(person, gathering):
        raise NotPermitted(_("Who is admitted, the bureau of the meeting decides."))


def check_times(begins_at: dt.datetime, ends_at: dt.datetime, registration_ends_at: dt.datetime) -> None:
    """Raise Unreadable unless a meeting has a beginning, an end after it, and registration before its end."""
    if ends_at <= begins_at:
        raise Unreadable(_("It ends after it begins."))
    if registration_ends_at > ends_at:
        raise Unreadable(_("Registration ends before the meeting does."))


def check_open(gathering: Gathering, now: dt.datetime) -> None:
    """Raise NotNow unless one may register now."""
    if gathering.announced_at is None:
        raise NotNow(_("The meeting is not announced yet."))
    if gathering.cancelled_at is not None:
        raise NotNow(_("The meeting is called off."))
    if now > gathering.registration_ends_at:
        raise NotNow(_("Registration for this meeting is over."))


def check_standing(gathering: Gathering) -> None:
    """Raise NotNow when a meeting is called off."""
    if gathering.cancelled_at is not None:
        raise NotNow(_("The meeting is called off."))


def check_applicant(gathering: Gathering, told: Applicant, by: User | None) -> Admission:
    """How a registration begins: approved where a State registers its people, else it waits for the bureau.

    Raises:
        NotPermitted: the person does not register people for that State.
        Unreadable: something is missing, or nobody is registered as that for this meeting.
    """
    if not told.name.strip() or len(told.expertise) > LONGEST or told.gender not in Gender.values:
        raise Unreadable(_("Say who is registered."))
    if told.seat in OF_STATES:
        if told.place not in states_for(by):
            raise NotPermitted(_("For a State its focal points register who comes."))
        if told.gender:
            raise Unreadable(_("Gender is said by people of themselves, and by nobody for them."))
        return Admission.APPROVED
    if told.seat not in OF_OTHERS[Assembly(gathering.kind)]:
        raise Unreadable(_("Nobody is registered as that for this meeting."))
    if not told.organisation.strip() or not told.mail.strip():
        raise Unreadable(_("Say for which organisation you come, and where you are reached."))
    return Admission.PENDING
