from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a record stands; only ``published`` is public."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Wording(models.TextChoices):
    """How a text came to be in its language."""

    ORIGINAL = "original", _("Original")
    OFFICIAL = "official", _("Official translation")
    UNOFFICIAL = "unofficial", _("Unofficial translation")
    MACHINE = "machine", _("Machine translation")


class Relation(models.TextChoices):
    """How one record bears on another; read as subject, relation, object."""

    CITES = "cites", _("cites")
    IMPLEMENTS = "implements", _("implements")
    AMENDS = "amends", _("amends")
    REPEALS = "repeals", _("repeals")
    APPLIES = "applies", _("applies")
    APPROVES = "approves", _("approves")
    PROTOCOL_TO = "protocol_to", _("is a protocol to")
    REPLACES = "replaces", _("replaces")


class Outcome(models.TextChoices):
    """What putting a record into the catalogue came to."""

    CREATED = "created", _("Created")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    REFUSED = "refused", _("Refused")


class Sort(StrEnum):
    """What stands in a column, by which a form chooses how it is typed."""

    LINE = "line"
    WORDS = "words"
    CHOICE = "choice"
    SEVERAL = "several"
    YES_NO = "yes-no"
    NUMBER = "number"
    DAY = "day"
    PERIOD = "period"
    MOMENT = "moment"
    PLACE = "place"
    PLACES = "places"
    RECORD = "record"
    SIBLING = "sibling"
    ADDRESS = "address"
    LANGUAGE = "language"
