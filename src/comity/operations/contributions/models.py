from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.base.files.models import File
from comity.base.people.models import Organisation
from comity.engines.procedures.flow import Flow
from comity.engines.procedures.models import Dossier
from comity.engines.records.models import Record
from comity.operations.contributions.enums import Way
from comity.operations.contributions.flow import FLOW


class Proposal(Dossier):
    """A new or changed record of any kind, as somebody typed it; it becomes a record when it is published."""

    flow: ClassVar[Flow] = FLOW

    kind = models.CharField(max_length=30)
    way = models.CharField(max_length=12, choices=Way, default=Way.FORM)
    # The public record that it changes; a new one is named here when it is published.
    record = models.ForeignKey(Record, models.PROTECT, null=True, blank=True, related_name="proposals")
    is_change = models.BooleanField(default=False)
    # Of a change of one part that is written by itself, such as a provision: its name, “+” for a new one.
    part = models.CharField(max_length=100, blank=True)
    # Who answers for it now, and for which organisation; both pass on when somebody leaves.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    # What was typed: texts by column, rows by group, further languages, and marks of what the person had seen.
    content = models.JSONField(default=dict, blank=True)
    title = models.CharField(max_length=1000, blank=True)
    language = models.CharField(max_length=10, blank=True)
    # The key that a new record would have by its permanent name; proposals of one key contradict each other.
    would_be = models.UUIDField(null=True, blank=True)
    # Of a translation, the language whose texts it proposes.
    into = models.CharField(max_length=10, blank=True)
    # What shows that it is so: an address and words. Of what came by link and text, that is all there is at first.
    evidence_url = models.URLField(max_length=2000, blank=True)
    evidence = models.TextField(blank=True)
    # One more at every change of what is proposed: who publishes says which one they have read.
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    # When it was handed in first: before that, it is nobody's but its organisation's.
    handed_in_at = models.DateTimeField(null=True, blank=True)
    # Proposals that came in one file.
    batch = models.UUIDField(null=True, blank=True)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        indexes = [models.Index(fields=["would_be"]), models.Index(fields=["batch"])]
        constraints = [
            models.CheckConstraint(
                name="contributions_proposal_change_has_record",
                condition=Q(is_change=False) | Q(record__isnull=False),
                violation_error_message=_("What changes a record says which."),
            ),
            models.CheckConstraint(
                name="contributions_proposal_translation_has_language",
                condition=~Q(way=Way.TRANSLATION) | ~Q(into=""),
                violation_error_message=_("A translation says into which language."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.procedure_id)

    @property
    def is_written(self) -> bool:
        """Whether it is a record that somebody typed, and not only a link and words."""
        return bool(self.content)


class Exhibit(models.Model):
    """A file that shows that a proposal is so; only who sees the proposal reads it, and it is not published."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="exhibits")
    file = models.OneToOneField(File, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.file.name


class Comment(models.Model):
    """What somebody says of one field or row of a proposal; answers hang on it, and it is settled."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="comments")
    answers = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="answered_by")
    # Where: the group (empty for what stands once), the number that the row keeps wherever it stands, -1 for one that
    # would go, the column; all empty for the whole.
    group = models.CharField(max_length=60, blank=True)
    row = models.IntegerField(default=0)
    column = models.CharField(max_length=80, blank=True)
    # What stood there, as people read it.
    quoted = models.TextField(blank=True)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="contributions_comment_settled_by_somebody",
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                violation_error_message=_("What is settled was settled by somebody."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
