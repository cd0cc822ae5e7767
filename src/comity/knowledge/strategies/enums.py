from django.db import models
from django.utils.translation import gettext_lazy as _


class Form(models.TextChoices):
    """What its author calls it."""

    STRATEGY = "strategy", _("Strategy")
    ACTION_PLAN = "action-plan", _("Action plan")
    PROGRAMME = "programme", _("Programme")


class Pillar(models.TextChoices):
    """What a strategy sets out to do; the first four are those of the strategy toolkit of UNODC."""

    PREVENT = "prevent", _("Prevent")
    PURSUE = "pursue", _("Pursue")
    PROTECT = "protect", _("Protect")
    PROMOTE = "promote", _("Promote partnerships and cooperation")
    PREPARE = "prepare", _("Prepare")


class Standing(models.TextChoices):
    """Where a strategy stands on a day; it follows from its period and is kept nowhere."""

    COMING = "coming", _("Not yet begun")
    IN_FORCE = "in-force", _("In force")
    EXPIRED = "expired", _("Expired")
    OPEN = "open", _("No end stated")
