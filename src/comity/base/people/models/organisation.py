import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.base.access.roles import ROLES
from comity.base.people.enums import Kind
from comity.base.people.models.person import User
from comity.base.places.models import Place
from comity.base.terms.models import Concept


def today() -> dt.date:
    """The day at Greenwich, by which memberships and delegations begin and end."""
    return timezone.now().date()


class Organisation(models.Model):
    """A ministry, an authority, a mission: what people act for."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=13, choices=Kind, default=Kind.COMPETENT)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="organisations")
    # Since when nobody works for it any more; it stays, since the log and old memberships name it.
    closed_at = models.DateTimeField(null=True, blank=True)
    # Which one does its work now, if any.
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_organisation_of_a_state",
                condition=Q(place__isnull=False) | Q(kind__in=[Kind.INTERNATIONAL, Kind.SECRETARIAT, Kind.CIVIL]),
                violation_error_message=_("A mission, an authority and a ministry belong to a State."),
            ),
            models.CheckConstraint(
                name="people_organisation_with_successor_is_closed",
                condition=Q(successor__isnull=True) | Q(closed_at__isnull=False),
                violation_error_message=_("Only an organisation that is closed has a successor."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipSet(models.QuerySet["Membership"]):
    """Memberships, narrowed to those that hold."""

    def active(self) -> Self:
        """Those that have begun and not ended."""
        return self.filter(Q(begins_on__lte=today()) & (Q(ends_on__isnull=True) | Q(ends_on__gt=today())))


class Membership(models.Model):
    """One role that one person holds in one organisation, from a day and until another."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=[(name, name) for name in ROLES])
    begins_on = models.DateField(default=today)
    # The first day on which it no longer holds.
    ends_on = models.DateField(null=True, blank=True)
    # To which crime types or provisions it is limited; none for every subject.
    subjects = models.ManyToManyField(Concept, blank=True, related_name="+")

    objects = MembershipSet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(ends_on__isnull=True),
                name="people_membership_once_at_a_time",
            ),
            models.CheckConstraint(
                name="people_membership_ends_after_it_begins",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")),
                violation_error_message=_("A membership ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.role} of {self.organisation}"


class Delegation(models.Model):
    """One member asks another to act in their stead, until a day."""

    giver = models.ForeignKey(User, models.PROTECT, related_name="delegations_given")
    receiver = models.ForeignKey(User, models.PROTECT, related_name="delegations_received")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="delegations")
    begins_on = models.DateField(default=today)
    # The last day on which it holds.
    until_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_delegation_to_another",
                condition=~Q(giver=F("receiver")),
                violation_error_message=_("Nobody acts in their own stead."),
            ),
            models.CheckConstraint(
                name="people_delegation_ends_after_it_begins",
                condition=Q(until_on__gte=F("begins_on")),
                violation_error_message=_("The last day is not before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receiver} for {self.giver} until {self.until_on}"
