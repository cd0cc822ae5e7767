from django.db import models

from comity.engines.records.models import Record


# What is written into the audit trail when something else is known of what a record cites, or is cited by.
VERB = "citations.read"


class Citation(models.Model):
    """A place in the text of a record at which another, or another part of it, is cited.

    Only what the portal has is kept. It is worked out from the texts and can be made again at any time.
    """

    source = models.ForeignKey(Record, models.CASCADE, related_name="citations_made")
    # The part in whose text it stands, as its module names it; empty for the whole.
    unit = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=10)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    # CRC-32 of the text in which it was found: in another text, the offsets mean nothing.
    digest = models.BigIntegerField()
    # The words around it, and where among them it stands.
    passage = models.CharField(max_length=400)
    passage_start = models.PositiveSmallIntegerField()
    target = models.ForeignKey(Record, models.CASCADE, related_name="citations_received")
    # The part that is cited: an eid, the number of an article; empty for the whole.
    locator = models.CharField(max_length=120, blank=True)

    # Whether it is the first in which its part cites that part, and the first in which it cites that record: counting
    # those counts each part that cites once, however often and in however many languages it does.
    is_first = models.BooleanField(default=True)
    is_first_of_record = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["source", "unit"], name="citations_by_source"),
            models.Index(fields=["target", "locator", "is_first"], name="citations_by_target"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "unit", "language", "start"], name="citations_citation_once_a_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.unit} → {self.target_id} {self.locator}".strip()


class Progress(models.Model):
    """How far the texts have been read; one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    # The number of the last event of the audit trail that was taken in.
    position = models.BigIntegerField(default=0)
    # SHA-256 over the names that can be cited and the code that looks for them, when everything was read last.
    fingerprint = models.CharField(max_length=64, blank=True)
    # Whether records have changed since names were compared last: then there may be new ones.
    may_have_new_names = models.BooleanField(default=False)
    # While older texts are read for new names: the fingerprint of these, and the last record that was read.
    swept_with = models.CharField(max_length=64, blank=True)
    swept_to = models.UUIDField(null=True, blank=True)
    read_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"up to {self.position}"
