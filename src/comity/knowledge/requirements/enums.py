from django.db import models
from django.utils.translation import gettext_lazy as _


class About(models.TextChoices):
    """To which requests it applies; all but the first are functions of authorities, by the same values."""

    EVERY = "every", _("Every request")
    ASSISTANCE = "mutual-legal-assistance", _("Mutual legal assistance")
    EXTRADITION = "extradition", _("Extradition")
    SENTENCED = "transfer-of-sentenced-persons", _("Transfer of sentenced persons")
    ASSETS = "asset-recovery", _("Asset recovery")


class Certification(models.TextChoices):
    """What shows that a request is genuine, as the State asks for it."""

    UNKNOWN = "unknown", _("Not told")
    NONE = "none", _("Nothing but the signature")
    SEAL = "seal", _("Signature and seal of the authority")
    CERTIFIED = "certified", _("Certified copies")
    APOSTILLE = "apostille", _("Apostille")
    LEGALISED = "legalised", _("Legalisation")
