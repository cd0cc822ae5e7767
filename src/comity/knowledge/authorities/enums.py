"""What an authority does, how it is reached, and who may read what of it."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Function(models.TextChoices):
    """What authorities are designated for. Values are stored: never change one.

    The first twelve are those of the directory of competent national authorities, the last that of the directory which
    the drug conventions have their parties keep.
    """

    # Requests from State to State
    MUTUAL_LEGAL_ASSISTANCE = "mutual-legal-assistance", _("Mutual legal assistance")
    EXTRADITION = "extradition", _("Extradition")
    TRANSFER_OF_SENTENCED_PERSONS = "transfer-of-sentenced-persons", _("Transfer of sentenced persons")
    # At sea
    DRUG_TRAFFIC_BY_SEA = (
        "drug-traffic-by-sea",
        _("Illicit traffic by sea of narcotic drugs and psychotropic substances"),
    )
    SMUGGLING_OF_MIGRANTS_BY_SEA = "smuggling-of-migrants-by-sea", _("Smuggling of migrants by sea")
    # Corruption
    PREVENTION_OF_CORRUPTION = "prevention-of-corruption", _("Prevention of corruption")
    ASSET_RECOVERY = "asset-recovery", _("Asset recovery")
    CIVIL_AND_ADMINISTRATIVE_PROCEEDINGS = (
        "civil-and-administrative-proceedings",
        _("International cooperation in civil and administrative proceedings relating to corruption"),
    )
    # Other crimes
    TRAFFICKING_IN_FIREARMS = "trafficking-in-firearms", _("Trafficking in firearms")
    PREVENTION_OF_ORGANIZED_CRIME = (
        "prevention-of-organized-crime",
        _("Prevention of transnational organized crime"),
    )
    TRAFFICKING_IN_CULTURAL_PROPERTY = "trafficking-in-cultural-property", _("Trafficking in cultural property")
    TERRORISM = "terrorism", _("Terrorism")
    # Lawful trade in what the drug conventions control
    IMPORT_EXPORT_OF_CONTROLLED_SUBSTANCES = (
        "import-export-of-controlled-substances",
        _("Import and export of controlled substances"),
    )


# The crime type of the vocabulary crime-types that a function is about; the others are about any crime.
CRIME_TYPES = {
    Function.DRUG_TRAFFIC_BY_SEA: "drug-offences",
    Function.SMUGGLING_OF_MIGRANTS_BY_SEA: "smuggling-of-migrants",
    Function.PREVENTION_OF_CORRUPTION: "corruption",
    Function.CIVIL_AND_ADMINISTRATIVE_PROCEEDINGS: "corruption",
    Function.TRAFFICKING_IN_FIREARMS: "firearms",
    Function.PREVENTION_OF_ORGANIZED_CRIME: "organized-criminal-group",
    Function.TRAFFICKING_IN_CULTURAL_PROPERTY: "cultural-property",
    Function.TERRORISM: "terrorism",
    Function.IMPORT_EXPORT_OF_CONTROLLED_SUBSTANCES: "drug-offences",
}


class Group(models.TextChoices):
    """What the authority itself opens to everyone or keeps for other authorities, a group of fields at a time."""

    ADDRESS = "address", _("Postal address")
    CONTACT = "contact", _("Telephone, e-mail and web")
    PERSONS = "persons", _("Contact points")
    MEANS = "means", _("Means of communication accepted")
    LANGUAGES = "languages", _("Languages accepted")
    REQUIREMENTS = "requirements", _("What a request must contain")
    URGENT = "urgent", _("Urgent cases")
    LAWS = "laws", _("Laws and templates")
    NOTICES = "notices", _("Service notices")


class Channel(models.TextChoices):
    """A way in which a request may reach the authority."""

    # On paper
    POST = "post", _("Post")
    COURIER = "courier", _("Courier")
    FAX = "fax", _("Fax")
    # Electronically
    EMAIL = "email", _("E-mail")
    EMAIL_ENCRYPTED = "email-encrypted", _("Encrypted e-mail")
    EMAIL_SIGNED = "email-signed", _("E-mail with an electronic signature")
    PLATFORM = "platform", _("Secure electronic platform")
    # Through others
    INTERPOL = "interpol", _("INTERPOL")
    DIPLOMATIC = "diplomatic", _("Diplomatic channel")
    JUDICIAL = "judicial", _("Directly between judicial authorities")


class Origin(models.TextChoices):
    """How it is known that an authority is designated; the order is from the surest to the least sure."""

    REPORTED = "reported", _("Reported by the authority or its State")
    TREATY = "treaty", _("Named in the text of a treaty")
    # Its State's law gives it the function, whether or not that was ever notified to anybody.
    LAW = "law", _("Named in a law of its State")
    # A machine found it in what a State declared; nobody has read it over.
    EXTRACTED = "extracted", _("Extracted from a statement of the State and unconfirmed")


class Freshness(models.TextChoices):
    """Whether what stands here was confirmed within twelve months."""

    CONFIRMED = "confirmed", _("Confirmed within twelve months")
    STALE = "stale", _("Not confirmed for twelve months")
    NEVER = "never", _("Never confirmed by the authority")


class Reason(StrEnum):
    """Why an authority is an answer; the order is the order of the answers."""

    # Designated under the treaty that is asked for.
    TREATY = "treaty"
    # Designated under a treaty between the State that is asked and the one that asks.
    WITH_YOU = "with-you"
    # Has the function whatever the treaty.
    GENERAL = "general"
    # Designated for this function, but under a treaty that is not asked for.
    OTHER_TREATY = "other-treaty"
    # Designated under a treaty between two States, of which the one that asks is neither.
    OTHER_PARTNER = "other-partner"
    # Of the same State, for another territory.
    OTHER_TERRITORY = "other-territory"
    # Its designation had ended by the day.
    PAST = "past"


class Remaining(models.TextChoices):
    """What can be done where no authority is known."""

    DIPLOMATIC = "diplomatic", _("Diplomatic channel")
    INTERPOL = "interpol", _("INTERPOL")
    NETWORK = "network", _("Contact point of a network")
