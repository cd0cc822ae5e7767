"""Let another State take a seat in a review: in place of one, as a later lot has it, or as it follows one."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.notices.actions import notify, settle
from comity.base.people.models import User
from comity.engines.procedures import actions as procedures
from comity.engines.procedures.models import Party
from comity.engines.questionnaires.actions.handing_over import pass_response
from comity.operations.reviews.actions import telling
from comity.operations.reviews.actions.naming import locked
from comity.operations.reviews.actions.stepping import open_questionnaires
from comity.operations.reviews.enums import Seating, Side, Step
from comity.operations.reviews.models import (
    Agreement,
    Cycle,
    Mark,
    Observation,
    Participant,
    Remark,
    Review,
    Reviewer,
    SeatChange,
    Wording,
)
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.queries import seating
from comity.operations.reviews.rules import acting
from comity.operations.reviews.rules import seating as rules
from comity.operations.reviews.shapes import Difference, Seated


@transaction.atomic
def replace_reviewer(  # noqa: PLR0913 -- who, by whom, why
    review: Review, before: str, after: str, *, reason: str, by: User, is_asked: bool = False
) -> None:
    """Let another State review in place of one, as the States have it.

    What the one before wrote stays; its people are no longer in the review.

    Args:
        review: which.
        before: code of the State that reviews.
        after: code of the State that reviews from now on.
        reason: why, and where it is known from.
        by: who says so.
        is_asked: whether it is so although a rule of the drawing of lots stands against it.

    Raises:
        NotPermitted: the person does not lead reviews.
        NotNow: the review is over, the other State is not party to an instrument, or a rule stands against it.
        Unreadable: the one does not review, or the other takes part already, or there is no reason.
    """
    acting.check_may_conduct(by)
    review = locked(review)
    acting.check_open(review)
    rules.check_reason(reason)
    rules.check_replaced(review, before, after)
    rules.check_candidate(seating.candidate(review, before, after), is_asked=is_asked)
    concerned = _people(review)
    _seat_anew(review, before, after, by=by)
    _noted(review, Seating.REPLACED, before, after, reason, by=by)
    _told(review, concerned, after, by=by)


@transaction.atomic
def follow_lot(review: Review, *, by: User) -> int:
    """Let the seats of a review be those of the last published lot; how many were others.

    A State that is drawn anew takes the seat of one that is not; a further instrument gets its questionnaire as long
    as the State under review still answers.

    Raises:
        NotPermitted: the person does not lead reviews.
        NotNow: the review is over, or the seats are as the lot has them.
    """
    acting.check_may_conduct(by)
    review = locked(review)
    acting.check_open(review)
    several = seating.differences(review)
    rules.check_lot(several)
    concerned = _people(review)
    for one in several:
        _follow(review, one, by=by)
    review = locked(review)
    review.instruments = sorted({symbol for one in review.reviewers.all() for symbol in one.instruments})
    review.save(update_fields=["instruments"])
    if review.stage is Step.SELF_ASSESSMENT:
        open_questionnaires(review, by=by)
    for one in several:
        if one.after and one.before != one.after:
            _told(review, concerned, one.after, by=by)
    return len(several)


def _follow(review: Review, one: Difference, *, by: User) -> None:
    if one.before and one.after and one.before != one.after:
        _seat_anew(review, one.before, one.after, by=by)
    elif one.after and not one.before:
        Reviewer.objects.create(
            review=review, place_id=one.after, instruments=list(one.instruments), is_additional=one.is_additional
        )
        Party.objects.create(procedure=review.procedure, part=Side.REVIEWER, place_id=one.after)
    elif one.before and not one.after:
        _end_people(review, one.before, by=by)
        review.reviewers.filter(place=one.before).delete()
        review.procedure.parties.filter(part=Side.REVIEWER, place=one.before).delete()
    if one.after:
        found = review.reviewers.filter(place=one.after)
        found.update(instruments=list(one.instruments), is_additional=one.is_additional)
    _noted(review, Seating.DRAWN, one.before, one.after, _("The last published lot"), by=by)


def _seat_anew(review: Review, before: str, after: str, *, by: User) -> None:
    review.reviewers.filter(place=before).update(place=after)
    review.procedure.parties.filter(part=Side.REVIEWER, place=before).update(place=after)
    _end_people(review, before, by=by)


def _end_people(review: Review, place: str, *, by: User) -> None:
    """Let nobody take part for a State any more, and ask nothing more of them."""
    gone = [one for one in review.participants.all() if one.place_id == place and one.ended_at is None]
    found = Participant.objects.filter(pk__in=[one.pk for one in gone])
    found.update(ended_at=timezone.now(), ended_by=by)
    people = [one.person for one in gone] + queries.namers([place]).get(place, [])
    for kind in (telling.NAMED, telling.WAITS):
        settle(kind, about=telling.about(review), by=by, people=people)


@transaction.atomic
def succeed(cycle: Cycle, before: str, after: str, *, reason: str, by: User) -> list[Seated]:
    """Let a State that follows another take its seats in every review of a cycle that is not over, with all in them.

    Answers, remarks, marks and agreements go along, each with its author: the one State goes on as the other. Whoever
    was named goes on, as soon as they work for an organisation of the State that follows.

    Args:
        cycle: in which cycle.
        before: code of the State that is followed.
        after: code of the State that follows.
        reason: why, and where it is known from.
        by: who says so.

    Returns:
        The seats that it could not take, with what hinders it: they stay as they were.

    Raises:
        NotPermitted: the person does not lead reviews.
        Unreadable: the one takes no part in any review, or there is no reason.
    """
    acting.check_may_conduct(by)
    rules.check_reason(reason)
    rules.check_followed(before, after, seating.seated_in(cycle))
    left = []
    for one in seating.seats_of(cycle, before, after):
        if one.hindrance:
            left.append(one)
            continue
        review = locked(Review.objects.get(pk=one.key))
        concerned = _people(review)
        _succeed(review, before, after, by=by)
        _noted(review, Seating.SUCCEEDED, before, after, reason, by=by, is_reviewed=one.side is Side.REVIEWED)
        _told(review, concerned, after, by=by)
    return left


def _succeed(review: Review, before: str, after: str, *, by: User) -> None:
    procedures.pass_place(review, before, after, by=by)
    # What is a State's in a review goes along with its seat.
    for found in (
        Mark.objects.filter(review=review),
        Remark.objects.filter(review=review),
        Observation.objects.filter(review=review),
        Agreement.objects.filter(observation__review=review),
        Wording.objects.filter(observation__review=review),
    ):
        found.filter(place=before).update(place=after)
    review.reviewers.filter(place=before).update(place=after)
    Participant.objects.filter(review=review, place=before, ended_at__isnull=True).update(place=after)
    for one in queries.assessments_of(review):
        if one.response.place_id == before:
            pass_response(one.response, after, by=by)


def _people(review: Review) -> list[User]:
    """Who takes part now."""
    return [one.person for one in review.participants.all() if one.ended_at is None]


def _noted(  # noqa: PLR0913 -- what is kept of it
    review: Review, kind: Seating, before: str, after: str, reason: str, *, by: User, is_reviewed: bool = False
) -> None:
    SeatChange.objects.create(
        review=review,
        kind=kind,
        before_id=before or None,
        after_id=after or None,
        is_reviewed=is_reviewed,
        reason=reason.strip(),
        by=by,
        at=timezone.now(),
    )
    sealed = {"reason": reason.strip()}
    note("review.seat", review.procedure, by=by, sealed=sealed, kind=kind.value, before=before, after=after)


def _told(review: Review, people: Iterable[User], after: str, *, by: User) -> None:
    """Tell who took part, and who names people for the State that takes part now."""
    about, address = telling.about(review), telling.address(review)
    naming = queries.namers([after]).get(after, [])
    notify([one for one in naming if one.pk != by.pk], telling.SEATED, about=about, address=address, by=by)
    others = [one for one in people if one.pk != by.pk and one not in naming]
    notify(others, telling.RESEATED, about=about, address=f"/reviews/{review.pk}/", by=by)
