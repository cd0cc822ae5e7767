"""When a questionnaire on one more instrument may be opened in a review, and how long it is answered."""

from collections.abc import Collection, Sequence
from typing import Final

from django.utils.translation import gettext as _

from comity.kernel.errors import NotNow, Unreadable
from comity.kernel.lists import listed
from comity.operations.reviews.enums import Side, Step
from comity.operations.reviews.models import Review
from comity.operations.reviews.rules import acting
from comity.operations.reviews.shapes import Standpoint


# As long as the States still speak with each other about answers. Once the list of observations is written, nobody
# could ask about them any more: the instrument waits for the next cycle.
OPENED: Final = (Step.SELF_ASSESSMENT, Step.FEEDBACK, Step.CLARIFICATIONS, Step.DIALOGUE, Step.VISIT)
# Until the list of observations is closed, what was opened so late is handed in.
ANSWERED: Final = (*OPENED, Step.OBSERVATIONS)
STEPS: Final = tuple(Step)


def step_of(review: Review, *, is_open: bool) -> Step:
    """At which step the answers to a questionnaire stand, for who sees and writes them.

    What is answered when the others were handed in is a draft of the State, wherever the review stands; what was never
    handed in remains one.
    """
    is_after = STEPS.index(review.stage) > STEPS.index(Step.SELF_ASSESSMENT)
    return Step.SELF_ASSESSMENT if is_open and is_after and review.stage is not Step.ENDED else review.stage


def is_too_late(review: Review) -> bool:
    """Whether the dialogue is over, so that one more instrument waits for the next cycle."""
    return STEPS.index(review.stage) > STEPS.index(Step.VISIT)


def may_answer(review: Review, *, is_open: bool) -> bool:
    """Whether a questionnaire can be answered now."""
    return step_of(review, is_open=is_open) is Step.SELF_ASSESSMENT and review.stage in ANSWERED


def check_may_open(review: Review, instrument: str) -> None:
    """Raise a refusal unless a questionnaire on one more instrument may be opened in a review now."""
    if review.stage not in OPENED:
        raise NotNow(
            _("Not at this step: nobody could ask about the answers any more. It is reviewed in the next cycle.")
            if is_too_late(review)
            else _("Not yet: the instrument is opened with the others. Let its seats be drawn in a later lot.")
        )
    if instrument not in review.cycle.questionnaires:
        raise Unreadable(_("This cycle has no questionnaire on that instrument."))
    if any(one.instrument == instrument for one in review.assessments.all()):
        raise NotNow(_("The State is asked about this instrument already."))


def check_party(state: str, parties: Collection[str]) -> None:
    """Raise NotNow unless a State is party to an instrument, as far as the portal knows any party to it."""
    if parties and state not in parties:
        raise NotNow(_("By the facts of the portal, the State under review is not party to this instrument."))


def check_reviewed(
    review: Review, serving: Sequence[str], additional: Sequence[str], parties: Collection[str]
) -> None:
    """Raise a refusal unless as many States review for an instrument as review for the others, each party to it.

    Args:
        review: with its reviewers.
        serving: those of its reviewers who are party to the instrument.
        additional: the States that review for this instrument alone.
        parties: who is party to it; empty where the portal does not know.
    """
    if set(additional) & set(acting.places_of(review)) or len(set(additional)) != len(additional):
        raise Unreadable(_("An additional reviewer takes no part in the review yet."))
    if parties and (strange := [one for one in additional if one not in parties]):
        raise NotNow(_("Not party to this instrument: %(states)s.") % {"states": listed(strange)})
    needed = sum(not one.is_additional for one in review.reviewers.all()) - len(serving)
    if len(additional) != max(needed, 0):
        told = _("Of the reviewing States %(serving)s are party to this instrument: name %(needed)s beside them.")
        raise NotNow(told % {"serving": len(serving), "needed": max(needed, 0)})


def check_may_hand_in(who: Standpoint, review: Review, *, is_open: bool, is_supplementary: bool) -> None:
    """Raise a refusal unless somebody hands in what was opened after the others."""
    acting.check_may_step(who, "hand_in_answers")
    acting.check_may_write(who, review, Side.REVIEWED, *ANSWERED)
    if not is_supplementary or review.stage is Step.SELF_ASSESSMENT:
        raise NotNow(_("It is handed in with the other answers."))
    if not is_open:
        raise NotNow(_("This questionnaire has been handed in; its answers do not change any more."))
