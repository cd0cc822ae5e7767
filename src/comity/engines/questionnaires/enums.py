from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a question is answered with."""

    YES_IN_PART_NO = "yes-in-part-no", _("Yes, in part or no")
    CHOICE = "choice", _("One of several")
    SEVERAL = "several", _("Any of several")
    NUMBER = "number", _("A number")
    MONEY = "money", _("Amount of money")
    DATE = "date", _("Date")
    TEXT = "text", _("Text")
    TABLE = "table", _("Table")
    FILE = "file", _("File")
    RECORD = "record", _("Record of this portal")
    # These two are not answered: one is worked out, the other is read.
    CALCULATION = "calculation", _("Calculation")
    NOTE = "note", _("Note")


class Cell(models.TextChoices):
    """What stands in a column of a table."""

    NUMBER = "number", _("A number")
    TEXT = "text", _("Text")
    DATE = "date", _("Date")
    CHOICE = "choice", _("One of several")


class Level(models.TextChoices):
    """How far the article that is asked about obliges."""

    MANDATORY = "mandatory", _("Mandatory")
    CONSIDER = "consider", _("Obligation to consider")
    OPTIONAL = "optional", _("Optional")


class Wording(models.TextChoices):
    """Whose words the questions are."""

    OFFICIAL = "official", _("Official wording")
    OWN = "own", _("Wording of this portal")


class Translated(models.TextChoices):
    """How the languages of a questionnaire that are not its authors' came to be."""

    MACHINE = "machine", _("Machine translation")
    PERSON = "person", _("Translated by people")


class Comparison(StrEnum):
    """How an answer is compared; the value is what a definition says."""

    IS = "is"
    IS_NOT = "is-not"
    IN = "in"
    INCLUDES = "includes"
    ANSWERED = "answered"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    MORE_THAN = "more-than"
    LESS_THAN = "less-than"


class Stage(models.TextChoices):
    """Where a version stands; a draft is for staff only, and only a released one is answered."""

    DRAFT = "draft", _("Draft")
    RELEASED = "released", _("Released for use")
    # Still read by who has the address, and answered to the end by who began; no new answers begin.
    CLOSED = "closed", _("Closed")


class AnswerState(models.TextChoices):
    """How far an answer is; the values are stored."""

    DRAFT = "draft", _("Draft")
    READY = "ready", _("Ready")
    CLEARED = "cleared", _("Cleared")


class Standing(models.TextChoices):
    """What became of a text that was written for an answer and is not the answer now."""

    EARLIER = "earlier", _("Earlier")
    # Written by somebody who had not seen what another wrote meanwhile; it waits until a person settles it.
    BESIDE = "beside", _("Beside")
    SETTLED = "settled", _("Settled")


class Outcome(StrEnum):
    """What keeping an answer came to."""

    KEPT = "kept"
    UNCHANGED = "unchanged"
    BESIDE = "beside"


class Verb(StrEnum):
    """What became of a question between two versions."""

    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    GONE = "gone"
