import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comity.base.places.models import Place
from comity.engines.records.models import Record
from comity.operations.reviews.enums import Admission, Assembly, Capacity, Form, Gender, Mechanism, Office


class Gathering(models.Model):
    """A meeting of the working group, or a constructive dialogue after one with those who are no State."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Assembly)
    mechanism = models.CharField(max_length=30, choices=Mechanism)
    title = models.CharField(max_length=300)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    form = models.CharField(max_length=10, choices=Form)
    venue = models.CharField(max_length=300, blank=True)
    registration_ends_at = models.DateTimeField()
    # A dialogue is held after a meeting of the working group.
    after = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="dialogues")
    # From when on everybody sees it and may register.
    announced_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.CharField(max_length=1000, blank=True)
    # One more whenever what calendars keep of it changes.
    version = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-begins_at"]
        verbose_name = _("meeting of the mechanism")
        verbose_name_plural = _("meetings of the mechanism")
        constraints = [
            models.CheckConstraint(
                name="reviews_gathering_ends_after_it_begins",
                condition=Q(ends_at__gt=F("begins_at")),
                violation_error_message=_("It ends after it begins."),
            ),
            models.CheckConstraint(
                name="reviews_gathering_dialogue_follows_a_meeting",
                condition=(Q(kind=Assembly.DIALOGUE) & Q(after__isnull=False))
                | (~Q(kind=Assembly.DIALOGUE) & Q(after__isnull=True)),
                violation_error_message=_("A dialogue, and nothing else, follows a meeting of the working group."),
            ),
            models.CheckConstraint(
                name="reviews_gathering_cancelled_with_reason",
                condition=Q(cancelled_at__isnull=True) | ~Q(cancelled_because=""),
                violation_error_message=_("Who calls a meeting off says why."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AgendaItem(models.Model):
    """An item of the agenda."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=500)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["number", "pk"]
        constraints = [models.UniqueConstraint(fields=["gathering", "number"], name="reviews_agenda_number_once")]

    def __str__(self) -> str:
        return f"{self.number} of {self.gathering_id}"


class AgendaDocument(models.Model):
    """A record of the portal that is before the meeting under an item."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="documents")
    record = models.ForeignKey(Record, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["item", "record"], name="reviews_agenda_document_once")]

    def __str__(self) -> str:
        return f"{self.record_id} under {self.item_id}"


class Officer(models.Model):
    """Somebody in the bureau of a meeting: it decides who is admitted beside the States."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="bureau")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    office = models.CharField(max_length=20, choices=Office)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["gathering", "person"], name="reviews_officer_once"),
            models.UniqueConstraint(
                fields=["gathering"],
                condition=Q(office=Office.CHAIR),
                name="reviews_officer_one_chair",
                violation_error_message=_("A meeting has one chair."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office} of {self.gathering_id}"


class Registration(models.Model):
    """Somebody who is registered for a meeting: by their State, or by themselves."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="registrations")
    seat = models.CharField(max_length=20, choices=Capacity)
    name = models.CharField(max_length=200)
    post = models.CharField(max_length=200, blank=True)
    # For which State; none for who comes for no State.
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.CharField(max_length=300, blank=True)
    mail = models.EmailField(blank=True)
    # What they know of what is spoken of, where they come for no State.
    expertise = models.TextField(blank=True)
    # As they say of themselves, if they wish; nobody says it for them.
    gender = models.CharField(max_length=10, choices=Gender, blank=True)
    state = models.CharField(max_length=20, choices=Admission)
    # Under which they see without an account what became of it; of the address only a hash is kept.
    token_hash = models.CharField(max_length=64, blank=True)
    # None where they registered themselves without an account.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    # Whether they came; none before the Secretariat has said so.
    has_attended = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["gathering", "state"]), models.Index(fields=["token_hash"])]
        constraints = [
            models.CheckConstraint(
                name="reviews_registration_of_a_state",
                condition=(
                    Q(seat__in=[Capacity.HEAD, Capacity.DELEGATE, Capacity.OBSERVER_STATE]) & Q(place__isnull=False)
                )
                | (~Q(seat__in=[Capacity.HEAD, Capacity.DELEGATE, Capacity.OBSERVER_STATE]) & ~Q(organisation="")),
                violation_error_message=_("Who is registered comes for a State or for an organisation."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat} {self.pk}"


class Decision(models.Model):
    """What somebody of the bureau decided on a registration; never changed."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="decisions")
    state = models.CharField(max_length=20, choices=Admission)
    reason = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="reviews_decision_objects_with_reason",
                condition=~Q(state=Admission.OBJECTED) | ~Q(reason=""),
                violation_error_message=_("Who objects says why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.registration_id}"
