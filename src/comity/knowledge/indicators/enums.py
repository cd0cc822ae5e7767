from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Theme(models.TextChoices):
    """What an indicator is about; the order is that of the list."""

    TREATIES = "treaties", _("Participation in treaties")
    REVIEW = "review", _("Reviews of implementation")
    KNOWLEDGE = "knowledge", _("Databases of law and cases")
    AUTHORITIES = "authorities", _("Competent authorities")
    COOPERATION = "cooperation", _("Cooperation in cases")
    ASSETS = "assets", _("Asset recovery")
    CONTAINERS = "containers", _("Container control")
    TRAINING = "training", _("Training and learning")
    PORTAL = "portal", _("This portal")


class Nature(models.TextChoices):
    """What a figure measures: a state at a moment, or what happened in a period. Only the second may be added up."""

    STOCK = "stock", _("The level on a day")
    FLOW = "flow", _("The total over a period")


class Frequency(models.TextChoices):
    """How often a figure is published."""

    DAILY = "daily", _("Daily")
    MONTHLY = "monthly", _("Monthly")
    QUARTERLY = "quarterly", _("Every three months")
    ANNUAL = "annual", _("Yearly")
    IRREGULAR = "irregular", _("With each report")


class Precision(models.TextChoices):
    """What the source says of how exact its figure is."""

    EXACT = "exact", _("Exact")
    MORE_THAN = "more_than", _("More than")
    ABOUT = "about", _("About")
    LESS_THAN = "less_than", _("Less than")


class Status(models.TextChoices):
    """How settled a figure is."""

    FINAL = "final", pgettext_lazy("a figure", "Final")
    PROVISIONAL = "provisional", pgettext_lazy("a figure", "Provisional")
    ESTIMATED = "estimated", pgettext_lazy("a figure", "Estimated")


class Dimension(models.TextChoices):
    """What can tell one series of an indicator from another; the value names a column of the files."""

    TREATY = "treaty", _("Treaty")
    CYCLE = "cycle", _("Review cycle")
    NETWORK = "network", _("Network")
    CRIME_TYPE = "crime_type", _("Crime")
    SEX = "sex", _("Sex")
    KIND = "kind", _("Database")
    LANGUAGE = "language", _("Language")


# The column for the place of a series; it is a table of its own and so no member of the enumeration.
PLACE: Final = "place"
