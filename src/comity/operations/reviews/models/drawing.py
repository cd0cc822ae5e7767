import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.base.places.models import Place
from comity.operations.reviews.enums import Mechanism, Part, Stage, Wish


class Program(models.Model):
    """The program with which a lot was drawn, kept as it was, since a later version is another program."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    text = models.TextField()

    def __str__(self) -> str:
        return self.sha256[:12]


class Draw(models.Model):
    """A drawing of lots for one phase or cycle of a mechanism: its rules, its parties, and its lots."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mechanism = models.CharField(max_length=30, choices=Mechanism)
    # Such as “Phase I”: as the mechanism calls it, in the language of whoever sets it up.
    phase = models.CharField(max_length=200)
    # The day on which parties are counted.
    parties_on = models.DateField()
    # The values of the rule set as they hold for this draw, by name.
    rules = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("drawing of lots")
        verbose_name_plural = _("drawings of lots")

    def __str__(self) -> str:
        return f"{self.get_mechanism_display()}, {self.phase}"


class Correction(models.Model):
    """What the Secretariat knows of a party and the portal's list does not say; with a source, and before the draw."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="corrections")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part, default=Part.BOTH)
    wish = models.CharField(max_length=10, choices=Wish, blank=True)
    # Symbols of the instruments to which it is party; empty for what the portal's list says.
    instruments = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "place"], name="reviews_correction_once"),
            models.CheckConstraint(
                name="reviews_correction_has_source",
                condition=~Q(source=""),
                violation_error_message=_("A correction says where it is known from."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id}: {self.part}"


class Lot(models.Model):
    """One lot of a draw: the first one, or one for what happened since. What it is, its moments say."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="lots")
    # In the order in which they were begun; what is drawn is numbered anew in the transcript.
    number = models.PositiveSmallIntegerField()
    # What is asked, of a later lot: kind, State, seat, reason.
    acts = models.JSONField(default=list, blank=True)
    # Which public randomness will be used, in words, and from when it is known.
    randomness_source = models.CharField(max_length=500, blank=True)
    randomness_at = models.DateTimeField(null=True, blank=True)
    commitment = models.JSONField(null=True, blank=True)
    commitment_sha256 = models.CharField(max_length=64, blank=True)
    program = models.ForeignKey(Program, models.PROTECT, null=True, blank=True, related_name="+")
    committed_at = models.DateTimeField(null=True, blank=True)
    # Everything that the transcript says of it.
    record = models.JSONField(null=True, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    abandoned_at = models.DateTimeField(null=True, blank=True)
    abandoned_because = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "number"], name="reviews_lot_once"),
            models.CheckConstraint(
                name="reviews_lot_committed_says_to_what",
                condition=Q(committed_at__isnull=True)
                | Q(commitment__isnull=False, program__isnull=False, randomness_at__isnull=False),
                violation_error_message=_("A commitment says to what, and to which randomness."),
            ),
            models.CheckConstraint(
                name="reviews_lot_drawn_after_commitment",
                condition=Q(drawn_at__isnull=True) | Q(committed_at__isnull=False, record__isnull=False),
                violation_error_message=_("A lot is drawn after the commitment."),
            ),
            models.CheckConstraint(
                name="reviews_lot_published_after_drawing",
                condition=Q(published_at__isnull=True) | Q(drawn_at__isnull=False, abandoned_at__isnull=True),
                violation_error_message=_("What is published was drawn."),
            ),
            models.CheckConstraint(
                name="reviews_lot_abandoned_with_reason",
                condition=Q(abandoned_at__isnull=True) | ~Q(abandoned_because=""),
                violation_error_message=_("Who gives up a lot says why."),
            ),
            # One open lot at a time: the next one follows on what this one gives.
            models.UniqueConstraint(
                fields=["draw"],
                condition=Q(published_at__isnull=True, abandoned_at__isnull=True),
                name="reviews_lot_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draw_id}, {self.number}"

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        moments = {
            Stage.ABANDONED: self.abandoned_at,
            Stage.PUBLISHED: self.published_at,
            Stage.DRAWN: self.drawn_at,
            Stage.COMMITTED: self.committed_at,
        }
        return next((stage for stage, moment in moments.items() if moment is not None), Stage.DRAFT)

    @property
    def is_first(self) -> bool:
        """Whether it draws everything, and not only what happened since."""
        return not self.acts

    @property
    def outcome(self) -> list[dict[str, Any]]:
        """Every review as it stands after this lot; empty before it is drawn."""
        return list((self.record or {}).get("outcome", []))
