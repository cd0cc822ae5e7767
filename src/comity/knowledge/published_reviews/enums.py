from django.db import models
from django.utils.translation import gettext_lazy as _


class Mechanism(models.TextChoices):
    """Which review it is; each has a file of rules under its name."""

    ORGANIZED_CRIME = "organized-crime", _("Review of the organized crime convention and its protocols")
    CORRUPTION = "corruption", _("Review of the corruption convention")


class Cluster(models.TextChoices):
    """Which articles are reviewed in a cycle; the codes are those of the mechanisms' files."""

    CRIMINALIZATION = "criminalization", _("Criminalization and jurisdiction")
    COOPERATION = "cooperation", _("International cooperation, mutual legal assistance and confiscation")
    LAW_ENFORCEMENT = "law-enforcement", _("Law enforcement and the judicial system")
    PREVENTION = "prevention", _("Prevention, technical assistance, protection measures and other measures")
    CHAPTERS_3_4 = (
        "chapters-3-4",
        _("Chapters III and IV: criminalization, international cooperation"),
    )
    CHAPTERS_2_5 = "chapters-2-5", _("Chapters II and V: preventive measures, asset recovery")


class Finding(models.TextChoices):
    """What a paragraph of the list of observations is."""

    GAP = "gap", _("Gap or challenge")
    GOOD_PRACTICE = "good_practice", _("Good practice")
    SUGGESTION = "suggestion", _("Suggestion")
    ASSISTANCE = "assistance", _("Need of technical assistance")


class Matter(models.TextChoices):
    """What a State consents to publish, each by itself."""

    ANSWERS = "answers", _("Answers to the questionnaire")
    OBSERVATIONS = "observations", _("List of observations")
    SUMMARY = "summary", _("Summary")
