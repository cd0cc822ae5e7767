from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.engines.records.models import Detail
from comity.engines.records.shapes import Vocabulary
from comity.kernel.languages import OWN_NAMES
from comity.knowledge.registers.enums import Cost, Entry, FoundBy, Holds


class Register(Detail):
    """A register that a State or organisation keeps and that may be searched without a request to it."""

    kind: ClassVar[str] = "register"
    vocabularies: ClassVar[tuple[Vocabulary, ...]] = (
        Vocabulary("holds", _("Register of"), dict(Holds.choices)),
        Vocabulary("found-by", _("Searched by"), dict(FoundBy.choices)),
        Vocabulary("language", _("Language"), OWN_NAMES, spoken=True),
    )

    keeper = models.CharField(_("kept by"), max_length=300, blank=True)
    url = models.URLField(_("address"), max_length=2000, blank=True)
    cost = models.CharField(_("cost"), max_length=10, choices=Cost, default=Cost.UNKNOWN)
    entry = models.CharField(_("access"), max_length=12, choices=Entry, default=Entry.UNKNOWN)
    legal_basis = models.CharField(_("legal basis"), max_length=500, blank=True)
    # The last day on which somebody opened the address and found there what is said here.
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    # Whether a person has compared the row with the register.
    is_verified = models.BooleanField(_("verified"), default=False)

    class Meta:
        verbose_name = _("public register")
        verbose_name_plural = _("public registers")

    def cited(self) -> dict[str, Any]:
        """The register as a page of whoever keeps it."""
        place = self.record.place_id
        author: list[dict[str, str]] = [{"place": place}] if place else []
        return {
            "type": "webpage",
            "author": [{"literal": self.keeper}] if self.keeper else author,
            "URL": self.url,
        }
