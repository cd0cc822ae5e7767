import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.base.people.models import Organisation
from comity.base.places.models import Place
from comity.base.terms.models import Concept
from comity.engines.procedures.flow import Flow


class Procedure(models.Model):
    """Work that moves between parties: which flow it follows, where it stands, which State it concerns.

    The fields peculiar to a review or a contribution live in that module's Dossier, which shares its key. Its state
    is written by ``actions.take`` and nowhere else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    flow = models.CharField(max_length=30)
    state = models.CharField(max_length=30)
    # The State that it concerns: permissions are asked with it.
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    # What it is about; none for no subject. Who holds a role for some subjects has to do with those alone.
    subjects = models.ManyToManyField(Concept, blank=True, related_name="+")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    # When the last step was taken: since then whoever has to act is waited for.
    moved_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["flow", "state", "place", "moved_at"])]

    def __str__(self) -> str:
        return f"{self.flow} {self.id}"


class Party(models.Model):
    """Whoever takes part: an organisation, a State with all its organisations, or, with neither, the Secretariat."""

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="parties")
    part = models.CharField(max_length=30)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["part", "organisation"])]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "part", "organisation"], name="procedures_party_organisation_once"
            ),
            models.UniqueConstraint(fields=["procedure", "part", "place"], name="procedures_party_place_once"),
            models.CheckConstraint(
                name="procedures_party_is_one",
                condition=Q(organisation__isnull=True) | Q(place__isnull=True),
                violation_error_message=_("A party is an organisation, or a State, or the Secretariat."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} of {self.procedure_id}"


class Task(models.Model):
    """What is asked of a part, since when, and perhaps by when; done as soon as the next step is taken."""

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="tasks")
    part = models.CharField(max_length=30)
    # The state in which it is asked.
    asks = models.CharField(max_length=30)
    since_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["part", "done_at", "since_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure"], condition=Q(done_at__isnull=True), name="procedures_task_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asks} of {self.part}"


class Move(models.Model):
    """One step that was taken; never changed."""

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="moves")
    # Empty for the beginning.
    step = models.CharField(max_length=30, blank=True)
    before = models.CharField(max_length=30, blank=True)
    after = models.CharField(max_length=30)
    part = models.CharField(max_length=30)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.step} {self.at:%Y-%m-%d}"


class Dossier(models.Model):
    """What only one kind of procedure has. Subclass it once in each module of operations."""

    flow: ClassVar[Flow]

    procedure = models.OneToOneField(Procedure, models.CASCADE, primary_key=True, related_name="%(class)s")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.procedure_id)
