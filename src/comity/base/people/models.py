from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.base.access.roles import ROLES
from comity.base.places.models import Place


class User(AbstractUser):
    """A person who may sign in, or the service itself, which may not."""

    is_service = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_user_service_cannot_sign_in",
                condition=Q(is_service=False) | Q(is_active=False),
                violation_error_message=_("The service's own account cannot sign in."),
            ),
        ]

    @property
    def role_names(self) -> frozenset[str]:
        """The roles that the person holds anywhere."""
        if self.is_service:
            return frozenset({"service"})
        return frozenset(self.memberships.values_list("role", flat=True))


class Organisation(models.Model):
    """A ministry, an authority, a mission: what people act for."""

    name = models.CharField(max_length=200)
    place = models.ForeignKey(Place, models.PROTECT, related_name="organisations")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One role that one person holds in one organisation."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=[(name, name) for name in ROLES])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="people_membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.role} of {self.organisation}"
