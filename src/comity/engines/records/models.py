import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.base.places.models import Place
from comity.engines.records.enums import Relation, State, Wording


class Record(models.Model):
    """The catalogue card: what every entry in every database has, whatever it describes.

    The fields peculiar to a treaty or a law live in that module's Detail table, which shares
    the card's key. Texts, sources, links and revisions hang on the card, so they are built once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=30)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="records")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "state", "-published_at"]),
            models.Index(fields=["place", "kind", "state"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="records_record_published_has_date",
                condition=~Q(state=State.PUBLISHED) | Q(published_at__isnull=False),
                violation_error_message=_("A published record has the moment of its publication."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Text(models.Model):
    """A record's words in one language."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10)
    wording = models.CharField(max_length=10, choices=Wording)
    title = models.CharField(max_length=1000)
    summary = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "language"], name="records_text_once_a_language")]

    def __str__(self) -> str:
        return self.title


class Source(models.Model):
    """Where a record comes from, and on what terms it may be used."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="sources")
    title = models.CharField(max_length=1000)
    url = models.URLField(max_length=2000, blank=True)
    publisher = models.CharField(max_length=300, blank=True)
    licence = models.CharField(max_length=300, blank=True)
    licence_url = models.URLField(max_length=2000, blank=True)
    retrieved_on = models.DateField(null=True, blank=True)
    locator = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.title


class Link(models.Model):
    """A typed arrow between two records, so that no database need know another."""

    subject = models.ForeignKey(Record, models.CASCADE, related_name="links_out")
    relation = models.CharField(max_length=12, choices=Relation)
    object = models.ForeignKey(Record, models.CASCADE, related_name="links_in")
    locator = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "relation", "object", "locator"], name="records_link_once"),
            models.CheckConstraint(
                name="records_link_not_to_self",
                condition=~Q(subject=models.F("object")),
                violation_error_message=_("A record cannot be linked to itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.relation} {self.object_id}"


class Revision(models.Model):
    """A record as it stood when it was published; never changed."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["record", "number"], name="records_revision_once")]

    def __str__(self) -> str:
        return f"{self.record_id} r{self.number}"


class Detail(models.Model):
    """The fields that only one kind of record has. Subclass it once in each knowledge module."""

    kind: ClassVar[str]
    # Relations of the detail that are loaded with it wherever many are told of at once.
    companions: ClassVar[tuple[str, ...]] = ()

    record = models.OneToOneField(Record, models.CASCADE, primary_key=True, related_name="%(class)s")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.record_id)

    @property
    def address(self) -> str:
        """The permanent path of the record's page, without a language: ``/strategies/<id>/``."""
        return f"/{self._meta.app_label}/{self.record_id}/"

    def snapshot(self) -> dict[str, Any]:
        """The detail as plain data, as a revision keeps it."""
        fields = [f for f in self._meta.concrete_fields if not f.primary_key]
        return {f.name: f.value_to_string(self) for f in fields}

    def public_data(self) -> dict[str, Any]:
        """The detail as any visitor may read it; a kind with fields that are not for everyone leaves them out here."""
        return self.snapshot()
