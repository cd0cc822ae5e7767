import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comity.base.people.models import Organisation
from comity.base.places.models import Place
from comity.operations.networks.enums import Kind, Post, Seat
from comity.operations.networks.shapes import UNTOLD_ZONE


class Network(models.Model):
    """A community of practitioners, whose contact points put authorities of their States in touch."""

    # As it stands in addresses, such as “wacap”; it never changes.
    code = models.SlugField(max_length=20, primary_key=True)
    short = models.CharField(max_length=30)
    kind = models.CharField(max_length=16, choices=Kind)
    # By language of the interface; English is always there.
    names = models.JSONField()
    abouts = models.JSONField(default=dict, blank=True)
    # A year, or a year and month, or a day: “2013”, “2017-11”, “2016-11-11”; empty when it is not known.
    founded = models.CharField(max_length=10, blank=True)
    website = models.URLField(blank=True)
    # Where what stands here is told.
    source = models.CharField(max_length=300)
    # Whether everybody sees its figures, as its members agreed.
    are_figures_public = models.BooleanField(default=False)
    # When staff last changed it; what they wrote, the facts do not overwrite.
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # The first day on which it is none any more, and why: everybody reads both. It is never a day that lies ahead.
    ended_on = models.DateField(null=True, blank=True)
    ended_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["short", "code"]
        constraints = [
            models.CheckConstraint(
                name="networks_network_ends_with_a_reason",
                condition=Q(ended_on__isnull=True, ended_because="")
                | Q(ended_on__isnull=False) & ~Q(ended_because=""),
                violation_error_message=_("A network that has ended says why, and no other does."),
            ),
        ]

    def __str__(self) -> str:
        return self.short

    def name_in(self, language: str) -> str:
        """Its whole name in a language, else in English."""
        return str(self.names.get(language) or self.names["en"])

    def about_in(self, language: str) -> str:
        """What it is, in a language, else in English; empty when nothing is said."""
        return str(self.abouts.get(language) or self.abouts.get("en", ""))


class Member(models.Model):
    """A State that takes part in a network, from a day and until another, as far as the days are known."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="members")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    seat = models.CharField(max_length=8, choices=Seat, default=Seat.MEMBER)
    joined_on = models.DateField(null=True, blank=True)
    # The first day on which it takes part no longer.
    left_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    # False for what is inferred, such as from the number of members and the name of the region.
    is_sure = models.BooleanField(default=True)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "place"],
                condition=Q(left_on__isnull=True),
                name="networks_member_once_at_a_time",
            ),
            models.CheckConstraint(
                name="networks_member_leaves_after_joining",
                condition=Q(joined_on__isnull=True) | Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                violation_error_message=_("A State leaves after it has joined."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} in {self.network_id}"


class ContactPoint(models.Model):
    """Somebody who stands for an authority of a State in a network, from a day and until another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, related_name="points")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.CharField(max_length=12, choices=Post)
    # In which one may write and speak, by code.
    languages = models.JSONField(default=list)
    # What they chose to show to the members of the network, and to nobody else.
    telephone = models.CharField(max_length=40, blank=True)
    mail = models.EmailField(blank=True)
    # When they are at work: hours of their own clock.
    time_zone = models.CharField(max_length=40, default=UNTOLD_ZONE)
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    answers_at_night = models.BooleanField(default=False)
    # Whether they are told of new documents of the network's meetings.
    wants_papers = models.BooleanField(default=True)
    # The last day of an absence, and who stands in meanwhile.
    away_until_on = models.DateField(null=True, blank=True)
    stand_in = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    appointed_on = models.DateField()
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # The first day on which they are none any more.
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # To whom what they had in hand went.
    successor = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["place", "appointed_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "person", "organisation"],
                condition=Q(ended_on__isnull=True),
                name="networks_contactpoint_once_at_a_time",
            ),
            models.CheckConstraint(
                name="networks_contactpoint_both_hours_or_neither",
                condition=Q(opens__isnull=True, closes__isnull=True) | Q(opens__isnull=False, closes__isnull=False),
                violation_error_message=_("Give both hours or neither."),
            ),
            models.CheckConstraint(
                name="networks_contactpoint_stands_not_in_for_itself",
                condition=Q(stand_in__isnull=True) | ~Q(stand_in=F("id")),
                violation_error_message=_("Nobody acts in their own stead."),
            ),
            models.CheckConstraint(
                name="networks_contactpoint_successor_follows",
                condition=Q(successor__isnull=True) | Q(ended_on__isnull=False),
                violation_error_message=_("Only who has ended has a successor."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.place_id} in {self.network_id}"
