from typing import Any, NoReturn

from django.db import models


class Event(models.Model):
    """One thing that someone did.

    It is kept after its subject and its actor are gone, so it holds no foreign key to either.
    Its number is also the position up to which a follower, such as search, has read.
    """

    at = models.DateTimeField(auto_now_add=True)
    actor_id = models.CharField(max_length=40, blank=True)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    # The record that the subject is, or is part of: what search must read again.
    record_id = models.UUIDField(null=True, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["subject", "subject_id"]),
            models.Index(fields=["record_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_id} {self.verb} {self.subject} {self.subject_id}"

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("audit events are never deleted")
