"""What the pages share."""

from django.http import HttpRequest
from django.utils.translation import get_language

from comity.base.access.enums import Permission
from comity.base.administration import rules
from comity.base.people.models import User
from comity.kernel.languages import interface_language


def language() -> str:
    """The interface language of the page that is being made."""
    return interface_language(get_language() or "en")


def person_of(request: HttpRequest) -> User | None:
    """Who is signed in; None for a visitor."""
    return request.user if isinstance(request.user, User) else None


def staff(request: HttpRequest, permission: Permission) -> User:
    """Who asks, when they may do this everywhere.

    Raises:
        NotPermitted: they may not.
    """
    person = person_of(request)
    rules.check_may(person, permission)
    assert person is not None, "a visitor may nothing"
    return person
