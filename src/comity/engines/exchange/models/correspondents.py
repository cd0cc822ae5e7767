from django.conf import settings
from django.db import models
from django.db.models import Q

from comity.base.people.models import Organisation


class Correspondent(models.Model):
    """An authority that has no installation: it opens what is sealed to it from a file, with a key of its own.

    Here it is an organisation like any other, without members; its key is in our log of keys.
    """

    organisation = models.OneToOneField(Organisation, models.PROTECT, primary_key=True, related_name="+")
    # As the log names it: made of the first key that it had.
    owner = models.CharField(max_length=40, unique=True)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.owner


class Acquaintance(models.Model):
    """That an authority of ours has compared the numbers of one that has no installation, and may write to it."""

    correspondent = models.ForeignKey(Correspondent, models.CASCADE, related_name="acquaintances")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    compared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # From then on nothing is sealed to it, and no answer of it is taken, for this authority of ours.
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["correspondent", "organisation"],
                condition=Q(ended_at__isnull=True),
                name="exchange_acquaintance_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.correspondent_id} of {self.organisation_id}"
