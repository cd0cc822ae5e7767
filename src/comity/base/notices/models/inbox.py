import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """Something that concerns one person: of what kind, and where in the portal it is seen; never what it says."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    # A key of ``registry.kinds``; one that no module declares any more is shown without its sentence.
    kind = models.CharField(max_length=60)
    # Whole numbers and codes of places, as the kind declares them.
    parameters = models.JSONField(default=dict, blank=True)
    # What it concerns, such as “proposal:17”, so that whatever is asked can be marked as done.
    about = models.CharField(max_length=120, blank=True)
    # A path inside the portal, without a language.
    address = models.CharField(max_length=300)
    due_on = models.DateField(null=True, blank=True)
    # Whoever is told the same twice is told once.
    once = models.CharField(max_length=200, blank=True)
    asks = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    # When a letter told of it, or it was settled that none will.
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "key"]
        indexes = [
            models.Index(fields=["person", "-created_at"]),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notices_unread"),
            models.Index(fields=["person"], condition=Q(told_at=None), name="notices_untold"),
            models.Index(fields=["kind", "about"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "once"], condition=~Q(once=""), name="notices_notice_once"),
            models.CheckConstraint(
                name="notices_notice_leads_inside",
                condition=Q(address__startswith="/") & ~Q(address__startswith="//"),
                violation_error_message=_("A notice leads to a page of the portal."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Wishes(models.Model):
    """When a person wants letters about notices; whoever has none here gets them as the kinds say."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="notice_wishes"
    )
    # A name of the IANA time zone database.
    time_zone = models.CharField(max_length=60, default="UTC")
    # Between these, by the person's clock, only what is urgent is sent; both or neither.
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    # At which full hour letters that tell of several things come, and on which day those of a week (0: Monday).
    digest_hour = models.PositiveSmallIntegerField(default=8)
    digest_weekday = models.PositiveSmallIntegerField(default=0)
    # For each group in which the person chose: one of ``Way``.
    ways = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notices_wishes_quiet_hours_have_two_ends",
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                violation_error_message=_("Give both ends of the quiet hours, or neither."),
            ),
            models.CheckConstraint(
                name="notices_wishes_digest_at_an_hour",
                condition=Q(digest_hour__lt=24, digest_weekday__lt=7),
                violation_error_message=_("An hour is 0 to 23 and a day of the week 0 to 6."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.time_zone}"


class CalendarFeed(models.Model):
    """The secret address at which calendar programs find a person's deadlines; renewed, the old one is void."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="calendar_feed"
    )
    # SHA-256 of what stands in the address.
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} {self.made_at:%Y-%m-%d}"
