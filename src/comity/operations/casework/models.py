from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comity.base.people.models import Organisation
from comity.base.places.models import Place
from comity.base.terms.models import Concept
from comity.engines.exchange.models import Envelope, Receipt, Thread
from comity.engines.procedures.flow import Flow
from comity.engines.procedures.models import Dossier, Move
from comity.operations.casework.enums import (
    Bearer,
    CostKind,
    Direction,
    Ground,
    Level,
    Part,
    Source,
    Table,
    Urgency,
    Way,
)
from comity.operations.casework.flow import FLOW


class Case(Dossier):
    """The file that one authority keeps of one request, sent or received.

    Nothing here is a word of the matter: title, persons, notes and the name of an authority that is not here are
    sealed in the browser, under the name ``case:`` and the key of the file. Decision 33 says which field is where.
    """

    flow: ClassVar[Flow] = FLOW

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    direction = models.CharField(max_length=8, choices=Direction)
    way = models.CharField(max_length=10, choices=Way)
    # A type of the request writer.
    type = models.CharField(max_length=40)
    # Numbers of the file, ours and theirs: no words.
    reference = models.CharField(max_length=40, blank=True)
    their_reference = models.CharField(max_length=40, blank=True)
    # The other State, and its authority when that is here too.
    other_place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    other = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    # The treaty on which it rests, by its symbol; empty for none or not known.
    instrument = models.CharField(max_length=30, blank=True)
    crime_types = models.ManyToManyField(Concept, blank=True, related_name="+")
    urgency = models.CharField(max_length=6, choices=Urgency, default=Urgency.NORMAL)
    level = models.CharField(max_length=10, choices=Level, default=Level.ORDINARY)
    # Whose it is in the authority; None until somebody takes it.
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # The day on which it was sent.
    sent_on = models.DateField()
    # When anything in the file was last changed.
    touched_at = models.DateTimeField()
    # One more at every change of what the form holds.
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["organisation", "level"])]
        constraints = [
            models.CheckConstraint(
                name="casework_case_with_another",
                condition=Q(other__isnull=True) | ~Q(other=F("organisation")),
                violation_error_message=_("The other authority is another than your own."),
            ),
            models.CheckConstraint(
                name="casework_case_restricted_has_officer",
                condition=Q(level=Level.ORDINARY) | Q(officer__isnull=False),
                violation_error_message=_("A restricted file has a responsible officer: else nobody would see it."),
            ),
        ]

    @property
    def part(self) -> Part:
        """The side on which the authority that keeps the file is."""
        return Part.REQUESTING if self.direction == Direction.OUTGOING else Part.REQUESTED

    @property
    def about(self) -> str:
        """The name under which what is sealed of it is kept."""
        return f"case:{self.pk}"


class Reader(models.Model):
    """Somebody of the authority who may know of a restricted file."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="readers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="casework_reader_once")]

    def __str__(self) -> str:
        return f"{self.person_id} of {self.case_id}"


class CaseThread(models.Model):
    """A conversation of the sealed exchange in which a request travels."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="threads")
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="+")
    # The message that is the request: its receipts move the file.
    envelope = models.ForeignKey(Envelope, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "thread"], name="casework_casethread_once")]

    def __str__(self) -> str:
        return f"{self.thread_id} of {self.case_id}"


class Occurrence(models.Model):
    """What happened with a request on which day, by which receipt when by one; figures are computed from these."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="occurrences")
    state = models.CharField(max_length=20)
    occurred_on = models.DateField()
    # A second execution in part moves nothing, and happened all the same.
    move = models.OneToOneField(Move, models.PROTECT, null=True, blank=True, related_name="+")
    receipt = models.ForeignKey(Receipt, models.PROTECT, null=True, blank=True, related_name="+")
    ground = models.CharField(max_length=20, choices=Ground, blank=True)
    # The article that was relied on, such as “XVIII-12 18 21”.
    article = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["occurred_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "receipt"], name="casework_occurrence_of_receipt_once"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.occurred_on}"


class Deadline(models.Model):
    """Until when something must be done in a case, and how the day was found."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="deadlines")
    source = models.CharField(max_length=8, choices=Source)
    due_on = models.DateField()
    # Of one that a treaty sets: which rule, and the day from which it counts.
    rule = models.CharField(max_length=40, blank=True)
    counted_from_on = models.DateField(null=True, blank=True)
    # Who has to keep it.
    part = models.CharField(max_length=10, choices=Part)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    met_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["met_at", "due_on"])]
        constraints = [
            models.CheckConstraint(
                name="casework_deadline_of_treaty_is_computed",
                condition=~Q(source=Source.TREATY) | Q(counted_from_on__isnull=False) & ~Q(rule=""),
                violation_error_message=_("A deadline of a treaty says by which rule and from which day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_on}"


class Cost(models.Model):
    """What a request has cost: an amount and no words."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="costs")
    kind = models.CharField(max_length=13, choices=CostKind)
    borne_by = models.CharField(max_length=10, choices=Bearer)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    # ISO 4217.
    currency = models.CharField(max_length=3)
    incurred_on = models.DateField()

    class Meta:
        ordering = ["incurred_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="casework_cost_is_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("A cost is more than nothing."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class Link(models.Model):
    """Two files of one authority that belong together; kept once, and shown at both."""

    first = models.ForeignKey(Case, models.CASCADE, related_name="links_from")
    second = models.ForeignKey(Case, models.CASCADE, related_name="links_to")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="casework_link_once"),
            models.CheckConstraint(
                name="casework_link_of_two",
                condition=~Q(first=F("second")),
                violation_error_message=_("A file is not linked to itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"


class Shown(models.Model):
    """A table of figures that a State has made public; without one, nothing is."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    table = models.CharField(max_length=10, choices=Table)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "table"], name="casework_shown_once")]

    def __str__(self) -> str:
        return f"{self.table} of {self.place_id}"
