"""How a treaty can serve for a request, and why it cannot."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Force(models.TextChoices):
    """How strongly an article binds the requested State to do what is asked; the order is from strong to weak."""

    MUST = "must", _("The parties are obliged to help")
    # No duty to extradite: the offences are extraditable, and the treaty may be taken as the basis.
    BASIS = "basis", _("The offences are extraditable between the parties, and it may be the legal basis")
    CAN = "can", _("The treaty allows it")
    OTHER = "other", _("As another form of assistance that domestic law allows")
    CONSIDER = "consider", _("The parties undertake to consider it")
    AGREEMENT = "agreement", _("Only an invitation to conclude agreements")


class Part(models.TextChoices):
    """The parts of what a treaty says about requests, in the order in which a page shows them."""

    CONDITIONS = "conditions", _("Conditions")
    DUAL = "dual", _("Dual criminality")
    CONTENT = "content", _("What the request contains")
    FORM = "form", pgettext_lazy("to fill in", "Form")
    LANGUAGE = "language", _("Language")
    CHANNEL = "channel", _("To whom")
    URGENT = "urgent", _("Urgent cases")
    TIME = "time", _("Time limits")
    REFUSAL = "refusal", _("Grounds of refusal and postponement")
    NEVER = "never", _("What is no ground of refusal")
    USE = "use", _("Confidentiality and use")
    COSTS = "costs", _("Costs")
    RELATION = "relation", _("Other treaties and domestic law")


class Outcome(StrEnum):
    """What became of one treaty that was considered; the order is the order of the answer."""

    SERVES = "serves"
    # In force between the two, but for a day, a territory or the gravity of the offence that is not certain.
    PERHAPS = "perhaps"
    # It could, if both were party, which is not known here.
    UNKNOWN = "unknown"
    EXCLUDED = "excluded"


class Exclusion(StrEnum):
    """Why a treaty cannot serve."""

    NOT_IN_FORCE = "not-in-force"
    NOT_PARTY = "not-party"
    NO_CONSENT_KNOWN = "no-consent-known"
    NOT_YET = "not-yet"
    DENOUNCED = "denounced"
    NOT_MEMBER = "not-member"
    CONVENTION = "convention"
    TERRITORY = "territory"
    MEASURE = "measure"
    OFFENCE = "offence"
    PENALTY = "penalty"


class Doubt(StrEnum):
    """What leaves it uncertain whether a treaty serves, or must be known with the answer."""

    # The day of the act is known only as a period that holds the day asked for.
    DAY = "day"
    # Nothing known says whether the treaty applies to the territory.
    TERRITORY_NOT_TOLD = "territory-not-told"
    # It applies only if the offence is a serious crime, and the penalty was not told.
    GRAVITY = "gravity"
    # Some of the offences asked for are covered, and not all.
    PART_OF_OFFENCES = "part-of-offences"
    # Bound by succession: the day is that of the succession, whatever the day of the notice.
    SUCCESSION = "succession"
    # The day asked for lies after that up to which every act is known.
    AFTER_COMPLETE = "after-complete"


# Doubts that make a treaty serve only perhaps; the others are told and change nothing.
WEAKENING = frozenset({Doubt.DAY, Doubt.TERRITORY_NOT_TOLD, Doubt.GRAVITY})


class Topic(models.TextChoices):
    """What an article of a treaty is about, as far as what States declare on it matters to a request."""

    OFFENCES = "offences", _("The offences")
    JURISDICTION = "jurisdiction", _("Jurisdiction")
    CONFISCATION = "confiscation", _("Confiscation")
    EXTRADITION = "extradition", _("Extradition, also as a legal basis")
    ASSISTANCE = "assistance", _("Mutual legal assistance, its authorities and languages")
    PROCEEDINGS = "proceedings", _("Transfer of proceedings")
    SENTENCED = "sentenced", _("Transfer of sentenced persons")
    POLICE = "police", _("Law enforcement cooperation")
    CONTROLLED_DELIVERY = "controlled-delivery", _("Controlled delivery")


class About(models.TextChoices):
    """What a provision of domestic law says on cooperation."""

    ASSISTANCE = "assistance", _("Principle of assistance")
    RECIPROCITY = "reciprocity", _("Reciprocity where there is no treaty")
    CHANNEL = "channel", _("Channel")
    URGENT = "urgent", _("Urgent cases")
    CONTENT = "content", _("What the request contains")
    CONDITIONS = "conditions", _("Conditions")
    EXECUTION = "execution", _("Execution")
    REFUSAL = "refusal", _("Grounds of refusal and postponement")


class Want(StrEnum):
    """What a State has told of requests to it; the order is that in which the request writer asks.

    The last three are told to who writes, and nothing is to be done about them before the request is sent.
    """

    LANGUAGE = "language"
    TRANSLATION = "translation"
    COPIES = "copies"
    CERTIFICATION = "certification"
    CHANNEL = "channel"
    # The channel again, in words.
    WAY = "way"
    CONTENT = "content"
    BASIS = "basis"
    LIMITS = "limits"
    DUAL = "dual"
    DECLARATION = "declaration"
    COSTS = "costs"
    URGENT = "urgent"
    ADVICE = "advice"


# Told, and not asked of the request.
TOLD = frozenset({Want.COSTS, Want.URGENT, Want.ADVICE})
