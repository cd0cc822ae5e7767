"""Who may do what with a record, and when."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import ROLES, decide, may
from comity.base.people.models import User
from comity.engines.records.enums import State
from comity.engines.records.models import Record
from comity.engines.records.registry.kinds import detail_models, hook
from comity.engines.records.shapes import CRIME_TYPES
from comity.kernel.errors import NotNow, NotPermitted


def permits(
    person: User | None, permission: Permission, *, place: str | None, topics: Callable[[], Iterable[str]]
) -> bool:
    """Whether a role of the person carries a permission for what concerns a State and is about certain crimes.

    Args:
        person: None is a visitor, who has no role.
        permission: what is to be done.
        place: the code of the place that it concerns; None when it concerns none.
        topics: gives what it is about, as ``crime-types:corruption``; asked only of whom a role limits to subjects.
    """
    if person is None:
        return False
    grants = person.grants
    subjects: frozenset[str] = frozenset()
    if any(grant.subjects for grant in grants):
        subjects = frozenset(topic for topic in topics() if topic.startswith(f"{CRIME_TYPES}:"))
    return decide(grants, permission, place=place, subjects=subjects) is not None


def permits_with(person: User | None, permission: Permission, record: Record) -> bool:
    """Whether a role of the person carries a permission for this record as it stands."""
    return permits(
        person, permission, place=record.place_id, topics=lambda: [str(topic) for topic in record.topics.all()]
    )


def check_may_draft(person: User) -> None:
    """Raise NotPermitted unless the person may open or change records of any State at all."""
    if not may(person, Permission.RECORD_DRAFT):
        raise NotPermitted(_("Only contributors and editors may draft records."))


def check_may_keep(person: User, place: str | None, topics: Iterable[str], *, publishes: bool = False) -> None:
    """Raise NotPermitted unless the person may keep what concerns this place and is about these topics.

    A draft that concerns no State, such as of a book, is open to whoever drafts for any: an editor publishes it.

    Args:
        person: who keeps it.
        place: the code of the place; None when it concerns none.
        topics: what it is about, as ``crime-types:corruption``.
        publishes: whether it is public at once; otherwise a draft.
    """
    check_may_draft(person)
    wanted = Permission.RECORD_PUBLISH if publishes else Permission.RECORD_DRAFT
    if place is None and not publishes:
        place = next((one.place for one in person.grants if wanted in ROLES[one.role]), None)
    if permits(person, wanted, place=place, topics=lambda: topics):
        return
    if publishes and not may(person, wanted):
        raise NotPermitted(_("Only editors may publish records."))
    if permits(person, wanted, place=place, topics=list):
        said = _("Your role is limited to certain subjects, and this record is about others. Ask whoever keeps those.")
        raise NotPermitted(said)
    raise NotPermitted(_("You may draft records of the State of your own organisation only. Choose that State."))


def check_may_revise(person: User, record: Record) -> None:
    """Raise a refusal unless the person may change this record as it stands.

    A kind may let others change its records: the ``may_revise(person, record)`` of its rules; or some of them nobody,
    whatever their role: the ``check_may_change(person, record)`` of its rules.
    """
    _check_of_kind(person, record)
    if record.state == State.WITHDRAWN:
        raise NotNow(_("A withdrawn record cannot be changed. Publish it again first."))
    own: Callable[[User, Record], bool] | None = hook(detail_models()[record.kind], "rules", "may_revise")
    if own is not None and own(person, record):
        return
    check_may_draft(person)
    if permits_with(person, Permission.RECORD_PUBLISH, record):
        return
    if record.state == State.PUBLISHED:
        raise NotPermitted(_("Only editors may change what is published."))
    if record.created_by_id != person.pk:
        raise NotPermitted(_("Only its author and the editors may change a draft."))


def _check_of_kind(person: User, record: Record) -> None:
    own: Callable[[User, Record], None] | None = hook(detail_models()[record.kind], "rules", "check_may_change")
    if own is not None:
        own(person, record)


def check_may_turn(person: User, record: Record, place: str | None, topics: Iterable[str]) -> None:
    """Raise NotPermitted unless the person may let this record concern another place, or be about something else.

    What neither moves nor changes its subject is asked no more than ``check_may_revise`` asks.
    """
    wanted = set(topics)
    if place == record.place_id and wanted == {str(topic) for topic in record.topics.all()}:
        return
    check_may_keep(person, place, wanted)


def check_may_import(person: User | None) -> None:
    """Raise NotPermitted unless the person may bring records in by file, which publishes them."""
    if not may(person, Permission.RECORD_PUBLISH):
        raise NotPermitted(_("Only editors may import records."))


def check_may_submit(person: User, record: Record) -> None:
    """Raise a refusal unless the person may hand this draft in for review."""
    check_may_keep(person, record.place_id, [str(topic) for topic in record.topics.all()])
    if record.state != State.DRAFT:
        raise NotNow(_("Only a draft can be submitted for review."))


def check_may_publish(person: User, record: Record) -> None:
    """Raise a refusal unless the person may make this record public now."""
    _check_of_kind(person, record)
    if not permits_with(person, Permission.RECORD_PUBLISH, record):
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
        is_allowed = permits_with(person, Permission.RECORD_PUBLISH, record) or (
            record.place_id is not None and permits_with(person, Permission.RECORD_DRAFT, record)
        )
    if not is_allowed:
        raise NotPermitted(_("Only editors, and contributors of the State itself, may confirm a record."))
    if record.state != State.PUBLISHED:
        raise NotNow(_("Only a published record can be confirmed."))


def check_may_withdraw(person: User, record: Record) -> None:
    """Raise a refusal unless the person may take this record out of public view."""
    if not permits_with(person, Permission.RECORD_WITHDRAW, record):
        raise NotPermitted(_("Only editors may withdraw records."))
    if record.state != State.PUBLISHED:
        raise NotNow(_("Only a published record can be withdrawn."))


def check_may_take_down(person: User | None) -> None:
    """Raise NotPermitted unless the person may delete what readers have shared."""
    if not may(person, Permission.RECORD_WITHDRAW):
        raise NotPermitted(_("Only editors may take down what readers have shared."))
