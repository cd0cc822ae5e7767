import datetime as dt
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.engines.records.models import Detail
from comity.engines.records.shapes import Makeup, Piece, Vocabulary
from comity.kernel.languages import OWN_NAMES
from comity.knowledge.strategies.enums import Form, Pillar, Standing


class Strategy(Detail):
    """A strategy or action plan of a State or a regional organisation, which is its card's place."""

    kind: ClassVar[str] = "strategy"
    years: ClassVar[tuple[str, ...]] = ("begins_on", "ends_on")
    vocabularies: ClassVar[tuple[Vocabulary, ...]] = (
        Vocabulary("pillar", _("Pillar"), dict(Pillar.choices)),
        Vocabulary("language", _("Language"), OWN_NAMES, spoken=True),
    )
    makeup: ClassVar[Makeup] = Makeup(
        dates={"begins": ("begins_on", ""), "ends": ("", "ends_on"), "adopted": ("", "")},
        lists={
            "reports": (
                Piece("title", _("Title"), is_required=True),
                Piece("year", _("Year"), sort="number", example="2023"),
                Piece("url", _("Address"), sort="address", example="https://example.org/report"),
            )
        },
    )

    form = models.CharField(_("form"), max_length=12, choices=Form, default=Form.STRATEGY)
    # As far as they are known, in EDTF: 2021, 2021-04-14; the days are the first and the last of the whole period.
    begins = models.CharField(_("begins"), max_length=30, blank=True)
    ends = models.CharField(_("ends"), max_length=30, blank=True)
    begins_on = models.DateField(null=True, blank=True, editable=False)
    ends_on = models.DateField(null=True, blank=True, editable=False)
    adopted = models.CharField(_("adopted"), max_length=30, blank=True)
    adopted_by = models.CharField(_("adopted by"), max_length=300, blank=True)
    # As its publisher numbers it: COM(2021) 170 final, Cm 9718.
    symbol = models.CharField(_("symbol"), max_length=100, blank=True)
    monitored_by = models.CharField(_("monitored by"), max_length=300, blank=True)
    # Reports on how it is carried out: [{"title": …, "year": …, "url": …}].
    reports = models.JSONField(_("reports"), default=list, blank=True)
    url = models.URLField(_("document"), max_length=2000, blank=True)
    # Whether a person has compared the row with the document.
    is_verified = models.BooleanField(_("verified"), default=False)

    class Meta:
        verbose_name = _("strategy")
        verbose_name_plural = _("strategies")
        indexes = [models.Index(fields=["begins_on", "ends_on"])]

    def clean(self) -> None:
        """A strategy ends after it begins."""
        if self.begins_on and self.ends_on and self.ends_on < self.begins_on:
            raise ValidationError({"ends": _("It cannot end before it begins.")})

    def standing(self, day: dt.date) -> Standing | None:
        """Where it stands on a day; None when its beginning is not known."""
        if self.begins_on is None:
            return None
        if day < self.begins_on:
            return Standing.COMING
        if self.ends_on is None:
            return Standing.OPEN
        return Standing.IN_FORCE if day <= self.ends_on else Standing.EXPIRED

    def cited(self) -> dict[str, Any]:
        """The strategy as a report of whoever adopted it."""
        place = self.record.place_id
        author: list[dict[str, str]] = [{"place": place}] if place else []
        return {
            "type": "report",
            "author": [{"literal": self.adopted_by}] if self.adopted_by else author,
            "issued": self.adopted or self.begins,
            "number": self.symbol,
            "URL": self.url,
        }
