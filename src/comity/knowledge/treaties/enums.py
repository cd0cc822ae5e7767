from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ActionKind(models.TextChoices):
    """What a State or organisation did about a treaty. Values are stored and published: never change one."""

    # Steps that come before consent
    SIGNATURE = "signature", _("Signature")
    SIGNATURE_AD_REFERENDUM = "signature-ad-referendum", _("Signature ad referendum")
    SUCCESSION_TO_SIGNATURE = "succession-to-signature", _("Succession to signature")
    PROVISIONAL_APPLICATION = "provisional-application", _("Provisional application")
    PROVISIONAL_ACCEPTANCE = "provisional-acceptance", _("Provisional acceptance")
    # Consent to be bound
    RATIFICATION = "ratification", _("Ratification")
    ACCEPTANCE = "acceptance", _("Acceptance")
    APPROVAL = "approval", _("Approval")
    ACCESSION = "accession", _("Accession")
    SUCCESSION = "succession", _("Succession")
    FORMAL_CONFIRMATION = "formal-confirmation", _("Formal confirmation")
    DEFINITIVE_SIGNATURE = "definitive-signature", _("Definitive signature")
    CONFIRMATION_OF_SIGNATURE = "confirmation-of-signature", _("Confirmation of signature")
    PARTICIPATION = "participation", pgettext_lazy("act of a State", "Participation")
    SIMPLIFIED_PROCEDURE = "simplified-procedure", _("Simplified procedure")
    APPLICATION = "application", _("Undertaking to apply")
    ADMISSION = "admission", _("Admission")
    CONSENT = "consent", _("Consent to be bound, its form not recorded")
    # The end of it
    WITHDRAWAL = "withdrawal", _("Withdrawal")
    WITHDRAWAL_REVOKED = "withdrawal-revoked", _("Notice of withdrawal revoked")
    # Where it applies
    TERRITORIAL_EXTENSION = "territorial-extension", _("Territorial extension")
    TERRITORIAL_WITHDRAWAL = "territorial-withdrawal", _("Withdrawal for a territory")
    EXTENSION = "extension", _("Extension")
    # What was said
    DECLARATION = "declaration", _("Declaration")
    RESERVATION = "reservation", _("Reservation")
    RESERVATION_WITHDRAWN = "reservation-withdrawn", _("Reservation withdrawn")
    OBJECTION = "objection", _("Objection")
    NOTIFICATION = "notification", _("Notification")
    COMMUNICATION = "communication", _("Communication")
    LISTED = "listed", _("Listed by the depositary without an act or date")


# By these a State or organisation says that it is bound.
CONSENTING = frozenset(
    {
        ActionKind.RATIFICATION,
        ActionKind.ACCEPTANCE,
        ActionKind.APPROVAL,
        ActionKind.ACCESSION,
        ActionKind.SUCCESSION,
        ActionKind.FORMAL_CONFIRMATION,
        ActionKind.DEFINITIVE_SIGNATURE,
        ActionKind.CONFIRMATION_OF_SIGNATURE,
        ActionKind.PARTICIPATION,
        ActionKind.SIMPLIFIED_PROCEDURE,
        ActionKind.APPLICATION,
        ActionKind.ADMISSION,
        ActionKind.CONSENT,
    }
)
SIGNING = frozenset({ActionKind.SIGNATURE, ActionKind.SIGNATURE_AD_REFERENDUM, ActionKind.SUCCESSION_TO_SIGNATURE})
SPOKEN = frozenset(
    {
        ActionKind.DECLARATION,
        ActionKind.RESERVATION,
        ActionKind.RESERVATION_WITHDRAWN,
        ActionKind.OBJECTION,
        ActionKind.NOTIFICATION,
        ActionKind.COMMUNICATION,
    }
)


class Standing(models.TextChoices):
    """Whether a place is a party on a day, as far as is known."""

    YES = "yes", _("Party")
    UNCERTAIN = "uncertain", _("Not certain on this day")
    NO = "no", _("Not a party")


class Basis(models.TextChoices):
    """From when a party is counted."""

    # A depositary counts a State from the day on which it deposits its instrument, and so do reports.
    DEPOSIT = "deposit", _("From the deposit of the instrument")
    # The treaty binds it only from its entry into force for that State.
    IN_FORCE = "in-force", _("From the entry into force")


class SuccessionKind(models.TextChoices):
    """What became of a State's treaties when States changed."""

    CONTINUATION = "continuation", _("The same State under another name or code")
    SUCCESSION = "succession", _("A new State")
    DISSOLUTION = "dissolution", _("Ceased to exist")
    ABSORPTION = "absorption", _("Joined another State")


class Portion(models.TextChoices):
    """A part of a treaty's text that is not an article."""

    FRONT = "front", _("Title and preamble")
    DIVISION = "division", _("Heading of a part")
    CLOSING = "closing", _("Closing formula and signatures")
    ANNEX = "annex", _("Annex")
    APPROVING = "approving", _("Words of the act that approves the treaty")
    WHOLE = "whole", _("Text not divided into articles")


class Obligation(models.TextChoices):
    """How strongly an article asks something of a State."""

    MANDATORY = "mandatory", _("Must be done")
    CONSIDER = "consider", _("Must be considered")
    OPTIONAL = "optional", _("May be done")
    NONE = "none", _("Asks nothing of a State by itself")


class Review(models.TextChoices):
    """How far a text written by the project has been checked by a speaker of its language."""

    MACHINE = "machine", _("Made by machine, not yet reviewed")
    DRAFT = "draft", _("Not yet reviewed")
    REVIEWED = "reviewed", _("Reviewed")
