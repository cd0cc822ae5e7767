"""Who may do what with a record, and when."""

from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import may
from comity.base.people.models import User
from comity.engines.records.enums import State
from comity.engines.records.models import Record
from comity.kernel.errors import NotNow, NotPermitted


def check_may_draft(person: User) -> None:
    """Raise NotPermitted unless the person may open or change records."""
    if not may(person, Permission.RECORD_DRAFT):
        raise NotPermitted(_("Only contributors and editors may draft records."))


def check_may_revise(person: User, record: Record) -> None:
    """Raise a refusal unless the person may change this record as it stands."""
    check_may_draft(person)
    if record.state == State.WITHDRAWN:
        raise NotNow(_("A withdrawn record cannot be changed. Publish it again first."))
    if record.state == State.PUBLISHED and not may(person, Permission.RECORD_PUBLISH):
        raise NotPermitted(_("Only editors may change what is published."))


def check_may_import(person: User | None) -> None:
    """Raise NotPermitted unless the person may bring records in by file, which publishes them."""
    if not may(person, Permission.RECORD_PUBLISH):
        raise NotPermitted(_("Only editors may import records."))


def check_may_submit(person: User, record: Record) -> None:
    """Raise a refusal unless the person may hand this draft in for review."""
    check_may_draft(person)
    if record.state != State.DRAFT:
        raise NotNow(_("Only a draft can be submitted for review."))


def check_may_publish(person: User, record: Record) -> None:
    """Raise a refusal unless the person may make this record public now."""
    if not may(person, Permission.RECORD_PUBLISH):
        raise NotPermitted(_("Only editors may publish records."))
    if record.state == State.PUBLISHED:
        raise NotNow(_("This record is already published."))


def check_may_withdraw(person: User, record: Record) -> None:
    """Raise a refusal unless the person may take this record out of public view."""
    if not may(person, Permission.RECORD_WITHDRAW):
        raise NotPermitted(_("Only editors may withdraw records."))
    if record.state != State.PUBLISHED:
        raise NotNow(_("Only a published record can be withdrawn."))


def check_may_take_down(person: User | None) -> None:
    """Raise NotPermitted unless the person may delete what readers have shared."""
    if not may(person, Permission.RECORD_WITHDRAW):
        raise NotPermitted(_("Only editors may take down what readers have shared."))
