import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.base.places.models import Place
from comity.base.terms.models import Concept
from comity.operations.networks.models.communities import ContactPoint, Network


class Alert(models.Model):
    """A short notice to the contact points of chosen States: on which crimes to coordinate, and with whom.

    It has no words of its own: nothing of a case is in it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, related_name="+")
    crime_types = models.ManyToManyField(Concept, related_name="+")
    # Whom to get in touch with; None once that one has gone without a successor.
    sender = models.ForeignKey(ContactPoint, models.PROTECT, null=True, blank=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    is_urgent = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "pk"]

    def __str__(self) -> str:
        return f"{self.network_id} {self.sent_at:%Y-%m-%d}"


class Delivery(models.Model):
    """An alert as it lies before one State, and who has acknowledged it for that State."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="deliveries")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["alert", "place"], name="networks_delivery_once"),
            models.CheckConstraint(
                name="networks_delivery_acknowledged_by_somebody",
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                violation_error_message=_("What is acknowledged says by whom and when."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} to {self.place_id}"
