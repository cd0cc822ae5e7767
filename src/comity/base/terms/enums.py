from django.db import models
from django.utils.translation import gettext_lazy as _


class LabelKind(models.TextChoices):
    """Why a concept is called so; the order is the order in which labels are given."""

    PREFERRED = "preferred", _("preferred label")
    ALTERNATIVE = "alternative", _("other label")
    # Preferred once: kept, so that whoever learnt it still finds the concept.
    FORMER = "former", _("former label")
    # Misspellings and the like: found, never shown.
    HIDDEN = "hidden", _("hidden label")


class Review(models.TextChoices):
    """Who answers for a wording."""

    PERSON = "person", _("checked by a person")
    # In the language in which it was thought of, by whoever wrote the vocabulary, and by nobody else.
    OWN = "own", _("written by this project, not yet checked by anyone else")
    MACHINE = "machine", _("translated by machine")


class Relation(models.TextChoices):
    """How a concept stands to another; the first three are those of SKOS between schemes, the last within one."""

    EXACT = "exact", _("same as")
    BROAD = "broad", _("narrower than")
    NARROW = "narrow", _("broader than")
    RELATED = "related", _("related to")
