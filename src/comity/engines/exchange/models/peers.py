import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from comity.base.people.models import Organisation
from comity.engines.exchange.enums import Fault, Passage
from comity.engines.exchange.models.threads import Envelope, Receipt, Thread


def label_of(fault: str) -> str:
    """The sentence for a fault; empty for none."""
    return str(Fault(fault).label) if fault in Fault.values else ""


class Peer(models.Model):
    """Another installation that staff have added after its numbers were compared."""

    # The hash of its key, by which it names itself.
    name = models.CharField(max_length=64, primary_key=True)
    title = models.CharField(max_length=200)
    # Empty when what goes there is carried only.
    address = models.CharField(max_length=300, blank=True)
    # Ed25519, in base 64.
    signing = models.CharField(max_length=60)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    blocked_at = models.DateTimeField(null=True, blank=True)
    # Its log of keys: by which key it is signed, and how far we have it.
    log_key = models.CharField(max_length=300, blank=True)
    log_size = models.PositiveBigIntegerField(default=0)
    log_checkpoint = models.TextField(blank=True)
    # How much of our log it has.
    told_size = models.PositiveBigIntegerField(default=0)
    # The authorities that it says live there: [{"owner", "name", "place"}].
    authorities = models.JSONField(default=list, blank=True)
    # The line to it: when it answered last, how often in a row it did not, and from when it is tried again.
    heard_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    faults = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=30, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    next_at = models.DateTimeField()
    # By how many seconds its clock differs from ours, when it last said.
    skew = models.IntegerField(default=0)

    class Meta:
        ordering = ["title", "name"]

    def __str__(self) -> str:
        return self.title

    @property
    def fault_label(self) -> str:
        """Why it was not taken, for people."""
        return label_of(self.fault)


class PeerLeaf(models.Model):
    """A leaf of another installation's log of keys, as we saw it first: it never changes."""

    peer = models.ForeignKey(Peer, models.CASCADE, related_name="leaves")
    index = models.PositiveBigIntegerField()
    hashed = models.CharField(max_length=64)
    # Only of authorities' keys; of persons' keys we are given the hash.
    leaf = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["peer", "index"], name="exchange_peerleaf_once")]

    def __str__(self) -> str:
        return f"leaf {self.index} of {self.peer_id}"


class Abroad(models.Model):
    """An authority that lives at another installation; here it is an organisation like any other, without members."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, primary_key=True, related_name="+")
    peer = models.ForeignKey(Peer, models.PROTECT, related_name="abroad")
    # As the log there names it.
    owner = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "owner"], name="exchange_abroad_once")]

    def __str__(self) -> str:
        return f"{self.owner} at {self.peer_id}"


class Parcel(models.Model):
    """Something for another installation: kept in the same transaction as what it carries, until it is answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    peer = models.ForeignKey(Peer, models.PROTECT, related_name="parcels")
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="parcels")
    # Its place among what this conversation sends to this installation.
    number = models.PositiveIntegerField()
    envelope = models.ForeignKey(Envelope, models.PROTECT, null=True, blank=True, related_name="parcels")
    receipt = models.ForeignKey(Receipt, models.PROTECT, null=True, blank=True, related_name="parcels")
    statement = models.JSONField()
    signature = models.CharField(max_length=100)
    # Of the statement.
    digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=Passage, default=Passage.WAITING)
    made_at = models.DateTimeField()
    # From when the time runs after which it is given up; begins anew when somebody has it tried again.
    from_at = models.DateTimeField()
    next_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=30, blank=True)
    # What the other installation signed: that it has it, or why it does not take it.
    answer = models.JSONField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "number"]
        constraints = [
            models.UniqueConstraint(fields=["peer", "thread", "number"], name="exchange_parcel_number_once"),
            models.CheckConstraint(
                condition=Q(envelope__isnull=False, receipt__isnull=True)
                | Q(envelope__isnull=True, receipt__isnull=False),
                name="exchange_parcel_of_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(state=Passage.TAKEN) | Q(answer__isnull=False), name="exchange_parcel_taken_is_answered"
            ),
        ]
        indexes = [models.Index(fields=["state", "next_at"], name="exchange_parcel_due")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def fault_label(self) -> str:
        """Why it was not taken, for people."""
        return label_of(self.fault)


class Arrival(models.Model):
    """A parcel of another installation and what it was answered: the same parcel is answered the same way again."""

    peer = models.ForeignKey(Peer, models.PROTECT, related_name="arrivals")
    parcel = models.UUIDField()
    digest = models.CharField(max_length=64)
    thread = models.UUIDField()
    state = models.CharField(max_length=10, choices=Passage)
    fault = models.CharField(max_length=30, blank=True)
    envelope = models.ForeignKey(Envelope, models.PROTECT, null=True, blank=True, related_name="arrivals")
    receipt = models.ForeignKey(Receipt, models.PROTECT, null=True, blank=True, related_name="arrivals")
    is_carried = models.BooleanField(default=False)
    # How often it came.
    count = models.PositiveIntegerField(default=1)
    answer = models.JSONField()
    first_at = models.DateTimeField()
    latest_at = models.DateTimeField()

    class Meta:
        ordering = ["-latest_at"]
        constraints = [models.UniqueConstraint(fields=["peer", "parcel"], name="exchange_arrival_once")]

    def __str__(self) -> str:
        return str(self.parcel)

    @property
    def fault_label(self) -> str:
        """Why it was not taken, for people."""
        return label_of(self.fault)


class Nonce(models.Model):
    """What a request said once; within the time for which it would be good, it is not taken again."""

    peer = models.ForeignKey(Peer, models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "nonce"], name="exchange_nonce_once")]
        indexes = [models.Index(fields=["at"], name="exchange_nonce_at")]

    def __str__(self) -> str:
        return self.nonce


class Stranger(models.Model):
    """An installation that nobody has added here and that asked something; staff see that it knocked."""

    # As it says itself.
    name = models.CharField(max_length=64, primary_key=True)
    fault = models.CharField(max_length=30)
    count = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    latest_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @property
    def fault_label(self) -> str:
        """Why it was not taken, for people."""
        return label_of(self.fault)
