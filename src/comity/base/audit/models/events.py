import secrets
import uuid
from typing import Any, NoReturn

from django.db import models
from django.utils import timezone


def new_token() -> str:
    """A pseudonym that says nothing of whom it stands for."""
    return secrets.token_hex(16)


def new_salt() -> bytes:
    """What makes the hash of a secret value impossible to guess."""
    return secrets.token_bytes(32)


class Event(models.Model):
    """One thing that someone did, or read though it is not for everybody.

    It is kept after its subject and its actor are gone, so it holds no foreign key to either. Its number is also the
    position up to which a follower, such as search, has read. The database refuses to change or delete it.
    """

    # By it the same event cannot be written twice: its seal would fit both times.
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(default=timezone.now)
    # The pseudonym of whoever did it; empty when nobody is signed in.
    actor = models.CharField(max_length=32, blank=True)
    # For whom the actor acted, as ``label:key``, such as an organisation; empty for oneself.
    behalf = models.CharField(max_length=100, blank=True)
    verb = models.CharField(max_length=60)
    # Of something restricted; nothing is other than before, so those who follow changes leave it out.
    is_read = models.BooleanField(default=False)
    subject = models.CharField(max_length=60)
    # The subject's key; of a person, the pseudonym.
    subject_id = models.CharField(max_length=60)
    # The record that the subject is, or is part of: what search must read again.
    record_id = models.UUIDField(null=True, blank=True)
    details = models.JSONField(default=dict)
    # Made by the program with a key that the database does not hold; see ``crypto.keys.seal``.
    seal = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["subject", "subject_id"]),
            models.Index(fields=["record_id"]),
            models.Index(fields=["actor", "id"], name="audit_event_actor_idx"),
            models.Index(fields=["is_read", "id"], name="audit_event_changes_idx"),
            models.Index(fields=["verb", "id"], name="audit_event_verb_idx"),
            models.Index(fields=["at"], name="audit_event_at_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.verb} {self.subject} {self.subject_id}"

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("audit events are never deleted")

    @property
    def actor_id(self) -> str:
        """The key of whoever did it, as text; empty for nobody, and once their identity was erased. One query."""
        return Pseudonym.objects.filter(token=self.actor).values_list("key", flat=True).first() or ""


class Pseudonym(models.Model):
    """Who is meant by a pseudonym. When the row is deleted nobody can tell any more, and the log stays whole."""

    token = models.CharField(max_length=32, primary_key=True, default=new_token, editable=False)
    # The model and the key of whoever it is.
    label = models.CharField(max_length=60)
    key = models.CharField(max_length=60)
    # With it the hashes of what is secret about them are made; without it they can be tried on nothing.
    salt = models.BinaryField(default=new_salt, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["label", "key"], name="audit_pseudonym_once")]

    def __str__(self) -> str:
        return self.token
