from typing import ClassVar, Final

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comity.base.places.models import Place
from comity.engines.records.models import Detail
from comity.engines.records.shapes import Makeup
from comity.kernel.dates import LONGEST, Period
from comity.knowledge.indicators.enums import Frequency, Nature, Precision, Status, Theme


# What SDMX allows in an identifier, lower case, so that a code is the same in addresses, files and SDMX.
CODE: Final = r"^[a-z0-9][a-z0-9-]*$"


class Indicator(Detail):
    """What is counted, by whom and how. Its title and its method are the texts of its card."""

    kind: ClassVar[str] = "indicator"
    naming: ClassVar[tuple[str, ...]] = ("code",)
    derived: ClassVar[tuple[str, ...]] = ("statement", "reference")
    makeup: ClassVar[Makeup] = Makeup(about=False)

    code = models.CharField(_("code"), max_length=60, unique=True, validators=[RegexValidator(CODE)])
    theme = models.CharField(_("theme"), max_length=20, choices=Theme)
    # A word of facts/words.yaml, where its name stands in six languages.
    unit = models.CharField(_("unit"), max_length=40)
    nature = models.CharField(_("what a figure measures"), max_length=10, choices=Nature, default=Nature.STOCK)
    frequency = models.CharField(_("frequency"), max_length=12, choices=Frequency, default=Frequency.IRREGULAR)
    # Words of facts/words.yaml as well: who counts, and of what part of the world.
    counted_by = models.CharField(_("counted by"), max_length=40, blank=True)
    coverage = models.CharField(_("coverage"), max_length=40, blank=True)
    # Of a figure that this portal computes: the query as it is sent to the database, and where it stands in the code.
    statement = models.TextField(_("query"), blank=True)
    reference = models.CharField(_("where the query stands"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.CheckConstraint(
                name="indicators_indicator_query_stands_somewhere",
                condition=Q(statement="", reference="") | ~(Q(statement="") | Q(reference="")),
                violation_error_message=_("A query is shown with the place in the code where it stands."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def address(self) -> str:
        """The permanent path of the indicator's page, without a language."""
        return f"/indicators/{self.code}/"

    @property
    def is_computed(self) -> bool:
        """Whether this portal computes its figures by a query of its own."""
        return bool(self.statement)


class Series(models.Model):
    """One line of an indicator: its figures for one place and one value of every other dimension."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="series")
    # None is the whole of what the indicator covers.
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    # Such as {"crime_type": "trafficking-in-persons", "sex": "F"}; names are those of enums.Dimension.
    dimensions = models.JSONField(default=dict, blank=True)
    # Place and dimensions in one line, in order, so that the database can hold that there is one of each.
    key = models.CharField(max_length=300, blank=True)
    # The last day on which the portal's own query gave the figure that is current.
    checked_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["indicator", "key"]
        constraints = [models.UniqueConstraint(fields=["indicator", "key"], name="indicators_series_once")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.key}".strip()


class Observation(models.Model):
    """One figure for one period, with its source. What is corrected stays here, with the moment of its correction."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="observations")
    # As the source has it, in EDTF: 2018-02-09, 2018-02, 2018 or 2017-02/2018-02.
    period_text = models.CharField(max_length=LONGEST)
    earliest_on = models.DateField()
    latest_on = models.DateField()
    value = models.DecimalField(max_digits=24, decimal_places=6)
    precision = models.CharField(max_length=10, choices=Precision, default=Precision.EXACT)
    status = models.CharField(max_length=12, choices=Status, default=Status.FINAL)
    # By language: {"en": "...", "fr": "..."}.
    footnotes = models.JSONField(default=dict, blank=True)
    source_title = models.CharField(max_length=1000)
    source_url = models.URLField(max_length=2000, blank=True)
    # Where in the source: the number of a paragraph or of a table.
    paragraph = models.CharField(max_length=100, blank=True)
    # Where our own files or an installation's import first gave it; empty for what was computed.
    origin = models.CharField(max_length=60, blank=True)
    revision = models.PositiveSmallIntegerField(default=1)
    # Why it took the place of the figure before it, where a person said so.
    reason = models.CharField(max_length=1000, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    # When a later revision, or a retraction, took its place; None while it counts.
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["series", "latest_on", "earliest_on", "-revision"]
        indexes = [models.Index(fields=["series", "latest_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "period_text", "revision"], name="indicators_observation_revision_once"
            ),
            models.UniqueConstraint(
                fields=["series", "period_text"],
                condition=Q(replaced_at__isnull=True),
                name="indicators_observation_one_counts",
            ),
            models.CheckConstraint(
                name="indicators_observation_period_has_order",
                condition=Q(earliest_on__lte=F("latest_on")),
                violation_error_message=_("A period ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.period_text}: {self.value}"

    @property
    def period(self) -> Period:
        """The period as far as it is known."""
        return Period(self.earliest_on, self.latest_on, self.period_text)


class PageCount(models.Model):
    """How many pages were read on a day in a language of the interface; nothing about who read them."""

    on = models.DateField()
    language = models.CharField(max_length=10)
    pages = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["on", "language"], name="indicators_page_count_once")]

    def __str__(self) -> str:
        return f"{self.on} {self.language}: {self.pages}"


class LoadedFacts(models.Model):
    """Which state of the shipped facts is loaded, so that loading the same again is quick."""

    name = models.CharField(max_length=20, primary_key=True)
    fingerprint = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.fingerprint
