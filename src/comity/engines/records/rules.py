"""Who may do what with a record, and when."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import may
from comity.base.people.models import User
from comity.base.people.queries import places_of
from comity.engines.records.enums import State
from comity.engines.records.models import Record
from comity.engines.records.registry.kinds import detail_models, hook
from comity.kernel.errors import NotNow, NotPermitted


def check_may_draft(person: User) -> None:
    """Raise NotPermitted unless the person may open or change records."""
    if not may(person, Permission.RECORD_DRAFT):
        raise NotPermitted(_("Only contributors and editors may draft records."))


def check_may_revise(person: User, record: Record) -> None:
    """Raise a refusal unless the person may change this record as it stands.

    A kind may let others change its records: the ``may_revise(person, record)`` of its rules.
    """
    if record.state == State.WITHDRAWN:
        raise NotNow(_("A withdrawn record cannot be changed. Publish it again first."))
    own: Callable[[User, Record], bool] | None = hook(detail_models()[record.kind], "rules", "may_revise")
    if own is not None and own(person, record):
        return
    check_may_draft(person)
    if may(person, Permission.RECORD_PUBLISH):
        return
    if record.state == State.PUBLISHED:
        raise NotPermitted(_("Only editors may change what is published."))
    if record.created_by_id != person.pk:
        raise NotPermitted(_("Only its author and the editors may change a draft."))


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


def check_may_confirm(person: User | None, record: Record) -> None:
    """Raise a refusal unless the person may say that a public record is still true.

    Editors may, and of the records of a State whoever drafts or keeps its records; a kind may have a rule of its own:
    the ``may_confirm(person, record)`` of its rules.
    """
    own: Callable[[User | None, Record], bool] | None = hook(detail_models()[record.kind], "rules", "may_confirm")
    if own is not None:
        is_allowed = own(person, record)
    else:
        is_allowed = person is not None and (
            may(person, Permission.RECORD_PUBLISH)
            or (record.place_id is not None and record.place_id in places_of(person, Permission.RECORD_DRAFT))
        )
    if not is_allowed:
        raise NotPermitted(_("Only editors, and contributors of the State itself, may confirm a record."))
    if record.state != State.PUBLISHED:
        raise NotNow(_("Only a published record can be confirmed."))


def check_may_withdraw(person: User, record: Record) -> None:
    """Raise a refusal unless the person may take this record out of public view."""
    if not may(person, Permission.RECORD_WITHDRAW):
        raise NotPermitted(_("Only editors may withdraw records."))
    if record.state != State.PUBLISHED:
        raise NotNow(_("Only a published record can be withdrawn."))
