"""Choices of the legislation module."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What sort of text it is, in words that fit every legal system."""

    CONSTITUTION = "constitution", _("constitution")
    CODE = "code", pgettext_lazy("kind of law", "code")
    LAW = "law", _("law")
    DECREE = "decree", _("decree")
    REGULATION = "regulation", _("regulation")
    TREATY = "treaty", _("treaty in national law")
    INTERPRETATION = "interpretation", _("judicial interpretation")
    DECISION = "decision", _("decision")
    BILL = "bill", _("bill")
    GAZETTE = "gazette", _("issue of a gazette")
    OTHER = "other", _("other text")


class Status(models.TextChoices):
    """Whether the law binds today."""

    # Never shown beside acts without its mark.
    DRAFT = "draft", _("draft")
    # Binding.
    IN_FORCE = "in-force", _("in force")
    AMENDED = "amended", _("in force as amended")
    # No longer binding.
    REPEALED = "repealed", _("repealed")
    # The source does not say.
    UNKNOWN = "unknown", _("not stated by the source")


class Split(models.TextChoices):
    """How well the source could be divided."""

    ARTICLES = "articles", _("divided into its articles")
    PARTLY = "partly", _("divided, but the source itself has gaps")
    WHOLE = "whole", _("kept whole: the source is not reliably divided")


class PartKind(StrEnum):
    """What a piece of a source is."""

    DIVISION = "division"
    PROVISION = "provision"
    TEXT = "text"


class Method(models.TextChoices):
    """How an annotation came to be."""

    PERSON = "person", _("by a person")
    RULE = "rule", _("by a rule, not yet verified")


class Scheme(models.TextChoices):
    """The vocabularies from which annotations are made."""

    CRIME_TYPES = "crime-types", _("crime types")
    INSTRUMENT_ARTICLES = "instrument-articles", _("treaty articles")
    CROSS_CUTTING = "cross-cutting", _("cross-cutting issues")


class Change(StrEnum):
    """What became of a provision between two versions."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
