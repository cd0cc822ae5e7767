from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from comity.base.access.roles import NOT_DELEGATED, Grant
from comity.kernel.languages import INTERFACE


@dataclass(frozen=True, slots=True)
class Acting:
    """For whom somebody acts now: the person who asked for it, and the organisation for which."""

    delegation: int
    person_id: int
    name: str
    organisation_id: int


class User(AbstractUser):
    """A person who may sign in, or the service itself, which may not."""

    is_service = models.BooleanField(default=False)
    # In which letters to the person are written; empty for English.
    language = models.CharField(max_length=2, blank=True, choices=list(INTERFACE.items()))
    title = models.CharField(max_length=40, blank=True)
    post = models.CharField(max_length=200, blank=True)

    # Whoever has shown no second factor in this session, and must, has no role in it. Set for each request.
    is_held_back: bool = False
    # For whom the person acts in this session; None for oneself. Set for each request.
    acting: Acting | None = None
    # Whether the database is asked once, for the length of a request, what the person holds; see ``remembering``.
    remembers: bool = False
    remembered: "tuple[Any, list[Grant]] | None" = None

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_user_service_cannot_sign_in",
                condition=Q(is_service=False) | Q(is_active=False),
                violation_error_message=_("The service's own account cannot sign in."),
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="people_user_email_once",
                condition=~Q(email=""),
                violation_error_message=_("This e-mail address belongs to another account."),
            ),
        ]

    @property
    def acts_for(self) -> "User | None":
        """For whom the person acts now, as the audit log asks for it; no query, so only the key is known."""
        return User(pk=self.acting.person_id) if self.acting is not None else None

    @property
    def held(self) -> Any:
        """The memberships from which the person's roles come in this request: none, one's own, or those of another."""
        memberships = self.memberships.model.objects
        if self.is_held_back or not self.is_active:
            return memberships.none()
        if self.acting is None:
            return memberships.active().filter(user=self)
        lent = memberships.active().filter(user=self.acting.person_id, organisation=self.acting.organisation_id)
        return lent.exclude(role__in=NOT_DELEGATED)

    @property
    def grants(self) -> list[Grant]:
        """What the person holds now, as ``access.roles.decide`` asks for it; at most one query."""
        if self.is_service:
            return [Grant("service")]
        if not self.remembers:
            return self._asked()
        asked_as = (self.is_active, self.is_held_back, self.acting)
        if self.remembered is None or self.remembered[0] != asked_as:
            self.remembered = (asked_as, self._asked())
        return self.remembered[1]

    def _asked(self) -> list[Grant]:
        # One row for each subject of a membership: asked on every page, so no objects are made of them.
        rows = self.held.order_by("pk").values_list(
            "pk", "role", "organisation_id", "organisation__place_id", "subjects"
        )
        memberships = groupby(rows, key=itemgetter(0, 1, 2, 3))
        return [
            Grant(role, organisation, place, frozenset(subject for *_, subject in held if subject is not None))
            for (_, role, organisation, place), held in memberships
        ]

    @property
    def role_names(self) -> frozenset[str]:
        """The roles that the person holds anywhere now, or those of whom the person acts for."""
        if self.is_service:
            return frozenset({"service"})
        if self.remembers:
            return frozenset(grant.role for grant in self.grants)
        return frozenset(self.held.values_list("role", flat=True))


@contextmanager
def remembering(person: User) -> Iterator[None]:
    """For a while, ask the database once what a person holds: as long as many records are looked at together."""
    before = person.remembers
    person.remembers = True
    try:
        yield
    finally:
        person.remembers = before
        if not before:
            person.remembered = None
