"""How a review goes from the nominations to its publication: states and steps, as a table."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from comity.base.access.enums import Permission
from comity.engines.procedures.flow import Flow
from comity.engines.procedures.flow import Step as Way
from comity.operations.reviews.enums import Side, Step


CONDUCT, TAKE_PART = Permission.REVIEW_CONDUCT, Permission.REVIEW_TAKE_PART
UNDER_WAY: Final = tuple(one.value for one in Step if one not in {Step.PUBLISHED, Step.ENDED})


def _host(name: str, label: object, source: Step, target: Step, *, is_reasoned: bool = False) -> Way:
    """A step of the Secretariat."""
    return Way(name, label, (source,), target, Side.SECRETARIAT, CONDUCT, is_reasoned=is_reasoned)  # type: ignore[arg-type] # -- a label


FLOW: Final = Flow(
    name="review",
    label=_("Review"),
    states=dict(Step.choices),
    initial=Step.NOMINATIONS,
    opening=CONDUCT,
    parts={one.value: one.label for one in (Side.SECRETARIAT, Side.REVIEWED, Side.REVIEWER)},
    # Where several States have to act before it goes on, the Secretariat takes the step; who is waited for, the marks
    # of the States say (``queries.waiting``).
    owners={
        Step.NOMINATIONS: Side.SECRETARIAT,
        Step.ARRANGEMENTS: Side.SECRETARIAT,
        Step.CONSULTATION: Side.SECRETARIAT,
        Step.SELF_ASSESSMENT: Side.REVIEWED,
        Step.FEEDBACK: Side.REVIEWER,
        Step.CLARIFICATIONS: Side.REVIEWED,
        Step.DIALOGUE: Side.SECRETARIAT,
        Step.VISIT: Side.SECRETARIAT,
        Step.OBSERVATIONS: Side.SECRETARIAT,
        Step.SUMMARY: Side.SECRETARIAT,
        Step.CONSENT: Side.REVIEWED,
        Step.PUBLICATION: Side.SECRETARIAT,
    },
    steps=(
        _host("close_nominations", _("Close the nominations"), Step.NOMINATIONS, Step.ARRANGEMENTS),
        _host("close_arrangements", _("Close the arrangements"), Step.ARRANGEMENTS, Step.CONSULTATION),
        _host("open_questionnaires", _("Open the questionnaires"), Step.CONSULTATION, Step.SELF_ASSESSMENT),
        Way(
            "hand_in_answers",
            _("Hand in the answers"),
            (Step.SELF_ASSESSMENT,),
            Step.FEEDBACK,
            Side.REVIEWED,
            TAKE_PART,
        ),
        # Taken by the last of the reviewing States that hands in.
        Way(
            "hand_in_feedback",
            _("Hand in the feedback"),
            (Step.FEEDBACK,),
            Step.CLARIFICATIONS,
            Side.REVIEWER,
            TAKE_PART,
        ),
        _host(
            "close_feedback", _("Go on without more feedback"), Step.FEEDBACK, Step.CLARIFICATIONS, is_reasoned=True
        ),
        Way(
            "hand_in_clarifications",
            _("Hand in the clarifications"),
            (Step.CLARIFICATIONS,),
            Step.DIALOGUE,
            Side.REVIEWED,
            TAKE_PART,
        ),
        _host(
            "close_clarifications",
            _("Go on without more clarifications"),
            Step.CLARIFICATIONS,
            Step.DIALOGUE,
            is_reasoned=True,
        ),
        _host("begin_visit", _("Go on to the country visit"), Step.DIALOGUE, Step.VISIT),
        _host("close_dialogue", _("Go on to the observations"), Step.DIALOGUE, Step.OBSERVATIONS),
        _host("close_visit", _("Go on to the list of observations"), Step.VISIT, Step.OBSERVATIONS),
        _host("close_observations", _("Close the list of observations"), Step.OBSERVATIONS, Step.SUMMARY),
        _host("finish_summary", _("Ask for consent"), Step.SUMMARY, Step.CONSENT),
        Way("consent", _("Say what may be published"), (Step.CONSENT,), Step.PUBLICATION, Side.REVIEWED, TAKE_PART),
        _host("publish", _("Publish"), Step.PUBLICATION, Step.PUBLISHED),
        Way(
            "end",
            _("End without a result"),
            UNDER_WAY,
            Step.ENDED,
            Side.SECRETARIAT,
            CONDUCT,
            is_reasoned=True,
        ),
    ),
)
