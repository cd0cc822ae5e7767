import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comity.base.people.models import Organisation
from comity.base.places.models import Place
from comity.base.terms.models import Concept
from comity.operations.networks.enums import Milestone, Outcome
from comity.operations.networks.models.communities import ContactPoint, Network


class Help(models.Model):
    """A case in which contact points of a network, or of two, help two States to work together.

    Nothing here is a word of the matter: States, types and days, by which it is found and counted. What is said of it
    is said in sealed conversations, which name this key as their procedure.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    networks = models.ManyToManyField(Network, related_name="+")
    requesting = models.ForeignKey(Place, models.PROTECT, related_name="+")
    requested = models.ForeignKey(Place, models.PROTECT, related_name="+")
    # A type of the request writer.
    type = models.CharField(max_length=40)
    crime_types = models.ManyToManyField(Concept, blank=True, related_name="+")
    # Whose it is on either side; None when nobody has it: then it stands at the secretariat's desk.
    asker = models.ForeignKey(ContactPoint, models.PROTECT, null=True, blank=True, related_name="+")
    helper = models.ForeignKey(ContactPoint, models.PROTECT, null=True, blank=True, related_name="+")
    opened_on = models.DateField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=13, choices=Outcome, blank=True)
    # When anything in it was last changed, and when it last passed from one contact point to another.
    touched_at = models.DateTimeField()
    passed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-touched_at", "pk"]
        indexes = [models.Index(fields=["closed_on", "touched_at"])]
        constraints = [
            models.CheckConstraint(
                name="networks_help_between_two",
                condition=~Q(requesting=F("requested")),
                violation_error_message=_("A case is between two States."),
            ),
            models.CheckConstraint(
                name="networks_help_closed_with_outcome",
                condition=Q(closed_on__isnull=True, outcome="") | Q(closed_on__isnull=False) & ~Q(outcome=""),
                violation_error_message=_("A case that is closed has an outcome, and no other has."),
            ),
            models.CheckConstraint(
                name="networks_help_closes_after_it_opens",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                violation_error_message=_("A case is closed after it was opened."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requesting_id} to {self.requested_id}, {self.opened_on}"


class Reached(models.Model):
    """A milestone that a case has reached on a day."""

    help = models.ForeignKey(Help, models.CASCADE, related_name="milestones")
    milestone = models.CharField(max_length=15, choices=Milestone)
    reached_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["reached_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["help", "milestone"], name="networks_reached_once")]

    def __str__(self) -> str:
        return f"{self.milestone} {self.reached_on}"


class KeptFile(models.Model):
    """The file that an authority keeps of the request of a case; only who may know of it is shown the link."""

    help = models.ForeignKey(Help, models.CASCADE, related_name="files")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    # Of the module that keeps files of requests, without a key to it: modules do not know each other's tables.
    file = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["help", "file"], name="networks_keptfile_once")]

    def __str__(self) -> str:
        return f"{self.file} of {self.help_id}"
