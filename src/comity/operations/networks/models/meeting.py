import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comity.base.files.models import File
from comity.operations.networks.models.communities import Network


class Meeting(models.Model):
    """A plenary or another meeting of a network: when and where, what was on the agenda; papers belong to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, related_name="meetings")
    title = models.CharField(max_length=200)
    begins_on = models.DateField()
    # The last day; None where there is one only.
    ends_on = models.DateField(null=True, blank=True)
    # As the invitation says it, such as a town, or that it is held on line.
    venue = models.CharField(max_length=200, blank=True)
    agenda = models.TextField(blank=True)
    # Whether everybody may know of it, or the members only.
    is_public = models.BooleanField(default=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-begins_on", "pk"]
        indexes = [models.Index(fields=["network", "-begins_on"])]
        constraints = [
            models.CheckConstraint(
                name="networks_meeting_ends_after_it_begins",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")),
                violation_error_message=_("A meeting ends after it has begun."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Paper(models.Model):
    """A document of a meeting: a file that was sent, or a link to where it stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="papers")
    title = models.CharField(max_length=200)
    file = models.OneToOneField(File, models.PROTECT, null=True, blank=True, related_name="+")
    link = models.URLField(max_length=500, blank=True)
    # Of what it says; empty when it is in several.
    language = models.CharField(max_length=10, blank=True)
    # Whether everybody may read it; one of a meeting that members only know of is theirs all the same.
    is_public = models.BooleanField(default=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="networks_paper_file_or_link",
                condition=Q(file__isnull=False, link="") | (Q(file__isnull=True) & ~Q(link="")),
                violation_error_message=_("A document is a file or a link, not both."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
