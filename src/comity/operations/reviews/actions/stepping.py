"""Say that a State is ready, and take the steps of a review with all that follows from each."""

from collections.abc import Callable, Mapping
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.procedures import actions as procedures
from comity.engines.procedures.models import Move
from comity.engines.questionnaires import actions as answering
from comity.engines.questionnaires import queries as questionnaires
from comity.kernel.errors import NotNow
from comity.operations.reviews.actions import following, telling
from comity.operations.reviews.actions.naming import locked
from comity.operations.reviews.actions.publishing import publish_result
from comity.operations.reviews.actions.setting_up import due_for
from comity.operations.reviews.enums import Matter, Side, Step
from comity.operations.reviews.models import Assessment, Consent, Mark, Review
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.queries import writings
from comity.operations.reviews.queries.answers import USE
from comity.operations.reviews.rules import acting


@transaction.atomic
def mark(review: Review, *, place: str = "", by: User) -> Mark:
    """Say that a State has done what is asked of it at this step; the last reviewing State hands the feedback on.

    Args:
        review: which.
        place: for which State, where the Secretariat says so for one after a note verbale.
        by: who says so.

    Raises:
        NotPermitted: the person does not speak for a State that is asked.
        NotNow: something is missing, or it was said already.
    """
    review = locked(review)
    who = queries.standpoint(by, review)
    if who.side is Side.SECRETARIAT:
        acting.check_may_mark_for(review, place)
    else:
        acting.check_may_mark(who, review)
        place = who.place
    done = writings.progress(review, place)
    acting.check_ready(review, place, remarks=done.remarks, disagreed=done.disagreed)
    found, made = Mark.objects.get_or_create(
        review=review, step=review.stage, place_id=place, defaults={"by": by, "at": timezone.now()}
    )
    if not made:
        raise NotNow(_("This has been said already."))
    note("review.mark", review.procedure, by=by, step=review.stage.value, place=place)
    telling.settle_waiting(review, by=by, place=place)
    review = locked(review)
    left = [one for one in acting.awaited(review) if one.side is not Side.SECRETARIAT]
    if review.stage is Step.FEEDBACK and not left:
        _taken(review, "hand_in_feedback", by=by)
    return found


@transaction.atomic
def unmark(review: Review, *, by: User) -> None:
    """Take back that one's State is ready, while the step lasts.

    Raises:
        NotPermitted: the person does not speak for a State that is asked.
        NotNow: it was not said.
    """
    review = locked(review)
    who = queries.standpoint(by, review)
    acting.check_may_mark(who, review)
    if not review.marks.filter(step=review.stage, place=who.place).delete()[0]:
        raise NotNow(_("This has not been said."))
    note("review.unmark", review.procedure, by=by, step=review.stage.value, place=who.place)
    telling.tell_again(review, who.place, by=by)


@transaction.atomic
def go(review: Review, step: str, *, reason: str = "", by: User) -> Move:
    """Take a step of a review, and do what belongs to it.

    Args:
        review: which.
        step: its name in the flow.
        reason: why, where the step needs one or goes on without what it takes for granted.
        by: who takes it.

    Raises:
        NotPermitted: the person does not take this step in this review.
        NotNow: the review stands elsewhere, or something is missing.
        Unreadable: the flow has no such step.
    """
    review = locked(review)
    if step == "hand_in_feedback":
        raise NotNow(_("Each reviewing State says by itself that its feedback is handed in."))
    acting.check_may_step(queries.standpoint(by, review), step)
    way = review.flow.step(step)
    if way.part == Side.SECRETARIAT:
        acting.check_may_conduct(by)
    if review.procedure.state in way.sources:
        _check(review, step, reason, by=by)
    return _taken(review, step, reason=reason, by=by)


