from collections.abc import Collection
from typing import Any, ClassVar, Final

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.base.places.models import Place
from comity.engines.records.models import Detail
from comity.engines.records.shapes import Makeup
from comity.knowledge.authorities.enums import Function, Group, Origin
from comity.knowledge.authorities.shapes import FIELD, freshness


IDENTIFIER: Final = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"


class Authority(Detail):
    """A competent national authority. Its names are the texts of its card, its State is the card's place."""

    kind: ClassVar[str] = "authority"
    has_own_tables: ClassVar[bool] = True
    naming: ClassVar[tuple[str, ...]] = ("identifier",)
    makeup: ClassVar[Makeup] = Makeup(about=False)
    # What the engine of records loads together with an authority.
    companions: ClassVar[tuple[str, ...]] = ("designations",)

    # Files find it again by this; it never changes.
    identifier = models.CharField(max_length=60, unique=True, validators=[RegexValidator(IDENTIFIER)])
    # Of the words among its particulars.
    language = models.CharField(max_length=10, default="en")
    # Values by the names of shapes.FIELDS. Whoever shows them asks queries.disclosed; nothing else reads this.
    particulars = models.JSONField(default=dict, blank=True)
    # The groups that the authority keeps for other authorities.
    restricted = models.JSONField(default=list, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("authority")
        verbose_name_plural = _("authorities")
        constraints = [
            models.CheckConstraint(
                name="authorities_authority_confirmed_by_someone_on_a_day",
                condition=Q(confirmed_by="") | Q(confirmed_on__isnull=False),
                violation_error_message=_("Who confirmed it did so on a day; give both."),
            ),
        ]

    def __str__(self) -> str:
        return self.identifier

    def clean(self) -> None:
        """Only what is known stands among the particulars and the groups.

        Raises:
            ValidationError: a field or group that is not known.
        """
        unknown = [name for name in self.particulars if name not in FIELD]
        unknown += [group for group in self.restricted if group not in Group.values]
        if unknown:
            raise ValidationError(_("Not known: %(names)s.") % {"names": ", ".join(unknown)})

    @property
    def open_groups(self) -> frozenset[str]:
        """The groups that anyone may read."""
        return frozenset(Group.values) - frozenset(self.restricted)

    def told(self, groups: Collection[str] | None = None) -> dict[str, Any]:
        """What is filled in, of some groups; of those that anyone may read when none are given."""
        allowed = self.open_groups if groups is None else groups
        filled = ((name, self.particulars.get(name)) for name, one in FIELD.items() if one.group in allowed)
        return {name: value for name, value in filled if value not in ("", None, [])}

    def withheld(self, groups: Collection[str] | None = None) -> list[str]:
        """The groups in which something is filled in that is not among those that are told."""
        allowed = self.open_groups if groups is None else groups
        filled = {FIELD[name].group.value for name, value in self.particulars.items() if value not in ("", None, [])}
        return [group for group in Group.values if group in filled - set(allowed)]

    def snapshot(self) -> dict[str, Any]:
        """All of it, with its designations, as a revision keeps it; its content is shown to editors alone."""
        return {**super().snapshot(), "designations": [one.plain() for one in self.designations.all()]}

    def public_data(self) -> dict[str, Any]:
        """What any visitor may read of it."""
        kept = {name: value for name, value in super().snapshot().items() if name not in {"particulars", "restricted"}}
        return {
            **kept,
            "freshness": freshness(self.confirmed_on, timezone.now().date()).value,
            "functions": sorted({one.function for one in self.designations.all()}),
            "particulars": self.told(),
            "withheld": self.withheld(),
            "designations": [one.plain() for one in self.designations.all()],
        }


class Designation(models.Model):
    """That an authority has a function: in general, or under an article of a treaty, for a territory, for a time."""

    makeup: ClassVar[Makeup] = Makeup(languages=frozenset({"treaty_language"}))

    authority = models.ForeignKey(Authority, models.CASCADE, related_name="designations")
    function = models.CharField(max_length=60, choices=Function)
    # A symbol of the treaties here, or a key of ours for a bilateral one; empty when it has the function in general.
    treaty = models.CharField(max_length=60, blank=True)
    treaty_title = models.CharField(max_length=1000, blank=True)
    treaty_language = models.CharField(max_length=10, blank=True)
    treaty_url = models.URLField(max_length=2000, blank=True)
    article = models.CharField(max_length=30, blank=True)
    # The only part of the State for which it holds.
    territory = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    # The other State of a bilateral treaty.
    counterpart = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    # The first day on which it can have held; of a treaty, the day on which it was made.
    begins_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.REPORTED)
    source = models.CharField(max_length=1000, blank=True)
    source_url = models.URLField(max_length=2000, blank=True)

    class Meta:
        ordering = ["authority", "pk"]
        indexes = [models.Index(fields=["treaty", "function"]), models.Index(fields=["function", "authority"])]
        constraints = [
            models.CheckConstraint(
                name="authorities_designation_period_in_order",
                condition=Q(begins_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")),
                violation_error_message=_("A designation cannot end before it begins."),
            ),
            models.CheckConstraint(
                name="authorities_designation_article_of_a_treaty",
                condition=~Q(treaty="") | Q(article="", counterpart__isnull=True),
                violation_error_message=_("An article and another State belong to a treaty; name the treaty."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority_id} {self.function} {self.treaty}"

    def plain(self) -> dict[str, Any]:
        """The designation as plain data."""
        names = (
            "function", "treaty", "treaty_title", "treaty_language", "treaty_url", "article", "origin", "source",
            "source_url",
        )  # fmt: skip
        return {
            **{name: str(getattr(self, name)) for name in names},
            "territory": self.territory_id or "",
            "counterpart": self.counterpart_id or "",
            "begins_on": self.begins_on.isoformat() if self.begins_on else "",
            "ends_on": self.ends_on.isoformat() if self.ends_on else "",
        }
