"""Who follows up the recommendations of a review, and what an action must say."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from comity.kernel.errors import NotNow, NotPermitted, Unreadable
from comity.operations.reviews.enums import ActionState, Finding, Side, Step
from comity.operations.reviews.models import Review
from comity.operations.reviews.shapes import Planned, Standpoint


# What of a list of observations asks for something.
ASKING: Final = (Finding.GAP, Finding.SUGGESTION, Finding.ASSISTANCE)
# From the closing of the list on, and for years after the publication.
FOLLOWED: Final = (Step.SUMMARY, Step.CONSENT, Step.PUBLICATION, Step.PUBLISHED)
LONGEST: Final = 4000
PENDING: Final = (ActionState.PLANNED, ActionState.UNDER_WAY)


def may_follow(who: Standpoint, review: Review) -> bool:
    """Whether somebody writes down now what the State under review does."""
    return review.stage in FOLLOWED and who.side is Side.REVIEWED and who.writes


def check_may_follow(who: Standpoint, review: Review) -> None:
    """Raise a refusal unless somebody writes down now what the State under review does."""
    if who.side is not Side.REVIEWED or not who.writes:
        raise NotPermitted(_("What a State does on a recommendation, that State writes down itself."))
    if review.stage not in FOLLOWED:
        raise NotNow(_("Not now: the review stands at “%(step)s”.") % {"step": review.stage.label})


def check_may_consent(who: Standpoint, review: Review) -> None:
    """Raise a refusal unless somebody says for the State under review what of this may be public."""
    check_may_follow(who, review)
    if not who.is_focal_point:
        raise NotPermitted(_("For a State its focal point in this review says so."))


def check_planned(told: Planned) -> None:
    """Raise Unreadable where an action does not say what belongs to it."""
    if told.state is ActionState.NOT_ACCEPTED:
        if not told.reason.strip():
            raise Unreadable(_("Say why the recommendation is not accepted."))
    elif not told.what.strip() or not told.responsible.strip():
        raise Unreadable(_("Say what is done, and who is responsible for it."))
    elif told.state in PENDING and told.due_on is None:
        raise Unreadable(_("Say by when it will be done."))
    if max(len(told.what), len(told.reason)) > LONGEST:
        raise Unreadable(_("At most %(number)s characters.") % {"number": LONGEST})


def state_of(actions: Iterable[str]) -> str:
    """How far a recommendation is, from the states of its actions; empty where there is none.

    What is done beside something that is only planned is under way. That it is not accepted holds where nothing is
    done on it.
    """
    held = {ActionState(one) for one in actions}
    pending = held & set(PENDING)
    if ActionState.UNDER_WAY in held or (pending and ActionState.DONE in held):
        return ActionState.UNDER_WAY
    for one in (ActionState.PLANNED, ActionState.DONE, ActionState.NOT_ACCEPTED):
        if one in held:
            return one
    return ""
