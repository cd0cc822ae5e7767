"""How a request goes from one authority to the other and to its end, as either of them keeps it in its own file."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from comity.base.access.enums import Permission
from comity.engines.procedures.flow import Flow, Step
from comity.operations.casework.enums import Part, State


KEEP: Final = Permission.CASE_KEEP
UNANSWERED: Final = (State.SENT, State.OPENED, State.ACKNOWLEDGED, State.QUESTION)

# Steps are told as what has happened: whoever keeps a file enters it, whichever side did it.
FLOW: Final = Flow(
    name="case",
    label=_("Request between authorities"),
    states=dict(State.choices),
    initial=State.SENT,
    opening=KEEP,
    parts=dict(Part.choices),
    owners={
        State.SENT: Part.REQUESTED,
        State.OPENED: Part.REQUESTED,
        State.ACKNOWLEDGED: Part.REQUESTED,
        State.PART_EXECUTED: Part.REQUESTED,
        State.QUESTION: Part.REQUESTING,
        State.EXECUTED: Part.REQUESTING,
        State.REFUSED: Part.REQUESTING,
        State.WITHDRAWN: Part.REQUESTED,
    },
    steps=(
        Step("open", _("Delivered and opened"), (State.SENT,), State.OPENED, Part.REQUESTED, KEEP),
        Step("acknowledge", _("Acknowledged"), (State.SENT, State.OPENED), State.ACKNOWLEDGED, Part.REQUESTED, KEEP),
        Step(
            "ask",
            _("Question asked"),
            (State.SENT, State.OPENED, State.ACKNOWLEDGED, State.PART_EXECUTED),
            State.QUESTION,
            Part.REQUESTED,
            KEEP,
        ),
        Step("answer", _("Question answered"), (State.QUESTION,), State.ACKNOWLEDGED, Part.REQUESTING, KEEP),
        Step("execute_part", _("Executed in part"), UNANSWERED, State.PART_EXECUTED, Part.REQUESTED, KEEP),
        Step("execute", _("Executed"), (*UNANSWERED, State.PART_EXECUTED), State.EXECUTED, Part.REQUESTED, KEEP),
        Step("refuse", _("Refused"), (*UNANSWERED, State.PART_EXECUTED), State.REFUSED, Part.REQUESTED, KEEP),
        Step("withdraw", _("Withdrawn"), (*UNANSWERED, State.PART_EXECUTED), State.WITHDRAWN, Part.REQUESTING, KEEP),
        Step(
            "close",
            _("Close the file"),
            (State.PART_EXECUTED, State.EXECUTED, State.REFUSED),
            State.CLOSED,
            Part.REQUESTING,
            KEEP,
        ),
        Step("end", _("Close the file"), (State.WITHDRAWN,), State.CLOSED, Part.REQUESTED, KEEP),
    ),
)
