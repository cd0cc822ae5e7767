from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a proposal stands."""

    # With whoever proposes.
    DRAFT = "draft", _("Draft")
    RETURNED = "returned", _("Returned")
    # With the State.
    HANDED_IN = "handed_in", _("To be verified by the State")
    # With the Secretariat.
    IN_REVIEW = "in_review", _("In review by the Secretariat")
    # At the end.
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DECLINED = "declined", _("Declined")


class Part(TextChoices):
    """Who takes part in a contribution."""

    AUTHOR = "author", _("The organisation that proposes")
    STATE = "state", _("The State’s focal points")
    SECRETARIAT = "secretariat", _("The Secretariat")


class Way(TextChoices):
    """How a proposal was made."""

    FORM = "form", _("By form")
    FILE = "file", _("By file")
    # Nothing but a link and a few words, which the State or an editor makes into a record.
    LINK = "link", _("By link and text")
    TRANSLATION = "translation", _("Translation")
