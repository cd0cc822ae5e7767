from django.db import models
from django.utils.translation import gettext_lazy as _


class Severity(models.TextChoices):
    """How an announcement is drawn; the values are the tones of a notice. Values are stored."""

    INFO = "info", _("For information")
    WARNING = "warning", _("Something will be different")
    DANGER = "danger", _("Something does not work")


class Audience(models.TextChoices):
    """Who is shown an announcement. Values are stored."""

    EVERYONE = "everyone", _("Everybody")
    SIGNED_IN = "signed_in", _("Only people who are signed in")


class Spot(models.TextChoices):
    """What staff can write of the installation's own words. Values are stored and stand in addresses."""

    HOME = "home", _("Home page")
    IDENTITY = "identity", _("Name and contact")


class HomePart(models.TextChoices):
    """The parts of the home page below its search box, in the order in which they stand by themselves."""

    BETWEEN = "between", _("Which treaties bind two States?")
    TOPICS = "topics", _("By crime")
    INSTRUMENTS = "instruments", _("The instruments most used")
    HIGHLIGHTS = "highlights", _("Highlights")
    HELD = "held", _("What is here")
