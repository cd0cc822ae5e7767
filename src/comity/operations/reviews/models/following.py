from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.engines.records.models import Record
from comity.operations.reviews.enums import ActionState
from comity.operations.reviews.models.cycles import Review
from comity.operations.reviews.models.writing import Observation


class Recommendation(models.Model):
    """A paragraph of a closed list of observations that asks for something; what it asks, the paragraph says."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="recommendations")
    observation = models.OneToOneField(Observation, models.CASCADE, related_name="recommendation")
    opened_at = models.DateTimeField()
    # Worked out from the actions whenever one changes; empty while there is none.
    state = models.CharField(max_length=20, choices=ActionState, blank=True)
    # Whether the State lets it be public with its actions, and who said so.
    is_public = models.BooleanField(default=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["observation__article", "pk"]
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        constraints = [
            models.CheckConstraint(
                name="reviews_recommendation_public_by_somebody",
                condition=Q(is_public=False) | Q(decided_by__isnull=False, decided_at__isnull=False),
                violation_error_message=_("What is public is so because somebody consented."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.observation_id} of {self.review_id}"


class Measure(models.Model):
    """An action of the State under review on a recommendation, or that it does not accept it; as it stands now."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="measures")
    what = models.TextField(blank=True)
    language = models.CharField(max_length=10)
    responsible = models.CharField(max_length=300, blank=True)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=ActionState)
    # Why it is not accepted.
    reason = models.TextField(blank=True)
    # One more at every change: whoever changes it says which they have seen.
    number = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="reviews_measure_says_what_or_why_not",
                condition=(Q(state=ActionState.NOT_ACCEPTED) & ~Q(reason=""))
                | (~Q(state=ActionState.NOT_ACCEPTED) & ~Q(what="")),
                violation_error_message=_("An action says what is done; what is not accepted, why not."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"


class EarlierMeasure(models.Model):
    """What an action said before it was changed; never changed or taken away."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="earlier")
    number = models.PositiveIntegerField()
    what = models.TextField(blank=True)
    responsible = models.CharField(max_length=300, blank=True)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=ActionState)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["measure", "-number"]
        constraints = [models.UniqueConstraint(fields=["measure", "number"], name="reviews_measure_number_once")]

    def __str__(self) -> str:
        return f"{self.number} of {self.measure_id}"


class Evidence(models.Model):
    """A record of the portal that shows what an action did, such as the new law."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="evidence")
    record = models.ForeignKey(Record, models.PROTECT, related_name="+")
    # Where in it, in words.
    locator = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["measure", "record"], name="reviews_evidence_once")]

    def __str__(self) -> str:
        return f"{self.record_id} for {self.measure_id}"
