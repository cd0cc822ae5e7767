import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.base.notices.enums import Channel, Fault, State


class Destination(models.Model):
    """Where messages to somebody go: a mailbox or a webhook. It is deleted when nothing is to go there any more."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.CharField(max_length=10, choices=Channel)
    address = models.CharField(max_length=2000)
    # With which messages to a webhook are signed; it is shown once, to whoever names the webhook.
    secret = models.CharField(max_length=100, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    # Since when nothing is sent there, because it failed for long.
    paused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address"], condition=Q(channel=Channel.EMAIL), name="notices_destination_mailbox_once"
            ),
            models.CheckConstraint(
                name="notices_destination_webhook_has_secret",
                condition=~Q(channel=Channel.WEBHOOK) | ~Q(secret=""),
                violation_error_message=_("A webhook has a secret."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.key}"

    @property
    def masked(self) -> str:
        """The address as staff see it: a mailbox without most of its name, a webhook without its path."""
        if self.channel == Channel.EMAIL:
            name, _at, host = self.address.rpartition("@")
            return f"{name[:1]}…@{host}"
        return "/".join([*self.address.split("/")[:3], "…"])


class Message(models.Model):
    """One message to one destination. Its key is the same at every attempt, so that a receiver knows it again."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    destination = models.ForeignKey(Destination, models.CASCADE, related_name="messages")
    # What it is for, such as “search.alert”; told to staff, and counted against floods.
    purpose = models.CharField(max_length=30)
    # Whoever queues the same thing twice queues it once.
    once = models.CharField(max_length=200, unique=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    # A letter with a secret link: its text is kept encrypted, and removed when it was sent or given up.
    is_sealed = models.BooleanField(default=False)
    # From when on it would be of no use, as when its link is void by then; None for never.
    void_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=20, choices=Fault, blank=True)
    # What the other side said, in its own words.
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["created_at", "key"]
        indexes = [
            models.Index(fields=["state", "next_at"]),
            models.Index(fields=["purpose", "created_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="notices_message_sent_has_moment",
                condition=~Q(state=State.SENT) | Q(sent_at__isnull=False),
                violation_error_message=_("A message that was sent has the moment at which it was."),
            ),
            models.CheckConstraint(
                name="notices_message_failed_has_fault",
                condition=~Q(state__in=[State.FAILED, State.UNCERTAIN]) | ~Q(fault=""),
                violation_error_message=_("A message that could not be sent says why."),
            ),
            models.CheckConstraint(
                name="notices_message_sealed_is_emptied_at_its_end",
                condition=Q(is_sealed=False) | Q(text="") | Q(state__in=[State.WAITING, State.SENDING]),
                violation_error_message=_(
                    "The text of a letter with a secret is removed when it was sent or given up."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.key}"

    @property
    def is_emptied(self) -> bool:
        """Whether its text was removed, so that it cannot be sent any more."""
        return self.is_sealed and not self.text
