import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.base.access.roles import ROLES
from comity.base.people.enums import Stage
from comity.base.people.models.organisation import Organisation
from comity.base.people.models.person import User
from comity.base.places.models import Place
from comity.base.terms.models import Concept


class Invitation(models.Model):
    """Somebody is asked to make an account and hold a role. It grows old, and is renewed by whom it invites."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=254)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=30, choices=[(name, name) for name in ROLES])
    subjects = models.ManyToManyField(Concept, blank=True, related_name="+")
    language = models.CharField(max_length=2, default="en")
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    # Who took it up; the account may still lack a way to sign in.
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="invitations")
    completed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="people_invitation_completed_by_somebody",
                condition=Q(completed_at__isnull=True) | Q(person__isnull=False),
                violation_error_message=_("An invitation is completed by somebody."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.organisation}"


class InvitationLink(models.Model):
    """A link that was sent for an invitation, kept only as a hash; older ones are known too."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="links")
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["-sent_at"]

    def __str__(self) -> str:
        return f"{self.sent_at:%Y-%m-%d}"


class EmailChange(models.Model):
    """Somebody asks for letters at another address, which is theirs once the link sent there has been opened."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    person = models.ForeignKey(User, models.PROTECT, related_name="email_changes")
    email = models.EmailField(max_length=254)
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person} {self.asked_at:%Y-%m-%d}"


class NoteVerbale(models.Model):
    """A State tells the Secretariat in a diplomatic note who is to hold which role."""

    number = models.CharField(max_length=60)
    dated_on = models.DateField()
    place = models.ForeignKey(Place, models.PROTECT, related_name="notes_verbales")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-recorded_at"]
        constraints = [
            models.UniqueConstraint(fields=["place", "number", "dated_on"], name="people_note_verbale_once"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.number}"


class Nomination(models.Model):
    """One person whom a note verbale names: as the note has it, and as the person states it."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(NoteVerbale, models.PROTECT, related_name="nominations")
    invitation = models.OneToOneField(Invitation, models.PROTECT, related_name="nomination")
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.NAMED)
    # As the note has them.
    title = models.CharField(max_length=40, blank=True)
    given_name = models.CharField(max_length=150)
    family_name = models.CharField(max_length=150)
    post = models.CharField(max_length=200, blank=True)
    # As the person states them: the same four.
    stated = models.JSONField(default=dict, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"
