import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.base.notices.models import Destination
from comity.engines.records.models import Record
from comity.engines.search.enums import Frequency


class SavedSearch(models.Model):
    """A search that somebody follows; two who follow the same follow one."""

    # Made of what is asked and in which language, so that the same search is found again.
    name = models.CharField(max_length=64, unique=True)
    # As it stands in the address of its page.
    parameters = models.TextField(blank=True)
    text = models.TextField(blank=True)
    filters = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=10)
    # Whether texts answer too that have the words of the vocabularies in other languages.
    across = models.BooleanField(default=True)
    # What a record must have to answer it, whether that is enough, and which version of the analysis told it; see
    # ``index.needing.Needs.packed``.
    needs = models.JSONField(default=dict, blank=True)
    is_exact = models.BooleanField(default=False)
    version = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.parameters


class Subscription(models.Model):
    """Somebody's wish to be told of what a search finds from now on. It is deleted when they want it no more."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="subscriptions")
    destination = models.ForeignKey(Destination, models.CASCADE, related_name="subscriptions")
    frequency = models.CharField(max_length=10, choices=Frequency)
    # Of the messages: the language in which it was asked for, and what the search is called in it.
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=300)
    # The address at which the subscriber found this installation, for links.
    root = models.CharField(max_length=200)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # Of the form that was sent, so that sending it twice does it once.
    form = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # Since when records count: nothing is sent before the link in the first message was followed.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["search", "destination"], name="search_subscription_once"),
            models.CheckConstraint(
                name="search_subscription_told_is_confirmed",
                condition=Q(told_at__isnull=True) | Q(confirmed_at__isnull=False),
                violation_error_message=_("Nobody is told of anything before they have confirmed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.frequency} {self.key}"


class Match(models.Model):
    """A new record that answers a search somebody follows. There is one for each of both, so it is told once."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="matches")
    record = models.ForeignKey(Record, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "record"], name="search_match_once")]
        indexes = [models.Index(fields=["subscription"], condition=Q(told_at=None), name="search_match_untold")]

    def __str__(self) -> str:
        return f"{self.subscription_id} {self.record_id}"


class Reading(models.Model):
    """Up to which event of the audit trail the kept searches have been asked; one row."""

    position = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return str(self.position)
