from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comity.base.places.models import Place
from comity.engines.records.enums import Wording
from comity.engines.records.models import Detail
from comity.engines.records.shapes import CRIME_TYPES, Makeup
from comity.kernel.dates import Period
from comity.knowledge.treaties.enums import ActionKind, Obligation, Portion, Review


ENTRY_RULE = r"^(deposit|(days|months|nth-month|month-after-days|month-after-months):\d{1,3}|year-end:\d{2}-\d{2})$"


class Provenance(models.Model):
    """Where facts about treaties come from; thousands of actions share one."""

    key = models.CharField(max_length=60, primary_key=True)
    title = models.CharField(max_length=1000)
    publisher = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    licence = models.CharField(max_length=300, blank=True)
    retrieved_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=1000, blank=True)

    def __str__(self) -> str:
        return self.title


class Treaty(Detail):
    """A multilateral or bilateral instrument. Its titles are the texts of its card."""

    kind: ClassVar[str] = "treaty"
    naming: ClassVar[tuple[str, ...]] = ("symbol",)
    makeup: ClassVar[Makeup] = Makeup(coded={"crime_types": (CRIME_TYPES,)}, about=False)

    # As the United Nations Treaty Collection numbers it, XVIII-12-a; others by their depositary, COE-185.
    symbol = models.CharField(max_length=40, unique=True)
    chapter = models.CharField(max_length=20)
    short = models.CharField(max_length=100, blank=True)
    adopted_on = models.DateField(null=True, blank=True)
    adopted_at = models.CharField(max_length=200, blank=True)
    in_force_on = models.DateField(null=True, blank=True)
    # When it begins to bind a State, and when a withdrawal takes effect; empty where it is not recorded here.
    entry_rule = models.CharField(max_length=30, blank=True, validators=[RegexValidator(ENTRY_RULE)])
    exit_rule = models.CharField(max_length=30, blank=True, validators=[RegexValidator(ENTRY_RULE)])
    depositary = models.CharField(max_length=12, blank=True)
    registration = models.CharField(max_length=20, blank=True)
    # Known completely up to this day: every act before it that the depositary lists is here.
    complete_on = models.DateField(null=True, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    # Terms of the vocabulary crime-types, such as ["corruption"].
    crime_types = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("treaty")
        verbose_name_plural = _("treaties")
        indexes = [models.Index(fields=["chapter", "symbol"])]

    def __str__(self) -> str:
        return self.symbol

    @property
    def address(self) -> str:
        """The permanent path of the treaty's page, without a language."""
        return f"/treaties/{self.symbol}/"

    def cited(self) -> dict[str, Any]:
        """The treaty as a reference names it: by the organisation that keeps it, and its number of registration."""
        # A State that is the depositary has not written the treaty; an organisation has, through its members.
        keeper = "ORG-UN" if self.depositary == "UN" else self.depositary
        return {
            "type": "treaty",
            "author": [{"place": keeper}] if keeper == "EU" or keeper.startswith("ORG-") else [],
            "issued": self.adopted_on,
            "number": self.registration or self.symbol,
            "publisher-place": self.adopted_at,
            "title-short": self.short,
        }


class Article(models.Model):
    """One article of a treaty, with its number and title: facts, whether or not its text is loaded."""

    treaty = models.ForeignKey(Treaty, models.CASCADE, related_name="articles")
    # "18" or "42 bis", in Arabic figures whatever the original writes.
    number = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    division = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["treaty", "position"]
        constraints = [models.UniqueConstraint(fields=["treaty", "number"], name="treaties_article_once")]

    def __str__(self) -> str:
        return f"{self.treaty} {self.number}"

    @property
    def address(self) -> str:
        """The permanent path of the article's page, without a language."""
        return f"{self.treaty.address}articles/{self.number.replace(' ', '-')}/"

    @property
    def term(self) -> str:
        """Its id in the vocabulary instrument-articles: ``XVIII-12:5``."""
        return f"{self.treaty.symbol}:{self.number.replace(' ', '-')}"


class ArticleText(models.Model):
    """The words of an article in one language, as one pack brought them."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10)
    wording = models.CharField(max_length=10, choices=Wording)
    title = models.CharField(max_length=500, blank=True)
    # Heading and body together are the characters of the source, not one more and not one less.
    heading = models.TextField(blank=True)
    body = models.TextField()
    # Lower comes first when several packs bring the same language.
    rank = models.PositiveSmallIntegerField(default=0)
    provenance = models.ForeignKey(Provenance, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "language", "provenance"], name="treaties_article_text_once_a_source"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article} {self.language}"


class TreatyText(models.Model):
    """A part of a treaty's text that is no article: preamble, headings of parts, closing formula, annex."""

    treaty = models.ForeignKey(Treaty, models.CASCADE, related_name="portions")
    language = models.CharField(max_length=10)
    wording = models.CharField(max_length=10, choices=Wording)
    portion = models.CharField(max_length=10, choices=Portion)
    # Its place among the articles: after the article of this number, or before the first when empty.
    after = models.CharField(max_length=20, blank=True)
    position = models.PositiveSmallIntegerField()
    body = models.TextField()
    provenance = models.ForeignKey(Provenance, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["treaty", "language", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["treaty", "language", "provenance", "position"], name="treaties_treaty_text_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.treaty} {self.language} {self.portion} {self.position}"


class ArticleSummary(models.Model):
    """What an article says and asks of a State, in the project's own words."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="summaries")
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=500, blank=True)
    summary = models.TextField()
    asks = models.JSONField(default=list, blank=True)
    obligation = models.CharField(max_length=10, choices=Obligation, blank=True)
    crime_types = models.JSONField(default=list, blank=True)
    review = models.CharField(max_length=10, choices=Review, default=Review.DRAFT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "language"], name="treaties_summary_once_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.article} {self.language}"


class TreatyAction(models.Model):
    """One thing that a State or organisation did about a treaty, on a day or within a period."""

    treaty = models.ForeignKey(Treaty, models.CASCADE, related_name="actions")
    # The same in every later file that speaks of this action, so that a correction finds it.
    identifier = models.CharField(max_length=200, unique=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="treaty_actions")
    kind = models.CharField(max_length=30, choices=ActionKind)
    # EDTF, and the first and last day that it allows.
    on_text = models.CharField(max_length=60)
    earliest_on = models.DateField()
    latest_on = models.DateField()
    # Set when the action concerns only one territory of the place.
    territory = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    # Set when it answers what another State said.
    against = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    provenance = models.ForeignKey(Provenance, models.PROTECT, related_name="actions")
    is_retracted = models.BooleanField(default=False)

    class Meta:
        indexes = [
            # "Who was party on a day", and "what binds two States", each from one index.
            models.Index(fields=["treaty", "kind", "earliest_on"]),
            models.Index(fields=["place", "kind", "treaty"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="treaties_action_period_in_order",
                condition=Q(latest_on__gte=F("earliest_on")),
                violation_error_message=_("An action cannot end before it begins."),
            ),
            models.CheckConstraint(
                name="treaties_action_objection_names_whom",
                condition=Q(against__isnull=True) | Q(kind__in=[ActionKind.OBJECTION, ActionKind.COMMUNICATION]),
                violation_error_message=_("Only an objection or a communication is directed at another State."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.treaty_id} {self.place_id} {self.kind} {self.on_text}"

    @property
    def period(self) -> Period:
        """When it was done, as far as it is known."""
        return Period(self.earliest_on, self.latest_on, self.on_text)


class ReportedTotal(models.Model):
    """How many parties a report counted on a day: what our own count is held against."""

    treaty = models.ForeignKey(Treaty, models.CASCADE, related_name="totals")
    on_text = models.CharField(max_length=60)
    earliest_on = models.DateField()
    latest_on = models.DateField()
    parties = models.PositiveSmallIntegerField()
    provenance = models.ForeignKey(Provenance, models.PROTECT, related_name="+")
    locator = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["treaty", "latest_on"]
        constraints = [
            models.UniqueConstraint(fields=["treaty", "on_text", "provenance"], name="treaties_total_once_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.treaty_id} {self.parties} on {self.on_text}"


class LoadedFacts(models.Model):
    """Which state of the project's own files was loaded last, so that loading the same again costs nothing."""

    name = models.CharField(max_length=20, primary_key=True)
    # SHA-256 over the files' names and contents.
    fingerprint = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name
