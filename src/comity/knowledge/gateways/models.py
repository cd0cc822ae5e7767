from typing import Any, ClassVar, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comity.engines.records.models import Detail
from comity.engines.records.shapes import Vocabulary
from comity.kernel.errors import Unreadable
from comity.knowledge.gateways.enums import Portal
from comity.knowledge.gateways.shapes import Introduction, Item, item_of


# The scheme of the topics that say in which portals a hot topic stands.
PORTALS: Final = "portal"
MOST_ITEMS: Final = 60


class Front(models.Model):
    """What staff have written for the front page of a portal; each change is one more, and none is changed.

    It holds only what differs from the project's own words, so that these are read wherever nobody has written others.
    """

    portal = models.CharField(max_length=40, choices=Portal)
    # From 1 for each portal.
    number = models.PositiveIntegerField()
    # By language: {"lead": a sentence, "paragraphs": [text, …]}.
    words = models.JSONField(default=dict, blank=True)
    # Keys of hot topics, as they are to stand.
    order = models.JSONField(default=list, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # When another took its place; none for the one that readers see.
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("front page of a portal")
        verbose_name_plural = _("front pages of portals")
        constraints = [
            models.UniqueConstraint(fields=["portal", "number"], name="gateways_front_number_once"),
            models.UniqueConstraint(
                fields=["portal"], condition=Q(replaced_at=None), name="gateways_front_one_is_shown"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.portal} {self.number}"

    def introductions(self) -> dict[str, Introduction]:
        """What staff have written, by language."""
        return {
            language: Introduction(said["lead"], tuple(said["paragraphs"])) for language, said in self.words.items()
        }


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
