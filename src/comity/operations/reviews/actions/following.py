"""Follow each recommendation up: open it when the list is closed, write actions down, show them, let it be public."""

import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.notices.actions import settle
from comity.base.people.models import User
from comity.engines.records import queries as records
from comity.kernel.errors import NotNow, Overtaken, Unreadable
from comity.kernel.languages import INTERFACE
from comity.operations.reviews.actions import reminding
from comity.operations.reviews.actions.naming import locked
from comity.operations.reviews.models import (
    EarlierMeasure,
    Evidence,
    Measure,
    Observation,
    Recommendation,
    Review,
)
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.queries import writings
from comity.operations.reviews.rules import acting
from comity.operations.reviews.rules import following as rules
from comity.operations.reviews.shapes import Planned


@transaction.atomic
def open_follow_up(review: Review, *, by: User) -> list[Recommendation]:
    """Let every paragraph that asks for something, and to which all States agreed, become a recommendation; once.

    Raises:
        NotPermitted: the person does not lead reviews.
    """
    acting.check_may_conduct(by)
    now = timezone.now()
    made = Recommendation.objects.bulk_create(
        Recommendation(review=review, observation=one, opened_at=now) for one in _asking(review)
    )
    note("review.open_follow_up", review.procedure, by=by, recommendations=len(made))
    return made


def _asking(review: Review) -> QuerySet[Observation]:
    return writings.settled(review).filter(kind__in=rules.ASKING, recommendation__isnull=True)


@transaction.atomic
def plan(recommendation: Recommendation, told: Planned, *, by: User) -> Measure:
    """Write down what the State does on a recommendation, or why it does not accept it.

    Raises:
        NotPermitted: the person does not write for the State under review.
        NotNow: the review ended without a result.
        Unreadable: something is missing.
    """
    review, held = _held(recommendation)
    rules.check_may_follow(queries.standpoint(by, review), review)
    _check(told)
    made = Measure.objects.create(recommendation=held, by=by, at=timezone.now(), **_said(told))
    _worked_out(held)
    if not review.recommendations.filter(state="").exists():
        settle(reminding.ANSWER, about=reminding.about_answers(review), by=by)
    note("review.plan", review.procedure, by=by, sealed=_sealed(told), action=made.pk, state=told.state.value)
    return made


@transaction.atomic
def change_measure(measure: Measure, told: Planned, *, seen: int, by: User) -> Measure:
    """Say anew what an action is and how far it is; what it said before stays among the earlier ones.

    Raises:
        NotPermitted, NotNow, Unreadable: as ``plan`` does.
        Overtaken: somebody changed it after the person opened it.
    """
    review, held = _held(measure.recommendation)
    rules.check_may_follow(queries.standpoint(by, review), review)
    _check(told)
    one = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    if one.number != seen:
        raise Overtaken(_("It was changed after you opened it. Read it again, then decide."))
    EarlierMeasure.objects.create(
        measure=one, number=one.number, what=one.what, responsible=one.responsible, due_on=one.due_on,
        state=one.state, reason=one.reason, by=one.by, at=one.at,
    )  # fmt: skip
    for name, value in _said(told).items():
        setattr(one, name, value)
    one.number, one.by, one.at = one.number + 1, by, timezone.now()
    one.save()
    _worked_out(held)
    # Whoever was reminded of it is reminded again where it is still to be done.
    settle(reminding.ACTION, about=reminding.about_action(one), by=by)
    note("review.change_action", review.procedure, by=by, sealed=_sealed(told), action=one.pk, state=told.state.value)
    return one


@transaction.atomic
def show(measure: Measure, record: uuid.UUID, *, locator: str = "", by: User) -> Evidence:
    """Link an action to a record that the person may read and that shows what was done.

    Raises:
        NotPermitted, NotNow: as ``plan`` does.
        Unreadable: there is no such record for this person, or it is linked already.
    """
    review, _recommendation = _held(measure.recommendation)
    rules.check_may_follow(queries.standpoint(by, review), review)
    found = records.visible_to(by).filter(pk=record).first()
    if found is None:
        raise Unreadable(_("There is no such record."))
    made, is_new = Evidence.objects.get_or_create(
        measure=measure, record=found, defaults={"locator": locator.strip()[:200], "by": by, "at": timezone.now()}
    )
    if not is_new:
        raise Unreadable(_("This record is linked already."))
    note("review.show", review.procedure, by=by, action=measure.pk, record=str(record))
    return made


@transaction.atomic
def unshow(evidence: Evidence, *, by: User) -> None:
    """Take the link to a record away from an action.

    Raises:
        NotPermitted, NotNow: as ``plan`` does.
    """
    review, _recommendation = _held(evidence.measure.recommendation)
    rules.check_may_follow(queries.standpoint(by, review), review)
    record, key = str(evidence.record_id), evidence.measure_id
    Evidence.objects.filter(pk=evidence.pk).delete()
    note("review.unshow", review.procedure, by=by, action=key, record=record)


@transaction.atomic
def let_public(recommendation: Recommendation, *, is_public: bool, by: User) -> Recommendation:
    """Say for the State under review whether a recommendation and its actions may be public; at any time anew.

    Raises:
        NotPermitted: the person is not its focal point.
        NotNow: the review ended without a result.
    """
    review, held = _held(recommendation)
    rules.check_may_consent(queries.standpoint(by, review), review)
    held.is_public, held.decided_by, held.decided_at = is_public, by, timezone.now()
    held.save(update_fields=["is_public", "decided_by", "decided_at"])
    note("review.let_public", review.procedure, by=by, recommendation=held.pk, is_public=is_public)
    return held


def _held(recommendation: Recommendation) -> tuple[Review, Recommendation]:
    review = locked(recommendation.review)
    held = Recommendation.objects.select_for_update(of=("self",)).get(pk=recommendation.pk)
    if review.stage not in rules.FOLLOWED:
        raise NotNow(_("This review is over. Nothing in it changes any more."))
    return review, held


def _worked_out(held: Recommendation) -> None:
    held.state = rules.state_of(held.measures.values_list("state", flat=True))
    held.save(update_fields=["state"])


def _check(told: Planned) -> None:
    rules.check_planned(told)
    if told.language not in INTERFACE:
        raise Unreadable(_("Say in which language it is."))


def _said(told: Planned) -> dict[str, object]:
    refused = told.state == "not_accepted"
    return {
        "state": told.state,
        "language": told.language,
        "what": told.what.strip(),
        "responsible": told.responsible.strip()[:300],
        "due_on": None if refused else told.due_on,
        "reason": told.reason.strip() if refused else "",
    }


def _sealed(told: Planned) -> dict[str, str]:
    return {"what": told.what, "responsible": told.responsible, "reason": told.reason}
