"""What somebody can do now in a review: the steps, with what is lacking for each, and to say that a State is ready."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from comity.engines.procedures.flow import Step as Way
from comity.operations.reviews.enums import Side, Step
from comity.operations.reviews.models import Review
from comity.operations.reviews.queries import writings
from comity.operations.reviews.rules import acting
from comity.operations.reviews.shapes import Standpoint


def ways(review: Review, offered: Sequence[Way], *, missing: int) -> list[dict[str, Any]]:
    """The steps that can be taken now, each with what is lacking for it, and whether a reason is asked.

    Args:
        review: as it stands.
        offered: the steps.
        missing: how many answers are missing that are required.
    """
    meetings = writings.meetings_held(review) if any(one.part == Side.SECRETARIAT for one in offered) else set()
    found = []
    for one in offered:
        lacking = acting.lacks(review, one.name, meetings=meetings)
        if one.name == "hand_in_answers" and missing:
            lacking = _("Required answers still missing: %(number)s. Once handed in, no answer changes any more.")
            lacking %= {"number": missing}
        asks_reason = one.is_reasoned or (bool(lacking) and one.part == Side.SECRETARIAT)
        found.append({"step": one, "lacking": lacking, "asks_reason": asks_reason})
    return found


def marking(review: Review, who: Standpoint) -> str:
    """What somebody can say for their State at this step: that it is ready, that it is not; empty for neither."""
    asked = review.stage in acting.MARKED and who.side in acting.MARKED[review.stage]
    speaks = (who.is_focal_point and who.is_bound) or (review.stage is Step.NOMINATIONS and who.names)
    if not asked or not speaks:
        return ""
    marked = any(one.place_id == who.place and one.step == review.stage for one in review.marks.all())
    return "unmark" if marked else "mark"
