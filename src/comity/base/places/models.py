from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.base.places.enums import AliasKind, Change, Group, Kind, Membership


class Place(models.Model):
    """A State, territory, former State, region, regional group or organisation.

    The code is ISO 3166-1 alpha-2 for States and territories, ISO 3166-3 for former ones (X-… where ISO has none),
    three digits of M49 for regions, GRP-… for regional groups, EU or ORG-… for organisations. It never changes.
    """

    code = models.CharField(max_length=12, primary_key=True)
    kind = models.CharField(max_length=12, choices=Kind)
    iso3 = models.CharField(max_length=3, blank=True)
    m49 = models.CharField(max_length=3, blank=True)
    group = models.CharField(max_length=24, choices=Group, blank=True)
    # The M49 region directly above: Kenya, Eastern Africa, Sub-Saharan Africa, Africa, World.
    within = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="contains")
    # The State responsible for a territory's international relations; empty where the United Nations names none.
    sovereign = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="territories")
    un_status = models.CharField(max_length=8, choices=Membership, default=Membership.NONE)
    admitted_on = models.DateField(null=True, blank=True)
    begins_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    # One of the 197 that reports call countries: 193 members, Holy See, State of Palestine, Cook Islands, Niue.
    is_counted = models.BooleanField(default=False)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    note = models.TextField(blank=True)
    # Codes of enums.LegalSystem: those that have a part in its law; a mixed system is several.
    legal_systems = models.JSONField(default=list, blank=True)
    # False where sources differ, or the law is changing; the note says what there is to know.
    are_legal_systems_sure = models.BooleanField(default=True)
    legal_systems_note = models.CharField(max_length=300, blank=True)
    legal_systems_source = models.CharField(max_length=300, blank=True)
    # You may wonder why the short names stand here as well as in PlaceName: a list of a thousand records shows
    # a thousand names, and the card that is already fetched should be able to say its own.
    short_names = models.JSONField(default=dict, blank=True)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["kind", "group"]), models.Index(fields=["changed_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["iso3"],
                condition=~Q(iso3=""),
                name="places_place_iso3_once",
                violation_error_message=_("Another place already has this three-letter code."),
            ),
            models.UniqueConstraint(
                fields=["m49"],
                condition=~Q(m49=""),
                name="places_place_m49_once",
                violation_error_message=_("Another place already has this M49 code."),
            ),
            models.CheckConstraint(
                name="places_place_not_within_itself",
                condition=~Q(within=F("code")),
                violation_error_message=_("A place cannot lie within itself."),
            ),
            models.CheckConstraint(
                name="places_place_not_its_own_sovereign",
                condition=~Q(sovereign=F("code")),
                violation_error_message=_("A territory cannot be its own sovereign."),
            ),
            models.CheckConstraint(
                name="places_place_member_has_admission",
                condition=~Q(un_status=Membership.MEMBER) | Q(admitted_on__isnull=False),
                violation_error_message=_("A Member State has the date of its admission."),
            ),
            models.CheckConstraint(
                name="places_place_former_has_end",
                condition=~Q(kind=Kind.FORMER) | Q(ends_on__isnull=False),
                violation_error_message=_("A former State has the date on which it ended."),
            ),
            models.CheckConstraint(
                name="places_place_begins_before_it_ends",
                condition=Q(begins_on__isnull=True) | Q(ends_on__isnull=True) | Q(begins_on__lte=F("ends_on")),
                violation_error_message=_("A place ends after it begins."),
            ),
            models.CheckConstraint(
                name="places_place_only_states_counted",
                condition=Q(is_counted=False) | Q(kind=Kind.STATE),
                violation_error_message=_("Only a State is counted as a country."),
            ),
            models.CheckConstraint(
                name="places_place_both_coordinates",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                violation_error_message=_("A place has both coordinates or neither, in degrees."),
            ),
        ]

    def __str__(self) -> str:
        return self.name_in("en")

    def name_in(self, language: str) -> str:
        """The official short name in a language, else in English, else the code; it asks the database nothing."""
        found = self.short_names.get(language) or self.short_names.get("en")
        return str(found) if found else self.code


class PlaceName(models.Model):
    """A place's official short and formal name in one language, for as long as it is the name."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="names")
    language = models.CharField(max_length=10)
    short = models.CharField(max_length=200)
    formal = models.CharField(max_length=200, blank=True)
    begins_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    # A name that the staff of a service entered is kept when the facts are loaded again.
    is_from_facts = models.BooleanField(default=False)

    class Meta:
        ordering = ["place", "language", F("ends_on").desc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "language"],
                condition=Q(ends_on__isnull=True),
                name="places_placename_one_in_use",
                violation_error_message=_("This place already has a name in this language; rename it instead."),
            ),
            models.CheckConstraint(
                name="places_placename_begins_before_it_ends",
                condition=Q(begins_on__isnull=True) | Q(ends_on__isnull=True) | Q(begins_on__lte=F("ends_on")),
                violation_error_message=_("A name ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.short


class Alias(models.Model):
    """Another word for a place: a former name, a variant, an abbreviation, or the word for its people."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="aliases")
    language = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=AliasKind)
    begins_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    is_from_facts = models.BooleanField(default=False)

    class Meta:
        ordering = ["place", "kind", "language", "name"]
        verbose_name_plural = "aliases"
        constraints = [
            models.UniqueConstraint(fields=["place", "language", "name"], name="places_alias_once"),
            models.CheckConstraint(
                name="places_alias_begins_before_it_ends",
                condition=Q(begins_on__isnull=True) | Q(ends_on__isnull=True) | Q(begins_on__lte=F("ends_on")),
                violation_error_message=_("A name ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """One State following another, or a territory passing from one to the other, on a day."""

    predecessor = models.ForeignKey(Place, models.PROTECT, related_name="successors")
    successor = models.ForeignKey(Place, models.PROTECT, related_name="predecessors")
    # Only where a part passed and both States remained.
    territory = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="passings")
    happened_on = models.DateField()
    kind = models.CharField(max_length=12, choices=Change)
    note = models.TextField(blank=True)
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["happened_on", "predecessor", "successor"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "happened_on"], name="places_succession_once"),
            models.CheckConstraint(
                name="places_succession_between_two",
                condition=~Q(predecessor=F("successor")),
                violation_error_message=_("A State does not succeed itself; a change of name is a former name."),
            ),
            models.CheckConstraint(
                name="places_succession_return_has_territory",
                condition=~Q(kind=Change.RETURN) | Q(territory__isnull=False),
                violation_error_message=_("A return names the territory that was returned."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}, {self.happened_on}"
