from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Form(models.TextChoices):
    """What its author calls it."""

    STRATEGY = "strategy", _("Strategy")
    ACTION_PLAN = "action-plan", _("Action plan")
    PROGRAMME = "programme", _("Programme")


class Pillar(models.TextChoices):
    """What a strategy sets out to do; the first four are those of the strategy toolkit of UNODC."""

    PREVENT = "prevent", pgettext_lazy("pillar of a strategy", "Prevent")
    PURSUE = "pursue", pgettext_lazy("pillar of a strategy", "Pursue")
    PROTECT = "protect", pgettext_lazy("pillar of a strategy", "Protect")
    PROMOTE = "promote", pgettext_lazy("pillar of a strategy", "Promote partnerships and cooperation")
    PREPARE = "prepare", pgettext_lazy("pillar of a strategy", "Prepare")


class Standing(models.TextChoices):
    """Where a strategy stands on a day; it follows from its period and is kept nowhere."""

    COMING = "coming", pgettext_lazy("strategy", "Not yet begun")
    IN_FORCE = "in-force", pgettext_lazy("strategy", "In force")
    EXPIRED = "expired", pgettext_lazy("strategy", "Expired")
    OPEN = "open", pgettext_lazy("strategy", "No end stated")
