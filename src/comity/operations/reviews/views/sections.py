"""The working pages of a review: which there are, who has them now, and on which the work of a step is done."""

from typing import Final

from django.utils.translation import gettext as _

from comity.operations.reviews.enums import Step, Thing
from comity.operations.reviews.models import Review
from comity.operations.reviews.rules import seeing
from comity.operations.reviews.shapes import Standpoint


# The pages of a review with the things of the table of which whoever comes there must see one.
SECTIONS: Final[tuple[tuple[str, tuple[Thing, ...]], ...]] = (
    ("work", (Thing.COURSE,)),
    ("people", (Thing.PEOPLE,)),
    ("arrangements", (Thing.ARRANGEMENTS,)),
    ("answers", (Thing.ANSWERS_DRAFT, Thing.ANSWERS)),
    ("feedback", (Thing.FEEDBACK_DRAFT, Thing.FEEDBACK, Thing.CLARIFICATIONS_DRAFT, Thing.CLARIFICATIONS)),
    ("meetings", (Thing.MINUTES,)),
    ("observations", (Thing.OBSERVATIONS,)),
    ("summary", (Thing.SUMMARY,)),
    ("consent", (Thing.CONSENT,)),
    ("follow-up", (Thing.FOLLOW_UP,)),
)
# Where what a step asks for is done. Answers have a page of their own, to which the first page leads.
DONE_ON: Final = {
    Step.NOMINATIONS: "people",
    Step.ARRANGEMENTS: "arrangements",
    Step.CONSULTATION: "meetings",
    Step.FEEDBACK: "feedback",
    Step.CLARIFICATIONS: "feedback",
    Step.DIALOGUE: "meetings",
    Step.VISIT: "meetings",
    Step.OBSERVATIONS: "observations",
    Step.SUMMARY: "summary",
    Step.CONSENT: "consent",
    Step.PUBLICATION: "summary",
    Step.PUBLISHED: "follow-up",
}


def section_name(name: str) -> str:
    """What a page of a review is called."""
    return {
        "work": _("What is asked now"),
        "people": _("Who takes part"),
        "arrangements": _("Languages and division of work"),
        "answers": _("Answers"),
        "feedback": _("Feedback and clarifications"),
        "meetings": _("Meetings"),
        "observations": _("List of observations"),
        "summary": _("Summary"),
        "consent": _("Consent to publish"),
        "follow-up": _("Follow-up"),
    }[name]


def is_shown(review: Review, who: Standpoint, section: str) -> bool:
    """Whether somebody has a page of a review now."""
    return any(seeing.sees(who, review.stage, thing) for thing in dict(SECTIONS)[section])


def done_on(review: Review, who: Standpoint) -> str:
    """On which page somebody does what the step asks for; empty where they have none."""
    name = DONE_ON.get(review.stage, "")
    return name if name and is_shown(review, who, name) else ""
