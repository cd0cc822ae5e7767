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


class Passage(TextChoices):
    """Where something for, or of, another installation stands. Values are stored: a change needs a migration."""

    WAITING = "waiting", _("Waiting")
    TAKEN = "taken", _("Taken")
    # The other side has said why, and saying it again would change nothing.
    REFUSED = "refused", _("Refused")
    GIVEN_UP = "given_up", _("Given up")


class Sort(TextChoices):
    """What a file is that somebody hands in; the values stand in files that are out in the world."""

    CARD = "comity-card", _("The card of an authority that has no installation")
    ANSWER = "comity-answer", _("The answer of an authority that has no installation")


class Fault(TextChoices):
    """Why something was not taken; each side shows the same sentence. The first ones are about the line."""

    NOT_HTTPS = "not_https", _("The address does not begin with https://.")
    NOT_AN_ADDRESS = "not_an_address", _("The address is not one that can be called.")
    UNKNOWN_NAME = "unknown_name", _("The name of the host is not known.")
    NOT_PUBLIC = "not_public", _("The address is not in the public network.")
    NO_CONNECTION = "no_connection", _("There was no connection.")
    CERTIFICATE = "certificate", _("The certificate is not one that this server trusts.")
    TOO_SLOW = "too_slow", _("There was no answer in time.")
    NO_ANSWER = "no_answer", _("The connection broke off before an answer.")
    STATUS = "status", _("The other installation could not answer just now.")
    NOT_THEM = "not-them", _("What answered is not the installation that was added: its signature is not good.")
    NO_LINE = "no-line", _("There is no line to it; what is for it is carried in a file.")
    # About a request.
    UNSIGNED = "unsigned", _("The request was not signed.")
    SIGNATURE = "signature", _("The signature is not good.")
    STRANGER = "stranger", _("The installation is not known there.")
    BLOCKED = "blocked", _("The installation is blocked there.")
    CLOCK = "clock", _("The clocks of the two installations differ by more than five minutes.")
    REPLAYED_REQUEST = "replayed-request", _("The same request came before.")
    # About a parcel; these are final.
    UNREADABLE = "unreadable", _("It cannot be read.")
    NOT_FOR_US = "not-for-us", _("It is for another installation.")
    CHANGED = "changed", _("It was changed or cut on the way.")
    NOT_SEALED = "not-sealed", _("It is not sealed.")
    REPLAYED = "replayed", _("It came before, as something else.")
    REVOKED = "revoked", _("It was sealed to, or signed with, a key that had been changed before.")
    OTHER_KEYS = "other-keys", _("It is not sealed to the keys of its parties.")
    OTHER_PARTIES = "other-parties", _("The conversation has other parties.")
    # About a parcel; these mend themselves, or somebody can mend them.
    AUTHORITY = "authority", _("The authority that sends it has not been taken in there yet.")
    PARTY = "party", _("A party to the conversation is not known there.")
    FILES = "files", _("A file of it has not arrived whole.")
    MESSAGE = "message", _("The message of which it speaks has not arrived.")
    LOG_GAP = "log-gap", _("Some keys before it are missing there.")
    LOG_KEY = "log-key", _("The list of keys is signed by another key than before.")
    LOG_REWRITTEN = "log-rewritten", _("The list of keys was changed since it was seen last.")
