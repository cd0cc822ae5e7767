import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.base.files.content.types import BY_MEDIA, Family
from comity.base.files.enums import Fault, Removed, State


class File(models.Model):
    """One file that somebody sent. Its bytes are in the store under their hash; two files may have the same."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=150)
    # Of the bytes that are kept now: as sent until it is released, then those of the cleaned copy; empty when removed.
    digest = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    # Of the bytes as they were sent; of these nothing else is kept once the file is released.
    original_digest = models.CharField(max_length=64)
    original_size = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.QUARANTINE)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)
    # The last day on which it is kept; None for as long as what it is attached to.
    keep_until_on = models.DateField(null=True, blank=True)
    fault = models.CharField(max_length=20, choices=Fault, blank=True)
    # What exactly: the name that the scanner gives, what a member of staff said.
    detail = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    # What scanned it, with its version and lists; empty where there is no scanner.
    scanner = models.CharField(max_length=100, blank=True)
    scanned_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    taken_out = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-sent_at", "key"]
        indexes = [
            models.Index(fields=["state", "next_at"]),
            models.Index(fields=["sent_by", "-sent_at"]),
            models.Index(fields=["digest"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="files_file_released_has_moment",
                condition=~Q(state=State.RELEASED) | (Q(released_at__isnull=False) & Q(scanned_at__isnull=False)),
                violation_error_message=_("A file that is released has the moments of its scan and its release."),
            ),
            models.CheckConstraint(
                name="files_file_refused_has_fault",
                condition=~Q(state__in=[State.REFUSED, State.REMOVED]) | (~Q(fault="") & Q(ended_at__isnull=False)),
                violation_error_message=_("A file that is refused or removed says when and why."),
            ),
            models.CheckConstraint(
                name="files_file_bytes_until_removed",
                condition=(Q(state=State.REMOVED) & Q(digest="")) | (~Q(state=State.REMOVED) & ~Q(digest="")),
                violation_error_message=_("A file has its bytes until it is removed."),
            ),
            models.CheckConstraint(
                name="files_file_not_empty",
                condition=Q(size__gt=0) & Q(original_size__gt=0),
                violation_error_message=_("A file holds something."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_waiting(self) -> bool:
        """Whether something is still to become of it by itself."""
        return self.state in {State.QUARANTINE, State.CLEAN}

    @property
    def is_scanned(self) -> bool:
        """Whether a scanner has looked at it, rather than none being there."""
        return bool(self.scanned_at and self.scanner)

    @property
    def taken_out_words(self) -> list[str]:
        """What was taken out of it, in the words of the reader's language."""
        return [str(Removed(one).label) for one in self.taken_out if one in Removed.values]

    @property
    def ending(self) -> str:
        """How its name ends, in capitals, as people call its type."""
        return self.name.rpartition(".")[2].upper()

    @property
    def can_be_shown(self) -> bool:
        """Whether it is shown in a page of its own as well as saved: pictures and PDF."""
        return BY_MEDIA[self.media_type].family in {Family.IMAGE, Family.PDF}
