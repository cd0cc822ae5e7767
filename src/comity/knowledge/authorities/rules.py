"""Who may read what authorities keep for each other, and who may confirm and change them."""

from typing import Final

from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import may
from comity.base.people.models import User
from comity.base.people.queries import places_of
from comity.engines.records.enums import State
from comity.engines.records.models import Record
from comity.kernel.errors import NotPermitted


# What whoever confirms an authority of their own State must be allowed, where other records ask for another.
CONFIRMED_BY: Final = Permission.AUTHORITY_CONFIRM


def own_places(person: User) -> frozenset[str]:
    """The codes of the places of the organisations for which a person confirms."""
    return places_of(person, Permission.AUTHORITY_CONFIRM)


def may_revise(person: User, record: Record) -> bool:
    """Whether a person may change an authority though they publish no other records: those of its own State may."""
    return record.state == State.PUBLISHED and record.place_id in places_of(person, Permission.AUTHORITY_AMEND)


def may_confirm(person: User | None, record: Record) -> bool:
    """Whether a person may say that an authority is as it stands."""
    try:
        check_may_confirm(person, record.place_id)
    except NotPermitted:
        return False
    return True


def check_may_edit(person: User) -> None:
    """Raise NotPermitted unless the person may change the directory of authorities."""
    if not may(person, Permission.AUTHORITY_EDIT):
        raise NotPermitted(_("Only editors may change the directory of authorities."))


def check_may_confirm(person: User | None, place: str | None) -> None:
    """Raise NotPermitted unless the person may say that an authority of a place is as it stands."""
    if person is None or not may(person, Permission.AUTHORITY_CONFIRM):
        raise NotPermitted(_("Only an authority, a contributor of its State or an editor may confirm it."))
    if not may(person, Permission.AUTHORITY_EDIT) and place not in own_places(person):
        raise NotPermitted(_("You may confirm only authorities of the State of your own organisation."))
