from django.db.models import Prefetch, QuerySet

from comity.base.people.models import Membership, User


def people() -> QuerySet[User]:
    """Every person, by name, with what they may do for whom; the service's own account is none."""
    held = Membership.objects.select_related("organisation").order_by("organisation__name", "role")
    return User.objects.filter(is_service=False).order_by("username").prefetch_related(Prefetch("memberships", held))
