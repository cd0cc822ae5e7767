from django.db import models
from django.utils.translation import gettext_lazy as _


class Form(models.TextChoices):
    """What kind of thing it is."""

    GUIDE = "guide", _("Guide")
    LEGISLATIVE_GUIDE = "legislative-guide", _("Legislative guide")
    MANUAL = "manual", _("Manual")
    MODEL_LAW = "model-law", _("Model law")
    STANDARD = "standard", _("International standard")
    STUDY = "study", _("Study or report")
    TEACHING = "teaching", _("Teaching module")
    TOOL = "tool", _("Software or online tool")
    TOOLKIT = "toolkit", _("Toolkit")
    TRAINING = "training", _("Training material")


class Collection(models.TextChoices):
    """The part of the library in which it stands."""

    IMPLEMENTATION = "implementation", _("Carrying out the conventions")
    COOPERATION = "cooperation", _("International cooperation")
    JUDICIAL_INTEGRITY = "judicial-integrity", _("Judicial integrity")
    GENDER = "gender", _("Gender and corruption")
    TEACHING = "teaching", _("Education for Justice")


class Audience(models.TextChoices):
    """For whom it was made."""

    LEGISLATORS = "legislators", _("Legislators")
    POLICY = "policy", _("Policymakers")
    CENTRAL_AUTHORITIES = "central-authorities", _("Central authorities")
    INVESTIGATORS = "investigators", _("Investigators")
    PROSECUTORS = "prosecutors", _("Prosecutors")
    JUDGES = "judges", _("Judges")
    PREVENTION = "prevention", _("Anti-corruption bodies")
    TEACHERS = "teachers", _("Teachers and lecturers")
    RESEARCHERS = "researchers", _("Researchers")
    PUBLIC = "public", _("The public")
