import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.base.administration.enums import Audience, Severity, Spot
from comity.base.files.models import File
from comity.base.people.models import NoteVerbale


class Announcement(models.Model):
    """What the service tells its readers above every page, from a moment and until another.

    Not to be confused with the notices that authorities give of their own service.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # By language: one or two sentences, plain text.
    words = models.JSONField(default=dict)
    severity = models.CharField(max_length=10, choices=Severity, default=Severity.INFO)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.EVERYONE)
    begins_at = models.DateTimeField(default=timezone.now)
    # The first moment at which it is no longer shown; none until somebody ends it.
    ends_at = models.DateTimeField(null=True, blank=True)
    # Grows with every change, so that who has put it away sees it again when it says something else.
    number = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("service notice")
        verbose_name_plural = _("service notices")
        ordering = ["-begins_at", "key"]
        constraints = [
            models.CheckConstraint(
                name="administration_announcement_ends_after_it_begins",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("begins_at")),
                violation_error_message=_("It ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def mark(self) -> str:
        """By which a reader's browser remembers that it was put away; another as soon as it says something else."""
        return f"{self.key.hex[:12]}.{self.number}"


class Wording(models.Model):
    """What staff have written for a page of the installation; each change is one more, and none is changed.

    It holds only what differs from the project's own words, so that these are read wherever nobody has written others.
    """

    spot = models.CharField(max_length=10, choices=Spot)
    # From 1 for each spot.
    number = models.PositiveIntegerField()
    # By language, then by field.
    words = models.JSONField(default=dict, blank=True)
    # What is the same in every language, such as the order of the parts.
    rest = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # When another took its place; none for the one that readers see.
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("wording of a page")
        verbose_name_plural = _("wordings of pages")
        constraints = [
            models.UniqueConstraint(fields=["spot", "number"], name="administration_wording_number_once"),
            models.UniqueConstraint(
                fields=["spot"], condition=Q(replaced_at=None), name="administration_wording_one_is_shown"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.spot} {self.number}"


class NotePaper(models.Model):
    """A note verbale as it came, as a file; only who decides on nominations reads it."""

    note = models.ForeignKey(NoteVerbale, models.PROTECT, related_name="+")
    file = models.OneToOneField(File, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.file.name
