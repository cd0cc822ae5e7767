from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.base.terms.enums import LabelKind, Relation, Review
from comity.base.terms.shapes import LONGEST_KEY, LONGEST_LABEL


class Scheme(models.Model):
    """One vocabulary; its version grows by one whenever anything in it changes."""

    code = models.CharField(max_length=40, primary_key=True)
    titles = models.JSONField(default=dict, blank=True)
    source = models.TextField(blank=True)
    # Whether a search for one of its labels also looks for the others; the forms of texts are too common for that.
    is_expanded = models.BooleanField(default=False)
    is_from_facts = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    def title_in(self, language: str) -> str:
        """The name of the vocabulary; in English, or its code, where the language has none."""
        return str(self.titles.get(language) or self.titles.get("en") or self.code)


class Concept(models.Model):
    """One idea of a vocabulary, under a key that never changes; what leaves the vocabulary is retired and stays."""

    key = models.CharField(max_length=LONGEST_KEY, primary_key=True)
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="concepts")
    code = models.CharField(max_length=LONGEST_KEY)
    broader = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="narrower")
    notation = models.CharField(max_length=40, blank=True)
    # The text from which the idea comes, as it is cited: “XVIII-12-b, art. 3 (a)”.
    source = models.CharField(max_length=200, blank=True)
    position = models.PositiveIntegerField()
    # The versions of the scheme in which it came, and from which it is no longer offered.
    since_version = models.PositiveIntegerField()
    until_version = models.PositiveIntegerField(null=True, blank=True)
    retired = models.BooleanField(default=False)
    # What is to be used in its place, once it is retired.
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    # By language: for whoever chooses it, when to choose it and when another.
    notes = models.JSONField(default=dict, blank=True)
    # What staff have decided otherwise than the files, and files leave alone: see ``shapes.Aspect``.
    taken_over = models.JSONField(default=list, blank=True)
    # Whether it stands, or stood, in a file; what staff added does not, and no file retires it.
    is_from_facts = models.BooleanField(default=True)

    class Meta:
        ordering = ["scheme", "position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "code"],
                name="terms_concept_code_once",
                violation_error_message=_("The vocabulary already has a concept with this id."),
            ),
            models.CheckConstraint(
                name="terms_concept_not_broader_than_itself",
                condition=~Q(broader=F("key")),
                violation_error_message=_("A concept cannot be broader than itself."),
            ),
            models.CheckConstraint(
                name="terms_concept_retired_has_version",
                condition=Q(retired=False, until_version__isnull=True) | Q(retired=True, until_version__isnull=False),
                violation_error_message=_("A retired concept has the version in which it was retired; no other has."),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Revision(models.Model):
    """A concept as it was after staff had changed it, or as the files had it before; none is ever changed."""

    concept = models.ForeignKey(Concept, models.CASCADE, related_name="revisions")
    # From 1 for each concept.
    number = models.PositiveIntegerField()
    # As ``shapes.Content.plain`` writes it.
    content = models.JSONField()
    at = models.DateTimeField(default=timezone.now)
    # The event in the log that says who it was; none for what the files had.
    event = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["concept", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["concept", "number"], name="terms_revision_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.concept_id} {self.number}"


class Label(models.Model):
    """A word or phrase for a concept in one language."""

    concept = models.ForeignKey(Concept, models.CASCADE, related_name="labels")
    language = models.CharField(max_length=12)
    kind = models.CharField(max_length=12, choices=LabelKind)
    text = models.CharField(max_length=LONGEST_LABEL)
    review = models.CharField(max_length=8, choices=Review)
    position = models.PositiveSmallIntegerField(default=0)
    # What staff entered stays when the files are read again.
    is_from_facts = models.BooleanField(default=False)

    class Meta:
        ordering = ["concept", "language", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "language", "text"],
                name="terms_label_once",
                violation_error_message=_("The concept already has this label."),
            ),
            models.UniqueConstraint(
                fields=["concept", "language"],
                condition=Q(kind=LabelKind.PREFERRED),
                name="terms_label_one_preferred",
                violation_error_message=_("A concept has one preferred label in each language."),
            ),
            models.CheckConstraint(
                name="terms_label_not_empty",
                condition=~Q(text=""),
                violation_error_message=_("A label has at least one character."),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Definition(models.Model):
    """What a concept means, in one language."""

    concept = models.ForeignKey(Concept, models.CASCADE, related_name="definitions")
    language = models.CharField(max_length=12)
    text = models.TextField()
    review = models.CharField(max_length=8, choices=Review)

    class Meta:
        ordering = ["concept", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "language"],
                name="terms_definition_once",
                violation_error_message=_("A concept has one definition in each language."),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Mapping(models.Model):
    """How a concept stands to one of another vocabulary, or to another of its own.

    The target is a key of ours, or an address of the web for a vocabulary that is not kept here: no foreign key.
    """

    concept = models.ForeignKey(Concept, models.CASCADE, related_name="mappings")
    relation = models.CharField(max_length=8, choices=Relation)
    target = models.CharField(max_length=300)

    class Meta:
        ordering = ["concept", "relation", "target"]
        indexes = [models.Index(fields=["target"])]
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "relation", "target"],
                name="terms_mapping_once",
                violation_error_message=_("The concept is already mapped so."),
            ),
            models.CheckConstraint(
                name="terms_mapping_not_to_itself",
                condition=~Q(concept=F("target")),
                violation_error_message=_("A concept is not mapped to itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.concept_id} {self.relation} {self.target}"