def _check(review: Review, step: str, reason: str, *, by: User) -> None:
    """Raise NotNow where something is missing that the step takes for granted."""
    if step == "hand_in_answers":
        acting.check_answered(*writings.answered(review))
    elif step == "finish_summary":
        acting.check_summarised(writings.languages_of_summary(review))
    elif step == "consent":
        acting.check_decided(queries.decided(review))
    elif review.flow.step(step).part == Side.SECRETARIAT:
        acting.check_may_close(
            review, step, reason, meetings=writings.meetings_held(review), paragraphs=writings.paragraphs(review)
        )


def _taken(review: Review, step: str, *, reason: str = "", by: User) -> Move:
    before = FIRST.get(step)
    if before is not None:
        before(review, by)
    now = timezone.now()
    target = review.flow.step(step).target
    due_on = due_for(review.cycle, target, began=review.began_at, now=now)
    move = procedures.take(review, step, by=by, reason=reason, due_on=due_on)
    after = THEN.get(step)
    if after is not None:
        after(review, by)
    review = locked(review)
    if review.stage in acting.LAST:
        telling.tell_end(review, by=by)
    else:
        telling.tell(review, move, by=by)
    return move


@transaction.atomic
def open_questionnaires(review: Review, *, by: User) -> list[str]:
    """Open for the State under review the questionnaires of its instruments that are not open yet; of which.

    Whoever calls this has asked whether the person may.

    Raises:
        NotNow: a questionnaire is not there, or not released.
    """
    known = set(review.assessments.values_list("instrument", flat=True))
    opened = [one for one in review.instruments if one not in known]
    for instrument in opened:
        for code in review.cycle.questionnaires.get(instrument, []):
            version = questionnaires.version_of(by, code)
            if version is None:
                raise NotNow(_("The questionnaire “%(code)s” is not there, or not released.") % {"code": code})
            place = str(review.procedure.place_id)
            response = answering.open_response(version, USE, by=by, place=place)
            Assessment.objects.create(review=review, instrument=instrument, response=response)
    note("review.ask", review.procedure, by=by, instruments=opened)
    return opened


def _open_questionnaires(review: Review, by: User) -> None:
    """Ask the State under review about every instrument."""
    open_questionnaires(review, by=by)


def _close_questionnaires(review: Review, by: User) -> None:
    """Close the answers, while whoever hands them in may still write: from then on they do not change."""
    for one in queries.assessments_of(review):
        answering.close_response(one.response, by=by)


def _open_follow_up(review: Review, by: User) -> None:
    """What was agreed and asks for something is followed up from now on."""
    following.open_follow_up(review, by=by)


def _finish(review: Review, by: User) -> None:
    """Write down when it was over."""
    review.finished_at = timezone.now()
    review.save(update_fields=["finished_at"])
    note("review.finish", review.procedure, by=by)


def _publish(review: Review, by: User) -> None:
    """Write down when it was over, and make the record of what may be read."""
    _finish(review, by)
    publish_result(Review.objects.get(pk=review.pk), by=by)


@transaction.atomic
def decide(review: Review, matter: Matter, *, is_public: bool, by: User) -> Consent:
    """Say for the State under review whether a part may be published; until the step is taken it may say otherwise.

    Raises:
        NotPermitted: the person is not its focal point.
        NotNow: consent is not asked for now.
    """
    review = locked(review)
    who = queries.standpoint(by, review)
    acting.check_may_write(who, review, Side.REVIEWED, Step.CONSENT)
    acting.check_may_step(who, "consent")
    said = {"is_public": is_public, "by": by, "at": timezone.now()}
    found, _made = Consent.objects.update_or_create(review=review, matter=matter, defaults=said)
    note("review.decide", review.procedure, by=by, matter=matter.value, is_public=is_public)
    return found


FIRST: Final[Mapping[str, Callable[[Review, User], None]]] = {"hand_in_answers": _close_questionnaires}
THEN: Final[Mapping[str, Callable[[Review, User], None]]] = {
    "open_questionnaires": _open_questionnaires,
    "close_observations": _open_follow_up,
    "publish": _publish,
    "end": _finish,
}
