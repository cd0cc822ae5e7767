import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.base.places.models import Place
from comity.engines.procedures.flow import Flow
from comity.engines.procedures.models import Dossier
from comity.operations.reviews.enums import Mechanism, Step
from comity.operations.reviews.flow import FLOW
from comity.operations.reviews.models.drawing import Draw


class Cycle(models.Model):
    """A phase or cycle of a mechanism: what is asked in it, how long each step may take, and which draw it follows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mechanism = models.CharField(max_length=30, choices=Mechanism)
    # As the mechanism calls it, in the language of whoever sets it up.
    name = models.CharField(max_length=200)
    # A code of the mechanism's file, such as “criminalization”: which articles are reviewed.
    cluster = models.CharField(max_length=60)
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, blank=True, related_name="cycles")
    # How many days each step may take, by its name, as they hold for this cycle.
    days = models.JSONField()
    # The codes of the questionnaires, by the symbol of the instrument.
    questionnaires = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("cycle of reviews")
        verbose_name_plural = _("cycles of reviews")
        constraints = [
            models.UniqueConstraint(
                fields=["mechanism", "name", "cluster"],
                name="reviews_cycle_once",
                violation_error_message=_("This mechanism already has a cycle of that name for those articles."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_mechanism_display()}, {self.name}"


class Review(Dossier):
    """The review of one State in one cycle; which State, its procedure says."""

    flow: ClassVar[Flow] = FLOW

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="reviews")
    group = models.PositiveSmallIntegerField(default=1)
    # Symbols of the instruments under review.
    instruments = models.JSONField(default=list)
    # Codes of the languages in which the review is conducted, and how the work is divided beside the reviewers' parts.
    languages = models.JSONField(default=list, blank=True)
    division = models.TextField(blank=True)
    # One more whenever languages or division change: whoever agreed, agreed to one of these.
    arrangement = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    # When the result became public, or when it ended without one.
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        indexes = [models.Index(fields=["cycle", "group"])]

    def __str__(self) -> str:
        return str(self.procedure_id)

    @property
    def stage(self) -> Step:
        """Where it stands."""
        return Step(self.procedure.state)


class Reviewer(models.Model):
    """A State that reviews another, as it was drawn."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="reviewers")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    # Symbols of the instruments for which it reviews.
    instruments = models.JSONField(default=list)
    is_additional = models.BooleanField(default=False)
    # Which articles or chapters it takes, as was agreed.
    part = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["is_additional", "place"]
        constraints = [
            models.UniqueConstraint(fields=["review", "place"], name="reviews_reviewer_once"),
            models.CheckConstraint(
                name="reviews_reviewer_for_something",
                condition=~Q(instruments=[]),
                violation_error_message=_("A State reviews for at least one instrument."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} of {self.review_id}"
