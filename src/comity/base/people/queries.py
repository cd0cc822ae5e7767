from django.db.models import Prefetch, QuerySet

from comity.base.access.enums import Permission
from comity.base.access.roles import ROLES
from comity.base.people.models import Membership, User


def people() -> QuerySet[User]:
    """Every person, by name, with what they may do for whom; the service's own account is none."""
    held = Membership.objects.select_related("organisation").order_by("organisation__name", "role")
    return User.objects.filter(is_service=False).order_by("username").prefetch_related(Prefetch("memberships", held))


def places_of(person: User, permission: Permission) -> frozenset[str]:
    """The codes of the places of the organisations for which a person holds a role with a permission; one query."""
    roles = [name for name, held in ROLES.items() if permission in held]
    rows = person.memberships.filter(role__in=roles).values_list("organisation__place", flat=True)
    return frozenset(rows)
