from django.db import models
from django.utils.translation import gettext_lazy as _


class Holds(models.TextChoices):
    """Of what it is a register; one may be several."""

    COMPANIES = "companies", _("Companies")
    OWNERS = "owners", _("Beneficial owners")
    LAND = "land", _("Land and buildings")
    COURTS = "courts", _("Court cases and decisions")
    INSOLVENCY = "insolvency", _("Insolvency")
    PROCUREMENT = "procurement", _("Public procurement")
    VEHICLES = "vehicles", _("Vehicles")
    SHIPS = "ships", _("Ships")
    AIRCRAFT = "aircraft", _("Aircraft")
    SANCTIONS = "sanctions", _("Sanctions")
    GAZETTE = "gazette", _("Official gazette")


class FoundBy(models.TextChoices):
    """By what one finds an entry in it."""

    NAME = "name", _("Name of a company or body")
    PERSON = "person", _("Name of a person")
    NUMBER = "number", _("Registration number")
    ADDRESS = "address", _("Address")
    PARCEL = "parcel", _("Parcel or title of land")
    MARK = "mark", _("Registration mark, hull or serial number")
    CASE = "case", _("Number of a case")
    WORDS = "words", _("Words in its documents")


class Cost(models.TextChoices):
    """What it costs to search it and to read an entry."""

    FREE = "free", _("Free of charge")
    PARTLY = "partly", _("Partly free: searching costs nothing, documents do")
    PAID = "paid", _("Paid")
    UNKNOWN = "unknown", _("Not known here")


class Entry(models.TextChoices):
    """What a reader needs to get in."""

    OPEN = "open", _("No account needed")
    ACCOUNT = "account", _("An account that anybody may open")
    IDENTITY = "identity", _("Proof of identity, often a national one")
    PERMISSION = "permission", _("Only those who have permission or show an interest")
    UNKNOWN = "unknown", _("Not known here")
