from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What an organisation is."""

    MISSION = "mission", _("Permanent mission")
    CENTRAL = "central", _("Central authority")
    COMPETENT = "competent", _("Competent authority")
    MINISTRY = "ministry", _("Ministry")
    INTERNATIONAL = "international", _("International organisation")
    SECRETARIAT = "secretariat", _("Secretariat")
    CIVIL = "civil", _("University or non-governmental organisation")


# These belong to no State, or may.
STATELESS = frozenset({Kind.INTERNATIONAL, Kind.SECRETARIAT, Kind.CIVIL})


class Stage(models.TextChoices):
    """Where somebody stands whom a note verbale names."""

    # The Secretariat has recorded the note; the person has been invited.
    NAMED = "named", _("Invited")
    # The person has completed the profile; the Secretariat compares.
    COMPLETED = "completed", _("Profile completed")
    # The person is asked to correct the profile.
    RETURNED = "returned", _("Returned")
    # The role is held.
    APPROVED = "approved", _("Approved")
    # It came to nothing.
    DECLINED = "declined", _("Declined")


class Opening(models.TextChoices):
    """How a session began."""

    PASSWORD = "password", _("Password")
    PASSKEY = "passkey", _("Passkey")
    CODE = "code", _("Password and code")
    INVITATION = "invitation", _("Invitation")
    DIRECTORY = "directory", _("Account of your organisation")
