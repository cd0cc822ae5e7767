"""What must be so before another State takes a seat in a review."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from comity.kernel.errors import NotNow, Unreadable
from comity.kernel.lists import listed
from comity.operations.reviews.enums import Side
from comity.operations.reviews.models import Review
from comity.operations.reviews.rules import acting
from comity.operations.reviews.shapes import Candidate


def check_reason(reason: str) -> None:
    """Raise Unreadable unless it is said why."""
    if not reason.strip():
        raise Unreadable(_("Say why, and where it is known from."))


def check_replaced(review: Review, before: str, after: str) -> None:
    """Raise Unreadable unless one State reviews, and the other takes no part yet."""
    sides = acting.places_of(review)
    if sides.get(before) is not Side.REVIEWER or after in sides:
        raise Unreadable(_("One State that reviews is replaced by another that takes no part yet."))


def check_candidate(candidate: Candidate, *, is_asked: bool) -> None:
    """Raise NotNow where a State cannot review, or where a rule stands against it and nobody says “all the same”.

    Args:
        candidate: what is known of it.
        is_asked: whether the Secretariat goes on although rules of the drawing of lots stand against it.
    """
    if candidate.not_party:
        told = _("It is not party to an instrument for which it would review: %(instruments)s.")
        raise NotNow(told % {"instruments": listed(candidate.not_party)})
    if not is_asked and (against := objections(candidate)):
        raise NotNow(" ".join([*against, _("Choose another State, or say that it is so all the same.")]))


def objections(candidate: Candidate) -> list[str]:
    """The rules of the drawing of lots that stand against a State, as sentences."""
    said = []
    if candidate.is_mutual:
        said.append(_("The State under review reviews it in the same cycle."))
    if candidate.most and candidate.reviews >= candidate.most:
        said.append(
            _("It already does %(number)s reviews in this cycle, which is the most.") % {"number": candidate.reviews}
        )
    if candidate.is_other_group:
        said.append(_("No reviewer would then be of the regional group of the State under review."))
    return said


def check_lot(differs: Sequence[object]) -> None:
    """Raise NotNow unless the last lot has other seats than the review."""
    if not differs:
        raise NotNow(_("The seats are as the last published lot has them."))


def check_followed(before: str, after: str, known: Sequence[str]) -> None:
    """Raise Unreadable unless a State that takes part in reviews is followed by another that there is."""
    if before not in known or not after or before == after:
        raise Unreadable(_("Name a State that takes part in a review of this cycle, and another that follows it."))


def hindrance(review: Review, after: str, *, has_own: bool, before: str) -> str:
    """What hinders a State from taking the seat of another in a review that is not over; empty for nothing.

    Args:
        review: which, loaded with its reviewers.
        after: the State that follows.
        has_own: whether that State has a review of its own in the cycle.
        before: the State that is followed.
    """
    sides = acting.places_of(review)
    if after in sides:
        return _("It takes part in this review already. Let a third State review instead first.")
    if sides[before] is Side.REVIEWED and has_own:
        return _("It has a review of its own in this cycle. One of the two has to end.")
    return ""
