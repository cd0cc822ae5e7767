import datetime as dt
from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.engines.records.models import Detail, Satellite
from comity.engines.records.shapes import PLACES, Makeup
from comity.knowledge.published_reviews.enums import Cluster, Finding, Matter, Mechanism


ARTICLE = RegexValidator(r"^[A-Za-z0-9.\-]+:[0-9A-Za-z.\-]+$", _("Write the instrument and the article: XVIII-12:5."))


class PublishedReview(Detail):
    """The result of one review of one State, which is its card's place; the summary is the card's own."""

    kind: ClassVar[str] = "publishedreview"
    years: ClassVar[tuple[str, ...]] = ("published_on",)
    satellites: ClassVar[tuple[str, ...]] = ("observations",)
    makeup: ClassVar[Makeup] = Makeup(coded={"reviewers": (PLACES,)})

    mechanism = models.CharField(_("mechanism"), max_length=30, choices=Mechanism)
    # As the mechanism calls it: a name, like that of a person, is not translated.
    cycle = models.CharField(_("cycle"), max_length=200, blank=True)
    cluster = models.CharField(_("what is reviewed"), max_length=60, choices=Cluster, blank=True)
    # Codes of the States that reviewed.
    reviewers = models.JSONField(_("reviewed by"), default=list, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    # The number of the document, such as CAC/COSP/IRG/I/2/1.
    symbol = models.CharField(_("symbol"), max_length=100, blank=True)
    url = models.URLField(_("document"), max_length=2000, blank=True)
    # The answers that were released, questionnaire by questionnaire: code, edition and instrument, and by the code of
    # each question the value, the article and the evidence. What the questions are, the questionnaire says.
    answers = models.JSONField(_("answers"), default=list, blank=True, editable=False)
    # The parts that the State has not let be read, of a review that was led here.
    withheld = models.JSONField(_("not published"), default=list, blank=True, editable=False)
    # The key of the review that was led here; without one, somebody described what was published elsewhere.
    review_key = models.UUIDField(null=True, blank=True, editable=False, unique=True)

    class Meta:
        verbose_name = _("published review")
        verbose_name_plural = _("published reviews")
        indexes = [models.Index(fields=["mechanism", "cycle"])]

    @property
    def parts(self) -> list[Matter]:
        """The parts of a review that was led here and may be read."""
        return [one for one in Matter if one.value not in self.withheld] if self.review_key else []

    def articles(self) -> Iterator[str]:
        """The articles of which anything is said, each once, as terms such as ``XVIII-12:5``."""
        told = [one.article for one in self.observations.all()]
        told += [one["article"] for asked in self.answers for one in asked["answers"]]
        yield from dict.fromkeys(one for one in told if one)

    def cited(self) -> dict[str, Any]:
        """The result as a report on the State."""
        issued: dt.date | None = self.published_on
        return {"type": "report", "issued": issued, "number": self.symbol, "collection-title": self.cycle} | (
            {"URL": self.url} if self.url else {}
        )


class PublishedObservation(Satellite):
    """A paragraph of the list of observations."""

    review = models.ForeignKey(PublishedReview, models.CASCADE, related_name="observations")
    finding = models.CharField(_("finding"), max_length=20, choices=Finding)
    # Id of the term of the article, such as ``XVIII-12:5``; empty for none.
    article = models.CharField(_("article"), max_length=60, blank=True, validators=[ARTICLE])
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=10, default="en")

    makeup: ClassVar[Makeup] = Makeup(languages=frozenset({"language"}))

    class Meta(Satellite.Meta):
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
