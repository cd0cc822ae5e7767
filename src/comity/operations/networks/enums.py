from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    """Who meets in a network. Values are stored."""

    JUDICIAL = "judicial", _("Judicial cooperation")
    ANTI_CORRUPTION = "anti-corruption", _("Authorities against corruption")
    ASSET_RECOVERY = "asset-recovery", _("Recovery of assets")
    POLICE = "police", _("Law enforcement")


class Seat(TextChoices):
    """As what a State takes part in a network. Values are stored."""

    MEMBER = "member", pgettext_lazy("of a network", "Member")
    OBSERVER = "observer", pgettext_lazy("of a network", "Observer")


class Post(TextChoices):
    """What a contact point is in the own State. Values are stored."""

    CENTRAL = "central", _("Central authority")
    PROSECUTION = "prosecution", _("Prosecution service")
    COURT = "court", _("Court")
    POLICE = "police", _("Law enforcement")
    LIAISON = "liaison", _("Liaison magistrate or officer")


class Milestone(TextChoices):
    """What happens on the way of a case in which a network helps, in order. Values are stored."""

    ASKED = "asked", _("Help asked for")
    IN_TOUCH = "in-touch", _("Put in touch")
    DRAFT_COMMENTED = "draft-commented", _("Draft commented on")
    SENT = "sent", _("Request sent")
    ACKNOWLEDGED = "acknowledged", _("Request acknowledged")
    PART_EXECUTED = "part-executed", _("Executed in part")
    EXECUTED = "executed", _("Executed")


class Outcome(TextChoices):
    """What a case in which a network helped came to. Values are stored."""

    EXECUTED = "executed", _("Executed")
    PART_EXECUTED = "part-executed", _("Executed in part")
    ANSWERED = "answered", _("Answered without a formal request")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NONE = "none", _("No answer came")


class Side(TextChoices):
    """The two sides of a case."""

    REQUESTING = "requesting", _("The requesting State")
    REQUESTED = "requested", _("The requested State")


class Table(TextChoices):
    """The tables of a network's figures."""

    YEARS = "years", _("Cases by year")
    STATES = "states", _("By State")
    TYPES = "types", _("By type of request")
    OFFENCES = "offences", _("By offence")
    OUTCOMES = "outcomes", _("By outcome")
    DURATIONS = "durations", _("How long they took")
