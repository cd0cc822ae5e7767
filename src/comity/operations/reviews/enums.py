from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# The words of the mechanisms, which stand in what is published too.
from comity.knowledge.published_reviews.enums import Cluster, Finding, Matter, Mechanism


__all__ = [
    "Act",
    "ActionState",
    "Admission",
    "Approach",
    "Assembly",
    "Bid",
    "Capacity",
    "Cluster",
    "Contribution",
    "Counted",
    "Counting",
    "Finding",
    "Fit",
    "Form",
    "Gender",
    "Help",
    "Matter",
    "Mechanism",
    "Meet",
    "Office",
    "Part",
    "Role",
    "Saying",
    "Seat",
    "Seating",
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


class Seating(TextChoices):
    """Why another State has a seat in a review than was first drawn."""

    REPLACED = "replaced", _("Another State reviews in its place")
    SUCCEEDED = "succeeded", _("Another State followed it")
    DRAWN = "drawn", _("A later lot has it so")
    SUPPLEMENTED = "supplemented", _("It reviews for an instrument to which the State became party later")


class Bid(TextChoices):
    """How an offer of technical assistance stands; until it is open nobody but who made it sees it."""

    PENDING = "pending", _("Waits for the Secretariat")
    OPEN = "open", _("Open to States")
    REFUSED = "refused", _("Not accepted by the Secretariat")


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
    # What became of the recommendations, by the State under review.
    FOLLOW_UP = "follow_up", _("Recommendations and what became of them")


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


class Contribution(TextChoices):
    """What a State contributes to a review, as the Secretariat counts it once it was handed in."""

    NOMINATION = "nomination", _("Person named")
    ANSWERS = "answers", _("Self-assessment")
    FEEDBACK = "feedback", _("Feedback")
    QUESTION = "question", _("Request for clarification")
    CLARIFICATION = "clarification", _("Clarification")
    OBSERVATION = "observation", _("Paragraph of the list of observations")
    CONSENT = "consent", _("Decision on what is published")
    ACTION = "action", _("Action on a recommendation")


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


class ActionState(TextChoices):
    """How far an action is that a State takes after its review; a recommendation without one has none."""

    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    NOT_ACCEPTED = "not_accepted", _("Not accepted")


class Help(TextChoices):
    """A kind of technical assistance; the codes are those of the questionnaires where these ask for it."""

    ADVICE = "advice", _("Legal advice")
    DRAFTING = "drafting", _("Help in drafting legislation")
    MODEL = "model", _("Model legislation or agreement")
    PRACTICE = "practice", _("Summary of good practices and lessons learned")
    CAPACITY = "capacity", _("Capacity-building and training")
    EXPERT = "expert", _("Assistance on the spot by an expert")
    MENTORING = "mentoring", _("Mentoring over a longer time")
    PLAN = "plan", _("An action plan for implementation")
    EQUIPMENT = "equipment", _("Equipment or information technology")
    INSTITUTIONS = "institutions", _("Building or strengthening institutions")
    OTHER = "other", _("Other")


class Approach(TextChoices):
    """How it stands between a State that shows a need and a provider."""

    SHOWN = "shown", _("Shown, not yet answered")
    OFFERED = "offered", _("Help offered")
    DECLINED = "declined", _("Declined by the provider")
    AGREED = "agreed", _("Agreed")
    ENDED = "ended", _("Taken back by the State")


class Fit(TextChoices):
    """A reason for which an offer fits a need, or what speaks against it without excluding it."""

    ARTICLE = "article", _("For this article")
    INSTRUMENT = "instrument", _("For the whole instrument")
    SISTER = "sister", _("For the corresponding article of the other convention")
    ANY_ARTICLE = "any_article", _("For any article")
    KIND = "kind", _("Help of this kind")
    STATE = "state", _("For this State")
    REGION = "region", _("For the region")
    ANYWHERE = "anywhere", _("For any region")
    LANGUAGE = "language", _("In a language that is understood")
    NO_LANGUAGE = "no_language", _("No language in common")
    LATER = "later", _("Begins only after help is wanted")


class Assembly(TextChoices):
    """What a meeting for all States is, or for those who are no State."""

    WORKING_GROUP = "working_group", _("Meeting of the working group")
    DIALOGUE = "dialogue", _("Constructive dialogue with non-governmental stakeholders")


class Form(TextChoices):
    """How people come together."""

    ONSITE = "onsite", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("In person and online")


class Capacity(TextChoices):
    """As what somebody is registered for a meeting."""

    HEAD = "head", _("Head of delegation")
    DELEGATE = "delegate", _("Delegate")
    OBSERVER_STATE = "observer_state", _("Observer for a State")
    INTERGOVERNMENTAL = "intergovernmental", _("Intergovernmental organisation")
    NGO = "ngo", _("Non-governmental organisation")
    ACADEMIA = "academia", _("Academic institution")
    PRIVATE = "private", _("Private sector")


class Admission(TextChoices):
    """How a registration stands."""

    PENDING = "pending", _("Waits for the bureau")
    APPROVED = "approved", _("Approved")
    OBJECTED = "objected", _("Objected to")
    WITHDRAWN = "withdrawn", _("Taken back")


class Office(TextChoices):
    """What somebody is in the bureau of a meeting."""

    CHAIR = "chair", _("Chair")
    VICE_CHAIR = "vice_chair", _("Vice-chair")
    RAPPORTEUR = "rapporteur", _("Rapporteur")
    MEMBER = "member", _("Member of the extended bureau")


class Counted(TextChoices):
    """What a thematic report counts: in how many reviews there is such an observation or answer on an article."""

    GAP = "gap", _("Gaps and challenges")
    GOOD_PRACTICE = "good_practice", _("Good practices")
    SUGGESTION = "suggestion", _("Suggestions")
    ASSISTANCE = "assistance", _("Needs of technical assistance")
    YES = "yes", _("Questions answered yes")
    IN_PART = "in-part", _("Questions answered in part")
    NO = "no", _("Questions answered no")
