from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.engines.records.models import Detail
from comity.engines.records.shapes import Makeup, Vocabulary
from comity.kernel.languages import OWN_NAMES
from comity.knowledge.requirements.enums import About, Certification


class Requirement(Detail):
    """What one State asks of requests of one kind; the State is its card's place, its people are its authors."""

    kind: ClassVar[str] = "requirement"
    vocabularies: ClassVar[tuple[Vocabulary, ...]] = (
        Vocabulary("language", _("Languages accepted"), OWN_NAMES, spoken=True),
    )
    makeup: ClassVar[Makeup] = Makeup(languages=frozenset({"language"}), about=False)

    about = models.CharField(_("requests"), max_length=40, choices=About, default=About.EVERY)
    # In which all that is written below is written.
    language = models.CharField(_("language of these words"), max_length=10, default="en")
    content = models.TextField(_("what a request contains beyond what the treaty asks"), blank=True)
    channel = models.TextField(_("channel"), blank=True)
    urgent = models.TextField(_("urgent cases"), blank=True)
    copies = models.PositiveSmallIntegerField(_("number of copies"), null=True, blank=True)
    certification = models.CharField(
        _("certification"), max_length=12, choices=Certification, default=Certification.UNKNOWN
    )
    translation = models.TextField(_("translation"), blank=True)
    costs = models.TextField(_("costs"), blank=True)
    dual_criminality = models.TextField(_("dual criminality"), blank=True)
    advice = models.TextField(_("practical advice"), blank=True)
    told_by = models.CharField(_("told by"), max_length=300, blank=True)
    told_on = models.DateField(_("told on"), null=True, blank=True)

    class Meta:
        verbose_name = _("requirements of a State")
        verbose_name_plural = _("requirements of States")

    def cited(self) -> dict[str, Any]:
        """The requirements as a page of whoever told them."""
        place = self.record.place_id
        author: list[dict[str, str]] = [{"place": place}] if place else []
        return {"type": "webpage", "author": [{"literal": self.told_by}] if self.told_by else author}
