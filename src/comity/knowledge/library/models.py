from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.engines.records.models import Detail
from comity.engines.records.shapes import Makeup, Piece, Vocabulary
from comity.kernel.languages import OWN_NAMES
from comity.knowledge.library.enums import Audience, Collection, Form


class Resource(Detail):
    """A tool, guide, model law, standard, publication or teaching module, with every language in which it is."""

    kind: ClassVar[str] = "resource"
    years: ClassVar[tuple[str, ...]] = ("year",)
    vocabularies: ClassVar[tuple[Vocabulary, ...]] = (
        Vocabulary("audience", _("Audience"), dict(Audience.choices)),
        Vocabulary("language", _("Language"), OWN_NAMES, spoken=True),
    )
    makeup: ClassVar[Makeup] = Makeup(
        lists={
            "versions": (
                Piece("language", _("Language"), sort="language", is_required=True, example="fr"),
                Piece("url", _("Address"), sort="address", example="https://example.org/guide.pdf"),
            )
        },
    )

    form = models.CharField(_("form"), max_length=20, choices=Form)
    collection = models.CharField(_("collection"), max_length=20, choices=Collection)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    # The series of which it is a part, and its place in it: “Education for Justice: Organized Crime”, “Module 1”.
    series = models.CharField(_("series"), max_length=300, blank=True)
    number = models.CharField(_("number in the series"), max_length=60, blank=True)
    # As its publisher numbers it: a sales number, a document symbol.
    symbol = models.CharField(_("symbol"), max_length=100, blank=True)
    # Every language in which it is: [{"language": "fr", "url": "https://…"}]; no address: it is known to exist.
    versions = models.JSONField(_("language versions"), default=list, blank=True)
    url = models.URLField(_("address"), max_length=2000, blank=True)
    # Whether a person has compared the row with the publication.
    is_verified = models.BooleanField(_("verified"), default=False)

    class Meta:
        verbose_name = _("item of the library")
        verbose_name_plural = _("library")
        indexes = [models.Index(fields=["collection", "form"]), models.Index(fields=["year"])]

    def cited(self) -> dict[str, Any]:
        """The item as a report of its publisher, or a page when it is a tool."""
        return {
            "type": "webpage" if self.form == Form.TOOL else "report",
            "author": [{"literal": self.publisher}] if self.publisher else [],
            "issued": self.year,
            "collection-title": self.series,
            "number": self.symbol,
            "URL": self.url,
        }
