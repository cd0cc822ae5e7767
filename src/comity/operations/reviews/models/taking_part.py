from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.base.places.models import Place
from comity.operations.reviews.enums import Gender, Role, Step
from comity.operations.reviews.models.cycles import Review


class Participant(models.Model):
    """Somebody whom a State has named for one review; the Secretariat takes part by its role and is not named."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="participants")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    # As they say of themselves, if they wish.
    gender = models.CharField(max_length=10, choices=Gender, blank=True)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    # That nothing stands against their taking part, in their own words where there is something to say.
    declared_at = models.DateTimeField(null=True, blank=True)
    declaration = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["place", "role", "pk"]
        indexes = [models.Index(fields=["person", "ended_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "person"], condition=Q(ended_at__isnull=True), name="reviews_participant_once"
            ),
            models.UniqueConstraint(
                fields=["review", "place"],
                condition=Q(ended_at__isnull=True, role=Role.FOCAL_POINT),
                name="reviews_participant_one_focal_point",
                violation_error_message=_("A State has one focal point in a review. End the other first."),
            ),
            models.CheckConstraint(
                name="reviews_participant_ended_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                violation_error_message=_("What ended was ended by somebody."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.place_id}"


class Mark(models.Model):
    """That a State has done, in one step of a review, what is asked of it there."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="marks")
    step = models.CharField(max_length=30, choices=Step)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "step", "place"], name="reviews_mark_once")]

    def __str__(self) -> str:
        return f"{self.step} by {self.place_id}"
