from typing import Any, ClassVar, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.engines.records.models import Detail
from comity.engines.records.shapes import Vocabulary
from comity.kernel.errors import Unreadable
from comity.knowledge.gateways.enums import Portal
from comity.knowledge.gateways.shapes import Item, item_of


# The scheme of the topics that say in which portals a hot topic stands.
PORTALS: Final = "portal"
MOST_ITEMS: Final = 60


class HotTopic(Detail):
    """Records of every kind on a question of the day, in the order in which an editor put them.

    Its title and introduction are the texts of its card. It names records by their keys and copies nothing of them, so
    that it shows each as it is on the day, and leaves out what its reader may not read.
    """

    kind: ClassVar[str] = "hottopic"
    vocabularies: ClassVar[tuple[Vocabulary, ...]] = (Vocabulary(PORTALS, _("Thematic portal"), dict(Portal.choices)),)

    # As shapes.Item says: [{"record": key, "part": "articles/3/", "words": {"en": …}}, {"search": "q=…", "words": …}].
    items = models.JSONField(_("contents"), default=list, blank=True)

    class Meta:
        verbose_name = _("hot topic")
        verbose_name_plural = _("hot topics")

    @property
    def address(self) -> str:
        """The permanent path of its page, without a language."""
        return f"/hot-topics/{self.record_id}/"

    @property
    def parts(self) -> list[Item]:
        """What it holds, in order."""
        return [item_of(one) for one in self.items]

    def clean(self) -> None:
        """Every item is one.

        Raises:
            ValidationError: one is not, or there are too many.
        """
        if not isinstance(self.items, list) or len(self.items) > MOST_ITEMS:
            raise ValidationError(_("A hot topic holds at most %(most)s items.") % {"most": MOST_ITEMS})
        for number, one in enumerate(self.items, start=1):
            try:
                item_of(one)
            except Unreadable as fault:
                raise ValidationError(
                    _("Item %(number)s: %(fault)s") % {"number": number, "fault": fault.sentence}
                ) from fault

    def cited(self) -> dict[str, Any]:
        """The hot topic as a page of the portal."""
        return {"type": "webpage", "issued": self.on}
