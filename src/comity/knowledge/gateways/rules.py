"""Who may compose hot topics."""

from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import may
from comity.base.people.models import User
from comity.kernel.errors import NotPermitted


def check_may_compose(person: User | None) -> None:
    """Raise NotPermitted unless the person may put hot topics together."""
    if not may(person, Permission.HOT_TOPIC_COMPOSE):
        raise NotPermitted(_("Only editors may compose hot topics."))


def check_may_write_front(person: User | None) -> None:
    """Raise NotPermitted unless the person may write the front page of a portal."""
    if not may(person, Permission.HOT_TOPIC_COMPOSE):
        raise NotPermitted(_("Only editors may change the front page of a portal."))


def may_compose(person: User | None) -> bool:
    """Whether the person is shown the way to the composer."""
    return may(person, Permission.HOT_TOPIC_COMPOSE)
