from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.engines.records.enums import Wording
from comity.engines.records.models import Detail
from comity.engines.records.shapes import Makeup
from comity.knowledge.legislation.enums import Kind, Method, PartKind, Scheme, Split, Status


# The jurisdiction of what belongs to no place, in addresses.
NOWHERE = "world"


class Law(Detail):
    """A law, code, decree or bill of one jurisdiction. Titles are the card's texts, licences its sources'."""

    kind: ClassVar[str] = "law"
    naming: ClassVar[tuple[str, ...]] = ("jurisdiction", "slug")
    derived: ClassVar[tuple[str, ...]] = ("jurisdiction",)
    makeup: ClassVar[Makeup] = Makeup(languages=frozenset({"language"}), about=False)

    # The card's place in lower case; it stands here too because an address must be unique within a place.
    jurisdiction = models.CharField(max_length=12, default=NOWHERE)
    slug = models.SlugField(max_length=80)
    # The publisher's own, unique within the place, such as LEY-25246.
    identifier = models.CharField(max_length=300)
    form = models.CharField(max_length=14, choices=Kind, default=Kind.LAW)
    status = models.CharField(max_length=8, choices=Status, default=Status.UNKNOWN)
    short_title = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10)
    adopted_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    in_force_on = models.DateField(null=True, blank=True)
    repealed_on = models.DateField(null=True, blank=True)
    # False for a private transcription or an unofficial consolidation.
    is_official = models.BooleanField(default=True)
    # SHA-256 of all that was imported: the same again changes nothing.
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("law")
        verbose_name_plural = _("laws")
        # Not a constraint: those are validated before saving, when a row that replaces itself would meet itself.
        unique_together = [("jurisdiction", "slug")]
        indexes = [
            models.Index(fields=["jurisdiction", "identifier"]),
            models.Index(fields=["form", "status"]),
            models.Index(fields=["language"]),
        ]

    def __str__(self) -> str:
        return f"{self.jurisdiction}/{self.slug}"

    @property
    def address(self) -> str:
        """The permanent path of the law's page, without a language."""
        return f"/laws/{self.jurisdiction}/{self.slug}/"

    def cited(self) -> dict[str, Any]:
        """The law as a reference names it: by its State, its own title and its own number."""
        return {
            "type": "bill" if self.status == Status.DRAFT else "legislation",
            "author": [{"place": self.jurisdiction.upper()}] if self.jurisdiction != NOWHERE else [],
            "issued": self.adopted_on or self.published_on or self.in_force_on,
            "number": self.identifier,
            "title-short": self.short_title,
            "language": self.language,
        }

    def address_of(self, eid: str) -> str:
        """The permanent path of one provision's page, without a language."""
        return f"{self.address}{eid}/"

    @property
    def is_binding(self) -> bool | None:
        """Whether it binds today; None when the source does not say."""
        return None if self.status == Status.UNKNOWN else self.status in {Status.IN_FORCE, Status.AMENDED}


class Version(models.Model):
    """A law as it stood from a day on, in one language; without parts when only the day of the change is known."""

    law = models.ForeignKey(Law, models.CASCADE, related_name="versions")
    # The first day of this wording; empty when the source does not say.
    on = models.DateField(null=True, blank=True, db_column="from_on")
    language = models.CharField(max_length=10)
    wording = models.CharField(max_length=10, choices=Wording, default=Wording.ORIGINAL)
    split = models.CharField(max_length=8, choices=Split, default=Split.ARTICLES)
    is_held = models.BooleanField(default=False)
    source_url = models.CharField(max_length=2000, blank=True)
    file = models.CharField(max_length=500, blank=True)
    note = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64, editable=False)
    # Where every character of the source went; the five add up to the first.
    characters = models.PositiveIntegerField(default=0)
    metadata = models.PositiveIntegerField(default=0)
    headings = models.PositiveIntegerField(default=0)
    provisions = models.PositiveIntegerField(default=0)
    other_text = models.PositiveIntegerField(default=0)
    markup = models.PositiveIntegerField(default=0)
    articles = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["law", "language", "on"], name="legislation_version_once_a_day"),
            models.UniqueConstraint(
                fields=["law", "language"], condition=Q(on__isnull=True), name="legislation_version_one_undated"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.law} {self.on or ''} {self.language}"

    @property
    def unaccounted(self) -> int:
        """Characters of the source that went nowhere: nought, or it was not imported."""
        return self.characters - (self.metadata + self.headings + self.provisions + self.other_text + self.markup)


