import uuid

from django.db import models
from django.utils import timezone

from comity.base.people.enums import Opening
from comity.base.people.models.organisation import Delegation
from comity.base.people.models.person import User


class Device(models.Model):
    """A browser in which somebody has signed in before; it is known again by a cookie whose hash stands here."""

    person = models.ForeignKey(User, models.PROTECT, related_name="devices")
    # SHA-256 of what the cookie holds.
    token_hash = models.CharField(max_length=64, unique=True)
    # The family of the browser and of its system, such as “Firefox, Windows”; nothing finer is kept.
    family = models.CharField(max_length=60)
    first_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.family


class Visit(models.Model):
    """A session of one person in one browser, which the person sees and can end.

    The session itself holds this key; ending the visit ends the session at its next request, wherever it is kept.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, models.PROTECT, related_name="visits")
    family = models.CharField(max_length=60)
    opening = models.CharField(max_length=10, choices=Opening)
    # Whether a second factor, or a passkey that asked for a PIN or a finger, was shown in it.
    is_strong = models.BooleanField(default=False)
    # On behalf of whom the person acts in it.
    delegation = models.ForeignKey(Delegation, models.PROTECT, null=True, blank=True, related_name="+")
    began_at = models.DateTimeField(auto_now_add=True)
    # The last request, to within some minutes.
    seen_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-began_at"]

    def __str__(self) -> str:
        return f"{self.person} {self.began_at:%Y-%m-%d %H:%M}"

    def touch(self) -> None:
        """Remember that something is being done in it. Not an event: each request that matters is one itself."""
        self.seen_at = timezone.now()
        type(self).objects.filter(pk=self.pk).update(seen_at=self.seen_at)


class Attempts(models.Model):
    """How often something failed lately, by a hash of who tried what from where; shared by all server processes."""

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.failures} failures"
