from django.db import models
from django.utils.translation import gettext_lazy as _


class Portal(models.TextChoices):
    """The themes that have a front page of their own. Values are stored and stand in addresses: never change one."""

    TRAFFICKING_IN_PERSONS = "trafficking-in-persons", _("Trafficking in persons")
    SMUGGLING_OF_MIGRANTS = "smuggling-of-migrants", _("Smuggling of migrants")
    CYBERCRIME = "cybercrime", _("Cybercrime")
    DRUGS = "drugs", _("Drug control")
    TERRORISM = "terrorism", _("Terrorism")
    FIREARMS = "firearms", _("Firearms")
    CORRUPTION = "corruption", _("Corruption")
    WILDLIFE = "wildlife", _("Wildlife, forests and fisheries")


class Section(models.TextChoices):
    """What only some portals have on their front page."""

    CONTROLLED_SUBSTANCES = "controlled-substances", _("Import and export of controlled substances")
