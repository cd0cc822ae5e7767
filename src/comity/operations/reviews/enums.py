from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# The words of the mechanisms, which stand in what is published too.
from comity.knowledge.published_reviews.enums import Cluster, Finding, Matter, Mechanism


__all__ = [
    "Act",
    "Cluster",
    "Counting",
    "Finding",
    "Gender",
    "Matter",
    "Mechanism",
    "Meet",
    "Part",
    "Role",
    "Saying",
    "Seat",
    "Side",
    "Stage",
    "Standing",
    "Step",
    "Thing",
    "Wish",
]


class Stage(TextChoices):
    """Where a lot stands; it follows from what was done with it and when."""

    # The Secretariat prepares it, and nobody else sees it.
    DRAFT = "draft", _("Being prepared")
    # What is drawn is fixed and public; the randomness is not yet known.
    COMMITTED = "committed", _("Committed")
    # Drawn, and not yet shown to the public.
    DRAWN = "drawn", _("Drawn")
    PUBLISHED = "published", _("Published")
    # Given up, before or after the commitment, with a reason.
    ABANDONED = "abandoned", _("Given up")


class Wish(TextChoices):
    """What a State wishes of the groups."""

    NONE = "", _("No wish")
    FIRST = "first", _("Volunteers for the first group")
    LATER = "later", _("Asks not to be in the first group")


class Part(TextChoices):
    """How a party takes part in a draw."""

    BOTH = "both", _("Is reviewed and reviews")
    REVIEWED = "reviewed", _("Is reviewed and does not review")
    REVIEWS = "reviews", _("Reviews and is not reviewed")
    OUT = "out", _("Takes no part")


class Act(TextChoices):
    """What may be asked after the first lot."""

    REDRAW = "redraw", _("Draw a reviewer anew")
    DEFER = "defer", _("Move to the next group")
    JOIN = "join", _("Joins after the draw")
    LEAVE = "leave", _("Leaves, or becomes part of another State")
    ACCEDE = "accede", _("Has become party to a further instrument")


class Seat(TextChoices):
    """One of the two reviewers."""

    SAME = "same", _("Reviewer of the same regional group")
    OTHER = "other", _("Reviewer of another regional group")


class Counting(TextChoices):
    """How additional reviews are counted."""

    TOGETHER = "together", _("Together with the others")
    POSSIBLE = "possible", _("Together where that is possible, else apart")
    APART = "apart", _("Apart")


class Step(TextChoices):
    """Where a review stands: the states of its flow, in their order."""

    NOMINATIONS = "nominations", _("Nominations")
    ARRANGEMENTS = "arrangements", _("Languages and division of work")
    CONSULTATION = "consultation", _("Preliminary consultation")
    SELF_ASSESSMENT = "self_assessment", _("Self-assessment")
    FEEDBACK = "feedback", _("Written feedback")
    CLARIFICATIONS = "clarifications", _("Clarifications")
    DIALOGUE = "dialogue", _("Dialogue")
    VISIT = "visit", _("Country visit")
    OBSERVATIONS = "observations", _("List of observations")
    SUMMARY = "summary", _("Summary")
    CONSENT = "consent", _("Consent to publish")
    PUBLICATION = "publication", _("Translation and publication")
    # At the end.
    PUBLISHED = "published", _("Published")
    ENDED = "ended", _("Ended without a result")


class Side(TextChoices):
    """On which side of a review somebody stands; the first three are the parties of its flow."""

    SECRETARIAT = "secretariat", _("The Secretariat")
    REVIEWED = "reviewed", _("The State under review")
    REVIEWER = "reviewer", _("The reviewing States")
    # Of either State: they read what has been handed in, and write nothing.
    OBSERVER = "observer", _("Observers")
    PUBLIC = "public", _("Everybody")


class Role(TextChoices):
    """What somebody named by a State is in a review."""

    FOCAL_POINT = "focal_point", _("Focal point")
    EXPERT = "expert", _("Expert")
    OBSERVER = "observer", _("Observer")


class Thing(TextChoices):
    """What there is to see in a review."""

    COURSE = "course", _("Which States, and where it stands")
    PEOPLE = "people", _("Who takes part")
    ARRANGEMENTS = "arrangements", _("Languages and division of work")
    # Before it is handed in: of the side that writes it alone.
    ANSWERS_DRAFT = "answers_draft", _("Answers that are being written")
    ANSWERS = "answers", _("Answers")
    FEEDBACK_DRAFT = "feedback_draft", _("Feedback that is being written")
    FEEDBACK = "feedback", _("Written feedback")
    CLARIFICATIONS_DRAFT = "clarifications_draft", _("Clarifications that are being written")
    CLARIFICATIONS = "clarifications", _("Clarifications")
    MINUTES = "minutes", _("Meetings and their minutes")
    OBSERVATIONS = "observations", _("List of observations")
    SUMMARY = "summary", _("Summary")
    CONSENT = "consent", _("What may be published")


class Standing(TextChoices):
    """What became of a wording of a paragraph that does not hold now."""

    EARLIER = "earlier", _("Earlier")
    # Written by somebody who had not seen what another wrote meanwhile.
    BESIDE = "beside", _("Beside")
    SETTLED = "settled", _("Settled")


class Saying(TextChoices):
    """What a reviewing State writes of an answer, and what the State under review answers."""

    FEEDBACK = "feedback", _("Feedback")
    QUESTION = "question", _("Request for clarification")
    CLARIFICATION = "clarification", _("Clarification")


class Meet(TextChoices):
    """What a meeting is."""

    CONSULTATION = "consultation", _("Preliminary consultation")
    DIALOGUE = "dialogue", _("Dialogue meeting")
    VISIT = "visit", _("Country visit")


class Gender(TextChoices):
    """As people say of themselves, if they wish; for the figures alone."""

    UNSAID = "", _("Not said")
    WOMAN = "woman", _("Woman")
    MAN = "man", _("Man")
    OTHER = "other", _("Other")
