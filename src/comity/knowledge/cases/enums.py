"""Choices of cases. What experts may extend (verdicts, courts, cooperation) is a vocabulary and stands in terms."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Verification(models.TextChoices):
    """Who stands behind what a record says."""

    # Taken over from a publisher; nobody has compared it with the decision itself.
    PUBLISHER = "publisher", _("As its publisher states it")
    # Read out of the decision by a rule, and measured on a sample.
    RULE = "rule", _("Read from the text by a rule")
    VERIFIED = "verified", _("Compared with the decision")


class SectionKind(models.TextChoices):
    """What a stretch of text in a record is about. The fact summary itself is the summary of the card."""

    COMMENTARY = "commentary", _("Commentary")
    FEATURES = "features", _("Significant features")
    HISTORY = "history", _("Procedural history")
    REASONING = "reasoning", _("Legal reasoning")
    INVESTIGATION = "investigation", _("Investigation")
    COOPERATION = "cooperation", _("International cooperation")
    VICTIMS = "victims", _("Victims and witnesses")
    # What the court itself wrote.
    HEADNOTE = "headnote", _("Headnote of the court")
    JUDGMENT = "judgment", _("Text of the decision")


class Role(models.TextChoices):
    """The part that somebody has in a case."""

    VICTIM = "victim", _("Victim")
    MIGRANT = "migrant", _("Smuggled migrant")
    WITNESS = "witness", _("Witness")
    COMPLAINANT = "complainant", _("Complainant")
    DEFENDANT = "defendant", _("Defendant")
    APPLICANT = "applicant", pgettext_lazy("part in a case", "Applicant or plaintiff")
    RESPONDENT = "respondent", pgettext_lazy("part in a case", "Respondent")
    PROSECUTION = "prosecution", _("Prosecution")


# Those whom a publication can harm: never named here.
PROTECTED = frozenset([Role.VICTIM, Role.MIGRANT, Role.WITNESS, Role.COMPLAINANT])


class Nature(models.TextChoices):
    """Whether somebody is one person, a company, an authority, or several people told of together."""

    PERSON = "person", _("Person")
    COMPANY = "company", _("Company")
    AUTHORITY = "authority", _("Authority")
    GROUP = "group", _("Group")


class AgeGroup(models.TextChoices):
    """How old a person was at the time of the facts; terms of the vocabulary age-group."""

    CHILD = "child", _("Child (under 18)")
    ADULT = "adult", _("Adult")
    BOTH = "both", _("Children and adults")


class Gender(models.TextChoices):
    """A person's gender where the source states it; a child is an age and never stands here."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other-gender", pgettext_lazy("gender", "Other")
    MIXED = "mixed", pgettext_lazy("genders of a group", "Several")


class CitedKind(models.TextChoices):
    """What a decision relies on."""

    CASE = "case", pgettext_lazy("kind of text", "Case")
    LAW = "law", pgettext_lazy("kind of text", "Law")
    TREATY = "treaty", pgettext_lazy("kind of text", "Treaty")
