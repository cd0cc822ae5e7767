from django.db import models
from django.utils import timezone

from comity.base.audit.enums import Way


class Leaf(models.Model):
    """The place of an event in the tree: from zero and without a gap."""

    index = models.BigIntegerField(primary_key=True)
    # The number of the event; no foreign key, since the tree must show that an event is gone.
    event_id = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"leaf {self.index}"


class Tile(models.Model):
    """Up to 256 hashes of one row of the tree, side by side; a full one never changes, another only grows."""

    row = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row", "number"], name="audit_tile_once")]

    def __str__(self) -> str:
        return f"tile {self.row}/{self.number}"


class Head(models.Model):
    """The tree as it was signed when it last grew, in one row: between two checkpoints this is what proves it."""

    size = models.BigIntegerField()
    note = models.TextField()

    def __str__(self) -> str:
        return f"head of {self.size}"


class Checkpoint(models.Model):
    """The tree as it was signed by schedule, to be kept by others too."""

    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"checkpoint of {self.size}"


class Anchor(models.Model):
    """That a checkpoint was handed to somebody outside, and what became of it."""

    # Of the checkpoint; no foreign key, since nothing in the log hangs on anything.
    size = models.BigIntegerField()
    way = models.CharField(max_length=10, choices=Way)
    target = models.CharField(max_length=500)
    tried_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    # What the other side answered, such as its cosignature; or why it did not work.
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["size", "way", "target"], name="audit_anchor_once"),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.target}"


class WatchedLog(models.Model):
    """The log of another installation, for which this one is a witness: what it last saw of it."""

    origin = models.CharField(max_length=200, primary_key=True)
    # As it was told to this installation by a way that both trust.
    key = models.CharField(max_length=500)
    size = models.BigIntegerField(default=0)
    note = models.TextField(blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.origin
