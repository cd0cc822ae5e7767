import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comity.base.people.models import Organisation
from comity.base.places.models import Place
from comity.operations.reviews.enums import Approach, Bid
from comity.operations.reviews.models.following import Recommendation


class Offer(models.Model):
    """What an organisation offers of technical assistance; an empty list stands for everything of its kind."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=10)
    # Ids of articles such as “XVIII-14:15”, or symbols of whole instruments.
    articles = models.JSONField(default=list, blank=True)
    # Codes of ``Help``.
    kinds = models.JSONField(default=list)
    # Codes of regions, subregions and States.
    regions = models.JSONField(default=list, blank=True)
    # Codes of the languages in which it helps.
    languages = models.JSONField(default=list, blank=True)
    begins_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # What universities and non-governmental organisations offer waits for the Secretariat, and anew after each change.
    standing = models.CharField(max_length=20, choices=Bid, default=Bid.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_because = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = _("offer of technical assistance")
        verbose_name_plural = _("offers of technical assistance")
        constraints = [
            models.CheckConstraint(
                name="reviews_offer_of_something",
                condition=~Q(kinds=[]),
                violation_error_message=_("An offer says of which kind the help is."),
            ),
            models.CheckConstraint(
                name="reviews_offer_ends_after_it_begins",
                condition=Q(begins_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")),
                violation_error_message=_("It ends after it begins."),
            ),
            models.CheckConstraint(
                name="reviews_offer_refused_with_reason",
                condition=~Q(standing=Bid.REFUSED) | ~Q(decided_because=""),
                violation_error_message=_("Who does not accept an offer says why."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Need(models.Model):
    """A need of technical assistance of a State; of its State alone until that shows it to somebody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    # What a review found, where it comes from one.
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, null=True, blank=True, related_name="needs")
    article = models.CharField(max_length=60, blank=True)
    kinds = models.JSONField(default=list)
    text = models.TextField()
    language = models.CharField(max_length=10)
    languages = models.JSONField(default=list, blank=True)
    # By when help is wanted.
    due_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # It is met, or not wanted any more.
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("need of technical assistance")
        verbose_name_plural = _("needs of technical assistance")
        constraints = [
            models.CheckConstraint(
                name="reviews_need_of_something",
                condition=~Q(kinds=[]),
                violation_error_message=_("A need says of which kind the help should be."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.article}"


class Showing(models.Model):
    """That a State has shown a need to a provider, and how it stands between the two."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="showings")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    offer = models.ForeignKey(Offer, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=20, choices=Approach, default=Approach.SHOWN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["need", "organisation"], name="reviews_showing_once"),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} to {self.organisation_id}"


class Word(models.Model):
    """What a State or a provider said when it took a step with a need; never changed."""

    showing = models.ForeignKey(Showing, models.CASCADE, related_name="words")
    state = models.CharField(max_length=20, choices=Approach)
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.state} {self.showing_id}"
