from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Act(TextChoices):
    """What an authority says of a message in a receipt that it signs. The host reads these words, and no others."""

    # By whoever wrote it.
    WITHDRAWN = "withdrawn", _("Withdrawn")
    # By whoever received it.
    OPENED = "opened", _("Opened")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    QUESTION = "question", _("Question asked")
    PART_EXECUTED = "part_executed", _("Executed in part")
    EXECUTED = "executed", _("Executed")
    REFUSED = "refused", _("Refused")
    # By either.
    CLOSED = "closed", _("Closed")


BY_SENDER = frozenset({Act.WITHDRAWN, Act.CLOSED})
BY_RECEIVER = frozenset(Act) - {Act.WITHDRAWN}
