from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """By what way a message goes."""

    EMAIL = "email", _("E-mail")
    WEBHOOK = "webhook", _("Webhook")


class State(TextChoices):
    """Where a message stands. Values are stored: a change needs a migration."""

    WAITING = "waiting", _("Waiting to be sent")
    # Some process has it in hand; what stays here for long was in the hands of one that died.
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    # Given up after the last pause, or refused for good.
    FAILED = "failed", _("Could not be sent")
    # A mail whose end nobody knows: it is not sent again unasked, since it may have arrived.
    UNCERTAIN = "uncertain", _("May have been sent")


class Fault(TextChoices):
    """Why a message was not sent; the first ones are named as ``comity.kernel.outside.Reason`` names them."""

    NOT_HTTPS = "not_https", _("The address does not begin with https://.")
    NOT_AN_ADDRESS = "not_an_address", _("The address is not one that can be called.")
    UNKNOWN_NAME = "unknown_name", _("The name of the host is not known.")
    NOT_PUBLIC = "not_public", _("The address is not in the public network.")
    NO_CONNECTION = "no_connection", _("There was no connection.")
    CERTIFICATE = "certificate", _("The certificate is not one that this server trusts.")
    TOO_SLOW = "too_slow", _("There was no answer in time.")
    NO_ANSWER = "no_answer", _("The connection broke off before an answer.")
    # The receiver answered, and said no.
    REDIRECTED = "redirected", _("The answer leads to another address, which is not followed.")
    STATUS = "status", _("The answer was an error.")
    GONE = "gone", _("The receiver says that it wants nothing more (410).")
    # The mail server did.
    MAIL_LATER = "mail_later", _("The mail server put it off.")
    MAIL_REFUSED = "mail_refused", _("The mail server refused it.")
    MAIL_SERVER = "mail_server", _("The mail server could not be reached.")
    NO_MAIL_SERVER = "no_mail_server", _("This installation has no mail server.")
    BROKEN_OFF = "broken_off", _("The connection broke off while it was handed over.")
    # A letter that we wrote to somebody ourselves.
    TOO_LATE = "too_late", _("Its link was void before it could be sent.")
    UNSEALED = "unsealed", _("It cannot be read any more: the key of this installation was changed.")


class Group(TextChoices):
    """What notices are about; for each group a person chooses when letters come. Values are stored."""

    SECURITY = "security", _("Your account and its security")
    TASKS = "tasks", _("Your tasks")
    OUTCOMES = "outcomes", _("What became of your work")
    DEADLINES = "deadlines", _("Deadlines")
    UPKEEP = "upkeep", _("Records of your State that grow old")


class Urgency(TextChoices):
    """Whether a notice can wait for the morning."""

    # Never held back: neither by quiet hours nor by a digest, nor by the wish for no letters.
    URGENT = "urgent", _("Urgent")
    NORMAL = "normal", _("Not urgent")


class Way(TextChoices):
    """When a letter tells of a notice. Values are stored."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day, all together")
    WEEKLY = "weekly", _("Once a week, all together")
    NEVER = "never", _("No letter")


class Parameter(StrEnum):
    """What a notice may say beside the sentence of its kind; none is for words, so that nothing of content enters."""

    # A whole number, from 0.
    COUNT = "count"
    # The code of a place; shown as its name.
    PLACE = "place"


class Filter(TextChoices):
    """Which notices the inbox shows."""

    UNREAD = "unread", _("Unread")
    WAITING = "waiting", _("Waiting for you")
    ALL = "all", _("All")
