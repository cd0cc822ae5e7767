"""One more instrument in a review that has begun: its questionnaire is opened and handed in beside the others."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.notices.actions import notify
from comity.base.people.models import User
from comity.engines.procedures.models import Party
from comity.engines.questionnaires import actions as answering
from comity.engines.questionnaires import queries as questionnaires
from comity.kernel.errors import NotNow
from comity.operations.reviews.actions import telling
from comity.operations.reviews.actions.naming import locked
from comity.operations.reviews.enums import Seating, Side
from comity.operations.reviews.models import Assessment, Review, Reviewer, SeatChange
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.queries import seating, writings
from comity.operations.reviews.queries.answers import USE
from comity.operations.reviews.rules import acting
from comity.operations.reviews.rules import seating as seats
from comity.operations.reviews.rules import supplementing as rules


@transaction.atomic
def supplement(
    review: Review, instrument: str, *, reason: str, additional: Sequence[str] = (), by: User
) -> list[Assessment]:
    """Ask the State under review about one more instrument, after it became party to it; no step is undone.

    The reviewing States that are party to it review it too; for each that is not, another reviews it alone.

    Args:
        review: which.
        instrument: symbol of the instrument.
        reason: why, and where it is known from.
        additional: codes of the States that review for this instrument alone.
        by: who opens it.

    Raises:
        NotPermitted: the person does not lead reviews.
        NotNow: it is too early or too late, a State is not party, or too few or too many review.
        Unreadable: there is no reason, or the cycle has no questionnaire on the instrument.
    """
    acting.check_may_conduct(by)
    review = locked(review)
    rules.check_may_open(review, instrument)
    seats.check_reason(reason)
    known = seating.parties_by_instrument(review.cycle, timezone.now().date()).get(instrument, set())
    rules.check_party(str(review.procedure.place_id), known)
    serving = [one for one in review.reviewers.all() if not known or one.place_id in known]
    rules.check_reviewed(review, [one.place_id for one in serving], additional, known)
    for one in serving:
        one.instruments = sorted({*one.instruments, instrument})
        one.save(update_fields=["instruments"])
    for code in additional:
        Reviewer.objects.create(review=review, place_id=code, instruments=[instrument], is_additional=True)
        Party.objects.create(procedure=review.procedure, part=Side.REVIEWER, place_id=code)
        SeatChange.objects.create(
            review=review, kind=Seating.SUPPLEMENTED, after_id=code, reason=reason.strip(), by=by, at=timezone.now()
        )
    review.instruments = sorted({*review.instruments, instrument})
    review.save(update_fields=["instruments"])
    made = [_opened(review, instrument, code, reason, by=by) for code in review.cycle.questionnaires[instrument]]
    note(
        "review.supplement", review.procedure, by=by, sealed={"reason": reason.strip()}, instrument=instrument,
        additional=list(additional),
    )  # fmt: skip
    _told(review, additional, by=by)
    return made


def _opened(review: Review, instrument: str, code: str, reason: str, *, by: User) -> Assessment:
    version = questionnaires.version_of(by, code)
    if version is None:
        raise NotNow(_("The questionnaire “%(code)s” is not there, or not released.") % {"code": code})
    response = answering.open_response(version, USE, by=by, place=str(review.procedure.place_id))
    return Assessment.objects.create(review=review, instrument=instrument, response=response, reason=reason.strip())


def _told(review: Review, additional: Sequence[str], *, by: User) -> None:
    """Tell who takes part, and who names people for a State that comes in."""
    about, address = telling.about(review), telling.address(review)
    people = [one.person for one in review.participants.all() if one.ended_at is None and one.person_id != by.pk]
    notify(people, telling.SUPPLEMENTED, about=about, address=address, by=by)
    naming = queries.namers(additional)
    others = [one for code in additional for one in naming.get(code, []) if one.pk != by.pk and one not in people]
    notify(others, telling.SEATED, about=about, address=address, by=by)


@transaction.atomic
def hand_in_supplement(assessment: Assessment, *, by: User) -> None:
    """Hand in the answers to a questionnaire that was opened after the others: from now on all sides read them.

    Raises:
        NotPermitted: the person is not the focal point of the State under review.
        NotNow: it is handed in already, or with the others, or nothing is answered, or two texts stand.
    """
    review = locked(assessment.review)
    who = queries.standpoint(by, review)
    held = review.assessments.select_related("response").get(pk=assessment.pk)
    is_open = held.response.closed_at is None
    rules.check_may_hand_in(who, review, is_open=is_open, is_supplementary=bool(held.reason))
    acting.check_answered(*writings.answered(review, held))
    answering.close_response(held.response, by=by)
    note("review.hand_in_supplement", review.procedure, by=by, instrument=held.instrument)
    people = [one.person for one in review.participants.all() if one.ended_at is None and one.person_id != by.pk]
    notify(people, telling.SUPPLEMENT_GIVEN, about=telling.about(review), address=telling.address(review), by=by)
