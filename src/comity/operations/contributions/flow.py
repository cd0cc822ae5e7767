"""How a proposal goes from whoever writes it through the State to the Secretariat, and out."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from comity.base.access.enums import Permission
from comity.engines.procedures.flow import Flow, Step
from comity.operations.contributions.enums import Part, State


FLOW: Final = Flow(
    name="contribution",
    label=_("Contribution"),
    states=dict(State.choices),
    initial=State.DRAFT,
    opening=Permission.RECORD_DRAFT,
    parts=dict(Part.choices),
    owners={
        State.DRAFT: Part.AUTHOR,
        State.RETURNED: Part.AUTHOR,
        State.HANDED_IN: Part.STATE,
        State.IN_REVIEW: Part.SECRETARIAT,
    },
    steps=(
        # Whoever verifies for the State has verified what they hand in; the log shows that it was one step.
        Step(
            "hand_in_verified",
            _("Hand in, verified for the State"),
            (State.DRAFT, State.RETURNED),
            State.IN_REVIEW,
            Part.AUTHOR,
            Permission.RECORD_VERIFY,
        ),
        Step(
            "hand_in",
            _("Hand in"),
            (State.DRAFT, State.RETURNED),
            State.HANDED_IN,
            Part.AUTHOR,
            Permission.RECORD_DRAFT,
        ),
        Step(
            "verify",
            _("Verify for the State"),
            (State.HANDED_IN,),
            State.IN_REVIEW,
            Part.STATE,
            Permission.RECORD_VERIFY,
        ),
        Step(
            "send_back",
            _("Return to who proposes"),
            (State.HANDED_IN,),
            State.RETURNED,
            Part.STATE,
            Permission.RECORD_VERIFY,
            is_reasoned=True,
        ),
        Step(
            "publish", _("Publish"), (State.IN_REVIEW,), State.PUBLISHED, Part.SECRETARIAT, Permission.RECORD_PUBLISH
        ),
        Step(
            "return",
            _("Return to who proposes"),
            (State.IN_REVIEW,),
            State.RETURNED,
            Part.SECRETARIAT,
            Permission.RECORD_PUBLISH,
            is_reasoned=True,
        ),
        Step(
            "decline",
            _("Decline"),
            (State.IN_REVIEW,),
            State.DECLINED,
            Part.SECRETARIAT,
            Permission.RECORD_PUBLISH,
            is_reasoned=True,
        ),
        Step(
            "withdraw",
            _("Withdraw"),
            (State.DRAFT, State.RETURNED, State.HANDED_IN, State.IN_REVIEW),
            State.WITHDRAWN,
            Part.AUTHOR,
            Permission.RECORD_DRAFT,
        ),
    ),
)