class Passage(models.Model):
    """Words, kept once however many versions say the same; named by their own SHA-256 (its first 128 bits)."""

    id = models.UUIDField(primary_key=True, editable=False)
    body = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.body[:60]


class Part(models.Model):
    """A division's heading, a provision, or other text of a version.

    One table in the order of the source, not one for each kind: a law is read from top to bottom, text may stand
    between any two articles, and a window of a page is then one range of one index.
    """

    version = models.ForeignKey(Version, models.CASCADE, related_name="parts")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=9, choices=[(kind.value, kind.value) for kind in PartKind])
    # Its name in addresses and in Akoma Ntoso, unique within the version and the same in all of them: art_42-bis.
    eid = models.CharField(max_length=100)
    # 1 is outermost; a provision stands one below its division.
    level = models.PositiveSmallIntegerField(default=1)
    number = models.CharField(max_length=100, blank=True)
    # The number as the source writes it, such as ARTICULO 42 bis.
    label = models.TextField(blank=True)
    heading = models.TextField(blank=True)
    # Positions of the divisions around it, outermost first, separated by spaces.
    within = models.CharField(max_length=200, blank=True)
    # It no longer holds in this version; its words stand in the earlier ones.
    is_repealed = models.BooleanField(default=False)
    passage = models.ForeignKey(Passage, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="legislation_part_position_once"),
            models.UniqueConstraint(fields=["version", "eid"], name="legislation_part_eid_once"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.heading}".strip() or self.eid

    @property
    def body(self) -> str:
        """Its words; costs a query unless the passage was loaded along."""
        return self.passage.body


class Annotation(models.Model):
    """What a law or one of its provisions is about, said by a person or by a rule.

    It names the provision by its eid, not by a row, so that it outlives new versions.
    """

    law = models.ForeignKey(Law, models.CASCADE, related_name="annotations")
    # Empty when it is about the whole law.
    eid = models.CharField(max_length=100, blank=True)
    method = models.CharField(max_length=6, choices=Method)
    note = models.TextField(blank=True)
    # Where it can be read that it is so.
    source_url = models.URLField(max_length=2000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["law", "eid", "method"], name="legislation_annotation_once_a_method"),
            models.CheckConstraint(
                name="legislation_annotation_verified_by_someone",
                condition=Q(verified_on__isnull=True, verified_by__isnull=True)
                | Q(verified_on__isnull=False, verified_by__isnull=False),
                violation_error_message=_("A verified annotation says when and by whom."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.law} {self.eid}".strip()

    @property
    def is_verified(self) -> bool:
        """Whether a person has confirmed it."""
        return self.verified_on is not None


class AnnotationTerm(models.Model):
    """One term that an annotation gives: a crime type, a treaty article that it implements, a cross-cutting issue."""

    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="terms")
    scheme = models.CharField(max_length=20, choices=Scheme)
    term = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["annotation", "scheme", "term"], name="legislation_annotation_term_once"),
        ]
        indexes = [models.Index(fields=["scheme", "term"])]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.term}"


class Reading(models.Model):
    """A pack as it was last read, so that the same pack need not be read again."""

    pack = models.CharField(max_length=100, primary_key=True)
    # SHA-256 over its files and over the code that reads them.
    digest = models.CharField(max_length=64)
    report = models.JSONField(default=dict)
    read_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.pack


class ProvisionsOnly(models.Manager["Provision"]):
    """The parts that are cited: articles, sections, paragraphs of a schedule."""

    def get_queryset(self) -> models.QuerySet["Provision"]:
        return super().get_queryset().filter(kind=PartKind.PROVISION)


class Provision(Part):
    """A part that is cited by its number and has a page of its own: the unit that is annotated and found."""

    objects: ClassVar[ProvisionsOnly] = ProvisionsOnly()

    class Meta:
        proxy = True
