from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a request stands."""

    # With the requested authority.
    SENT = "sent", _("Sent")
    OPENED = "opened", _("Opened")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    PART_EXECUTED = "part_executed", _("Executed in part")
    # With the requesting authority.
    QUESTION = "question", _("Question asked")
    EXECUTED = "executed", _("Executed")
    REFUSED = "refused", _("Refused")
    # Withdrawn by the requesting authority: the requested one closes its file.
    WITHDRAWN = "withdrawn", _("Withdrawn")
    # At the end.
    CLOSED = "closed", _("Closed")


# What a request came to.
OUTCOMES = (State.EXECUTED, State.PART_EXECUTED, State.REFUSED, State.WITHDRAWN)


class Part(TextChoices):
    """The two sides of a request."""

    REQUESTING = "requesting", _("The requesting authority")
    REQUESTED = "requested", _("The requested authority")


class Direction(TextChoices):
    """Whether the authority that keeps the file asks or is asked."""

    OUTGOING = "outgoing", _("Sent by us")
    INCOMING = "incoming", _("Sent to us")


class Way(TextChoices):
    """How the request travels. Values are stored."""

    SEALED = "sealed", _("Sealed exchange")
    POST = "post", _("By post or courier")
    DIPLOMATIC = "diplomatic", _("Through diplomatic channels")
    INTERPOL = "interpol", _("Through INTERPOL")
    ELECTRONIC = "electronic", _("By other electronic means")


class Level(TextChoices):
    """Who of the authority may know of a file. Values are stored."""

    ORDINARY = "ordinary", _("Every member of the authority")
    RESTRICTED = "restricted", _("Only those on its list")
    # And in no figure: with few files a count could give one away.
    STRICT = "strict", _("Only those on its list, and counted in no figure")


class Urgency(TextChoices):
    """How urgent the requesting authority says that it is."""

    NORMAL = "normal", _("Not urgent")
    URGENT = "urgent", _("Urgent")


class Source(TextChoices):
    """Where a deadline comes from."""

    TREATY = "treaty", _("The treaty")
    REQUEST = "request", _("The request")
    OFFICER = "officer", _("Set by an officer")


class Ground(TextChoices):
    """Why a request is refused, as treaties name it. Values are stored; the articles: ``facts/grounds.csv``."""

    NOT_IN_CONFORMITY = "not-in-conformity", _("Not made in conformity with the treaty")
    ESSENTIAL_INTERESTS = "essential-interests", _("Sovereignty, security, public order or other essential interests")
    DOMESTIC_LAW = "domestic-law", _("The action is not allowed in a similar domestic case")
    LEGAL_SYSTEM = "legal-system", _("Contrary to the legal system on mutual assistance")
    DUAL_CRIMINALITY = "dual-criminality", _("No dual criminality")
    DE_MINIMIS = "de-minimis", _("Minor, or available under other provisions")
    POLITICAL = "political", _("Political offence")
    MILITARY = "military", _("Military offence")
    FISCAL = "fiscal", _("Fiscal offence")
    DISCRIMINATION = "discrimination", _("Prosecution or punishment for a reason of discrimination")
    NATIONALS = "nationals", _("Own nationals are not extradited")
    NE_BIS_IN_IDEM = "ne-bis-in-idem", _("Judged already, or not prosecuted by decision")
    PENDING = "pending", _("Proceedings of its own are pending")
    LAPSE_OF_TIME = "lapse-of-time", _("Lapse of time")
    CAPITAL_PUNISHMENT = "capital-punishment", _("Capital punishment without sufficient assurance")
    NOT_POSSIBLE = "not-possible", _("Cannot be done: not found, not kept any more, or no such person")
    OTHER = "other", _("Another ground")


class CostKind(TextChoices):
    """What costs are, as article 18, paragraph 28, of the convention against organized crime parts them."""

    ORDINARY = "ordinary", _("Ordinary costs")
    EXTRAORDINARY = "extraordinary", _("Substantial or extraordinary costs")


class Bearer(TextChoices):
    """Who bears costs."""

    REQUESTED = "requested", _("The requested State")
    REQUESTING = "requesting", _("The requesting State")


class Table(TextChoices):
    """The tables of figures, each of which a State may make public. Values are stored."""

    TOTALS = "totals", _("Requests by year and direction")
    STATES = "states", _("By other State")
    TYPES = "types", _("By type of request")
    OFFENCES = "offences", _("By offence")
    OUTCOMES = "outcomes", _("By outcome")
    GROUNDS = "grounds", _("By ground of refusal")
    DURATIONS = "durations", _("How long they took")
