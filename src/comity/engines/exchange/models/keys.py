import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from comity.base.people.models import Organisation


class KeyLeaf(models.Model):
    """One public key as the log has it: the leaves of a tree that only grows. Nothing in it is secret."""

    index = models.BigIntegerField(primary_key=True)
    # The content, its own signature, and that of the key before it.
    leaf = models.JSONField()
    hashed = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["index"]

    def __str__(self) -> str:
        return f"key leaf {self.index}"


class PublicKey(models.Model):
    """What everybody may know of a key."""

    number = models.PositiveIntegerField()
    # Of age: for today's computers, and one that quantum computers do not break; empty when there is none.
    recipient = models.CharField(max_length=200)
    recipient_pq = models.TextField(blank=True)
    # Ed25519, in base 64.
    signing = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.fingerprint[:16]


class OwnKey(PublicKey):
    """A person's own key. Its secret is here only sealed: under a passphrase, or under passkeys."""

    leaf = models.OneToOneField(KeyLeaf, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # In base 64; both are made in the browser.
    passphrase = models.TextField(blank=True)
    # [{"identity": which passkey, "sealed": …}]
    passkeys = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "number"], name="exchange_ownkey_number_once"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at__isnull=True), name="exchange_ownkey_one_at_a_time"
            ),
        ]

    @property
    def owner(self) -> str:
        """As the log names it."""
        return f"person:{self.person_id}"


class AuthorityKey(PublicKey):
    """A key of an authority; when it is changed the next one comes, and the old one is kept for old things."""

    # None for the key of an authority abroad: then it is in the log there, which we keep as well.
    leaf = models.OneToOneField(KeyLeaf, models.PROTECT, null=True, blank=True, related_name="+")
    leaf_there = models.PositiveBigIntegerField(null=True, blank=True)
    owner_there = models.CharField(max_length=40, blank=True)
    # The name of the installation in whose log it is; empty for this one.
    installation = models.CharField(max_length=64, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["organisation", "number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="exchange_authoritykey_number_once"),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(ended_at__isnull=True), name="exchange_authoritykey_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(installation="", leaf__isnull=False, made_by__isnull=False)
                | (~Q(installation="") & Q(leaf__isnull=True, leaf_there__isnull=False)),
                name="exchange_authoritykey_is_in_one_log",
            ),
        ]

    @property
    def owner(self) -> str:
        """As the log names it in which it is."""
        return self.owner_there or f"organisation:{self.organisation_id}"


class Wrap(models.Model):
    """An authority’s key as one member holds it: sealed to their own key, in the browser of who admitted them."""

    key = models.ForeignKey(AuthorityKey, models.CASCADE, related_name="wraps")
    own = models.ForeignKey(OwnKey, models.PROTECT, related_name="+")
    # Emptied when the member is cut off.
    sealed = models.TextField(blank=True)
    admitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "own"], condition=Q(ended_at__isnull=True), name="exchange_wrap_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(sealed=""), name="exchange_wrap_of_who_is_cut_off_is_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key_id} for {self.own_id}"


class RecoverySet(models.Model):
    """What a quorum of officers can open together: the authority's secrets, sealed to a key of which each has part."""

    key = models.ForeignKey(AuthorityKey, models.CASCADE, related_name="sets")
    threshold = models.PositiveSmallIntegerField()
    sealed = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(threshold__gte=2), name="exchange_recoveryset_needs_two"),
        ]

    def __str__(self) -> str:
        return f"{self.threshold} of key {self.key_id}"


class Share(models.Model):
    """One officer's part, sealed to the officer's own key."""

    set = models.ForeignKey(RecoverySet, models.CASCADE, related_name="shares")
    own = models.ForeignKey(OwnKey, models.PROTECT, related_name="+")
    sealed = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["set", "own"], name="exchange_share_once")]

    def __str__(self) -> str:
        return f"share of {self.own_id}"


class Recovery(models.Model):
    """A member who has lost the key asks the officers for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    set = models.ForeignKey(RecoverySet, models.CASCADE, related_name="recoveries")
    # For which key of the member the parts are to be sealed.
    own = models.ForeignKey(OwnKey, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"recovery {self.id}"


class RescuePart(models.Model):
    """A part that an officer has handed on, sealed to the key of who asked."""

    recovery = models.ForeignKey(Recovery, models.CASCADE, related_name="parts")
    share = models.ForeignKey(Share, models.CASCADE, related_name="+")
    sealed = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recovery", "share"], name="exchange_rescuepart_once")]

    def __str__(self) -> str:
        return f"part {self.share_id}"
