from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.base.places.models import Place
from comity.operations.reviews.enums import Seating
from comity.operations.reviews.models.cycles import Review


class SeatChange(models.Model):
    """That another State took a seat in a review, and why; never changed.

    What was drawn stays as it was drawn: this says what has become of it since.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="seat_changes")
    kind = models.CharField(max_length=20, choices=Seating)
    # None where a seat was added, or fell away.
    before = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    after = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    # Whether it is the State under review that was followed by another.
    is_reviewed = models.BooleanField(default=False)
    reason = models.CharField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["kind", "before"])]
        constraints = [
            models.CheckConstraint(
                name="reviews_seat_change_of_somebody",
                condition=Q(before__isnull=False) | Q(after__isnull=False),
                violation_error_message=_("A change names a State."),
            ),
            models.CheckConstraint(
                name="reviews_seat_change_has_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Say why, and where it is known from."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"
