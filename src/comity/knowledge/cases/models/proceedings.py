"""Who took part, before which courts, what was charged and what came of it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comity.engines.records.models import Record, Satellite
from comity.engines.records.shapes import PLACES, Makeup
from comity.knowledge.cases.enums import PROTECTED, AgeGroup, Gender, Nature, Role
from comity.knowledge.cases.models.case import Case


class Instance(Satellite):
    """One court before which the case stood, with its decision."""

    makeup: ClassVar[Makeup] = Makeup(
        dates={"decided": ("decided_on", "")}, coded={"level": ("court-level",), "outcome": ("case-appeal",)}
    )

    case = models.ForeignKey(Case, models.CASCADE, related_name="instances")
    court = models.CharField(max_length=300)
    # A code of the vocabulary court-level, and on appeal one of case-appeal.
    level = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    number = models.CharField(max_length=300, blank=True)
    decided = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=1000, blank=True)


class Party(Satellite):
    """A person, company, authority or group that has a part in a case."""

    makeup: ClassVar[Makeup] = Makeup(coded={"nationalities": (PLACES,)})

    case = models.ForeignKey(Case, models.CASCADE, related_name="parties")
    role = models.CharField(max_length=12, choices=Role)
    nature = models.CharField(max_length=12, choices=Nature, default=Nature.PERSON)
    # Empty for everyone who is protected: a page calls them “Victim 1”.
    name = models.CharField(max_length=300, blank=True)
    count = models.PositiveIntegerField(default=1)
    count_children = models.PositiveIntegerField(null=True, blank=True)
    # At the time of the facts, never of the trial.
    age_group = models.CharField(max_length=12, choices=AgeGroup, blank=True)
    age_min = models.PositiveSmallIntegerField(null=True, blank=True)
    age_max = models.PositiveSmallIntegerField(null=True, blank=True)
    gender = models.CharField(max_length=12, choices=Gender, blank=True)
    # Codes of places.
    nationalities = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=1000, blank=True)

    class Meta(Satellite.Meta):
        verbose_name_plural = "parties"
        constraints = [
            models.CheckConstraint(
                name="cases_party_protected_is_not_named",
                condition=~Q(role__in=sorted(PROTECTED), nature__in=[Nature.PERSON, Nature.GROUP]) | Q(name=""),
                violation_error_message=_("Victims, migrants, witnesses and complainants are not named."),
            ),
            models.CheckConstraint(
                name="cases_party_counts_somebody",
                condition=Q(count__gte=1) & (Q(count=1) | Q(nature=Nature.GROUP)),
                violation_error_message=_("Several people told of together are a group."),
            ),
            models.CheckConstraint(
                name="cases_party_children_among_all",
                condition=Q(count_children__isnull=True) | Q(count_children__lte=F("count")),
                violation_error_message=_("There cannot be more children than people."),
            ),
            models.CheckConstraint(
                name="cases_party_ages_in_order",
                condition=Q(age_min__isnull=True) | Q(age_max__isnull=True) | Q(age_max__gte=F("age_min")),
                violation_error_message=_("The lowest age comes first."),
            ),
            models.CheckConstraint(
                name="cases_party_ages_are_ages",
                condition=(Q(age_min__isnull=True) | Q(age_min__lte=120))
                & (Q(age_max__isnull=True) | Q(age_max__lte=120)),
                violation_error_message=_("An age is at most 120; a year of birth is none."),
            ),
            models.CheckConstraint(
                name="cases_party_only_people_have_ages",
                condition=Q(nature__in=[Nature.PERSON, Nature.GROUP])
                | Q(age_group="", gender="", age_min__isnull=True, age_max__isnull=True, count_children__isnull=True),
                violation_error_message=_("A company or an authority has no age and no gender."),
            ),
        ]


class Charge(Satellite):
    """What somebody was charged with or sued for, under which law, and how it ended."""

    makeup: ClassVar[Makeup] = Makeup(coded={"crime_type": ("crime-types",), "verdict": ("case-verdict",)})

    case = models.ForeignKey(Case, models.CASCADE, related_name="charges")
    defendant = models.ForeignKey(Party, models.SET_NULL, null=True, blank=True, related_name="charges")
    offence = models.CharField(max_length=1000)
    # As the decision cites it, and the law in the portal where it is there.
    statute = models.CharField(max_length=1000, blank=True)
    provision = models.ForeignKey(Record, models.SET_NULL, null=True, blank=True, related_name="+")
    provision_locator = models.CharField(max_length=100, blank=True)
    # Codes of the vocabularies crime-types and case-verdict.
    crime_type = models.CharField(max_length=60, blank=True)
    verdict = models.CharField(max_length=40, blank=True)
    sentence = models.CharField(max_length=1000, blank=True)
    imprisonment_months = models.PositiveIntegerField(null=True, blank=True)
    is_life = models.BooleanField(default=False)
    reasoning = models.TextField(blank=True)

    class Meta(Satellite.Meta):
        constraints = [
            models.CheckConstraint(
                name="cases_charge_life_or_months",
                condition=Q(is_life=False) | Q(imprisonment_months__isnull=True),
                violation_error_message=_("Imprisonment is for life or for a time, not both."),
            ),
        ]


class Measure(Satellite):
    """Property frozen, confiscated or returned, and payments: a code of the vocabulary case-measure."""

    makeup: ClassVar[Makeup] = Makeup(coded={"measure": ("case-measure",)})

    case = models.ForeignKey(Case, models.CASCADE, related_name="measures")
    measure = models.CharField(max_length=40)
    what = models.CharField(max_length=1000, blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    # ISO 4217.
    currency = models.CharField(max_length=3, blank=True)

    class Meta(Satellite.Meta):
        constraints = [
            models.CheckConstraint(
                name="cases_measure_amount_has_currency",
                condition=Q(amount__isnull=True) | ~Q(currency=""),
                violation_error_message=_("An amount has a currency."),
            ),
        ]


class Cooperation(Satellite):
    """Cooperation between States that the case used: a code of the vocabulary case-cooperation."""

    makeup: ClassVar[Makeup] = Makeup(coded={"form": ("case-cooperation",), "places": (PLACES,)})

    case = models.ForeignKey(Case, models.CASCADE, related_name="cooperation")
    form = models.CharField(max_length=40)
    # Codes of the places that took part.
    places = models.JSONField(default=list, blank=True)
    # The treaty or law on which it rested, as the source names it.
    basis = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=1000, blank=True)
