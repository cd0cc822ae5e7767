"""What a sheet may lack, by which channels one asks, and what a question of the tree is."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Gap(models.TextChoices):
    """What is not known of a State, said plainly."""

    TREATIES = "treaties", _("Which treaties on cooperation bind it: no act of this State on any is in the data.")
    STATEMENTS = "statements", _("What it declared on requests: no declaration that bears on them is in the data.")
    ASSISTANCE = "assistance", _("Its authority for mutual legal assistance.")
    EXTRADITION = "extradition", _("Its authority for extradition.")
    ASSETS = "assets", _("Its authority for asset recovery.")
    LANGUAGES = "languages", _("Which languages it accepts.")
    URGENT = "urgent", _("How it is reached in urgent cases.")
    REQUIREMENTS = (
        "requirements",
        _("What it asks of requests, in its own words: nobody of this State has told it yet."),
    )
    LAW = "law", _("What its own law says of cooperation.")
    REGISTERS = "registers", _("Its open registers.")


class Channel(models.TextChoices):
    """By which way help is asked for."""

    INFORMAL = "informal", _("Informally, from authority to authority")
    POLICE = "police", _("From police to police")
    NETWORK = "network", _("Through a contact point of a network")
    CENTRAL = "central", _("A request through the central authorities")
    ROUND_THE_CLOCK = "round-the-clock", _("A contact point that answers day and night")
    REGISTER = "register", _("An open register; no request is needed")
    DIPLOMATIC = "diplomatic", _("Through diplomatic missions")
    OWN = "own", _("First at home")


class Sort(StrEnum):
    """What a question asks for."""

    CHOICE = "choice"
    # A State or territory, one of the places that this portal knows.
    PLACE = "place"
    # Whether a treaty serves: the portal looks, and the reader may know better.
    BASIS = "basis"


class Basis(StrEnum):
    """Whether a treaty can serve between the two States."""

    SERVES = "serves"
    PERHAPS = "perhaps"
    NONE = "none"


class Part(StrEnum):
    """What the portal adds to an answer from what it knows of the two States."""

    AUTHORITIES = "authorities"
    NETWORKS = "networks"
    REGISTERS = "registers"
    WAYS = "ways"
    TREATIES = "treaties"


class Step(StrEnum):
    """Where a step of an answer leads within the portal."""

    BASIS = "basis"
    WRITER = "writer"
    AUTHORITIES = "authorities"
    REGISTERS = "registers"
    SHEET = "sheet"
    LAWS = "laws"
    NOWHERE = ""
