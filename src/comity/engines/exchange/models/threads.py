import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from comity.base.people.models import Organisation
from comity.engines.exchange.enums import Act
from comity.engines.exchange.models.keys import AuthorityKey


class Thread(models.Model):
    """A conversation between authorities. It has no title: what it is about is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Of a module's procedure, without a key to it: the exchange knows no procedures.
    procedure = models.UUIDField(null=True, blank=True)
    # None when it was opened at another installation; so with everything that comes from there.
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField()
    latest_at = models.DateTimeField()

    class Meta:
        ordering = ["-latest_at"]

    def __str__(self) -> str:
        return str(self.id)


class Party(models.Model):
    """An authority that takes part in a conversation; nobody joins later, since the others did not seal to them."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "organisation"], name="exchange_party_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.thread_id}"


class Envelope(models.Model):
    """One sealed message: bytes that the host cannot read, with who sent them when, and to which keys."""

    # Chosen by the browser that sealed it, and named in what is sealed.
    id = models.UUIDField(primary_key=True, editable=False)
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="envelopes")
    sender = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    sealed = models.BinaryField()
    # Of the sealed bytes. The same bytes are never taken twice.
    digest = models.CharField(max_length=64, unique=True)
    keys = models.ManyToManyField(AuthorityKey, related_name="+")
    at = models.DateTimeField()
    # When the installation took it that its author writes at, and its place among what that one sends us; only for
    # what comes from elsewhere.
    sent_at = models.DateTimeField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return str(self.id)


class Attachment(models.Model):
    """A sealed file, which comes in pieces; its name and type are in the message, sealed."""

    id = models.UUIDField(primary_key=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # Of what comes from another installation: the digests of its pieces, as they were announced.
    announced = models.JSONField(null=True, blank=True)
    begun_at = models.DateTimeField()
    # From then on it is whole, and never changes.
    whole_at = models.DateTimeField(null=True, blank=True)
    size = models.BigIntegerField(default=0)
    # Over the digests of its pieces.
    digest = models.CharField(max_length=64, blank=True)
    envelope = models.ForeignKey(Envelope, models.CASCADE, null=True, blank=True, related_name="attachments")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(envelope__isnull=True) | Q(whole_at__isnull=False),
                name="exchange_attachment_sent_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Piece(models.Model):
    """A piece of a sealed file, of a megabyte at the most."""

    attachment = models.ForeignKey(Attachment, models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["attachment", "number"], name="exchange_piece_once")]

    def __str__(self) -> str:
        return f"{self.number} of {self.attachment_id}"


class Draft(models.Model):
    """What an authority is writing, sealed to its own key; ``about`` is the only word of it that the host reads."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    about = models.CharField(max_length=100)
    sealed = models.BinaryField()
    digest = models.CharField(max_length=64)
    revision = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "about"], name="exchange_draft_once")]

    def __str__(self) -> str:
        return self.about


class Receipt(models.Model):
    """What an authority says of a message, signed with its key."""

    envelope = models.ForeignKey(Envelope, models.CASCADE, related_name="receipts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    key = models.ForeignKey(AuthorityKey, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    act = models.CharField(max_length=20, choices=Act)
    statement = models.JSONField()
    signature = models.CharField(max_length=100, unique=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["envelope", "organisation", "act"],
                condition=~Q(act=Act.QUESTION) & ~Q(act=Act.PART_EXECUTED),
                name="exchange_receipt_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.envelope_id}"
