"""Set up a cycle from a draw, open its reviews, and say who may take how long."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.procedures import actions as procedures
from comity.engines.procedures.shapes import Part
from comity.kernel.errors import NotNow, Unreadable
from comity.operations.reviews.enums import Side, Step
from comity.operations.reviews.models import Cycle, Draw, Review, Reviewer
from comity.operations.reviews.queries import seating
from comity.operations.reviews.queries.seating import outcome_of
from comity.operations.reviews.registry import course
from comity.operations.reviews.rules import acting
from comity.operations.reviews.rules.setting_up import check_setting
from comity.operations.reviews.shapes import Setting


@transaction.atomic
def set_up_cycle(setting: Setting, *, draw: Draw | None, by: User) -> Cycle:
    """Set up a cycle; its reviews are opened from its draw, group by group.

    Args:
        setting: which mechanism, name, articles; how many days each step may take where it is not as the file says.
        draw: which says who reviews whom; its last lot is published.
        by: who sets it up.

    Raises:
        NotPermitted: the person does not lead reviews.
        NotNow: the draw has no published outcome.
        Unreadable: the articles are none of the mechanism's, or a number of days is not one.
    """
    acting.check_may_conduct(by)
    said = course(setting.mechanism)
    check_setting(setting, said)
    if draw is not None and not outcome_of(draw):
        raise NotNow(_("This draw has no published outcome."))
    days = {step: {**one, "days": setting.days.get(step, one["days"])} for step, one in said.days.items()}
    cycle = Cycle.objects.create(
        mechanism=setting.mechanism,
        name=setting.name.strip(),
        cluster=setting.cluster,
        draw=draw,
        days={**days, "follow_up": dict(said.follow_up)},
        questionnaires=said.clusters[setting.cluster],
        created_by=by,
    )
    note("cycle.set_up", cycle, by=by, mechanism=setting.mechanism, cluster=setting.cluster, days=days)
    return cycle


@transaction.atomic
def open_reviews(cycle: Cycle, groups: Iterable[int] = (), *, by: User) -> list[Review]:
    """Open the reviews of some groups of a cycle, or of all, as they were drawn; those that exist stay.

    Where a State that was drawn has been followed by another in this cycle, that one takes its place.

    Raises:
        NotPermitted: the person does not lead reviews.
        NotNow: the cycle follows no draw, or its outcome is not published.
    """
    acting.check_may_conduct(by)
    wanted = set(groups)
    outcome = outcome_of(cycle.draw) if cycle.draw is not None else []
    if not outcome:
        raise NotNow(_("Who reviews whom is not yet drawn and published."))
    known, became = set(cycle.reviews.values_list("procedure__place", flat=True)), seating.followed(cycle)
    made = []
    for drawn in outcome:
        state = became.get(drawn["state"], drawn["state"])
        if state in known or (wanted and drawn["group"] not in wanted):
            continue
        seats = [{**one, "state": became.get(one["state"], one["state"])} for one in drawn["reviewers"]]
        made.append(open_review(cycle, {**drawn, "state": state, "reviewers": seats}, by=by))
        known.add(state)
    return made


@transaction.atomic
def open_review(cycle: Cycle, drawn: Mapping[str, Any], *, by: User) -> Review:
    """Open one review as it was drawn: a State, its group and its reviewers with their instruments.

    Raises:
        NotPermitted: the person does not lead reviews.
        Unreadable: it has no reviewer, or the State would review itself.
    """
    acting.check_may_conduct(by)
    state, reviewers = drawn["state"], list(drawn["reviewers"])
    codes = [one["state"] for one in reviewers]
    if not codes or state in codes or len(set(codes)) != len(codes):
        raise Unreadable(_("A review has reviewers, each once, and none is the State itself."))
    now = timezone.now()
    instruments = sorted({symbol for one in reviewers for symbol in one["instruments"]})
    review = Review(cycle=cycle, group=drawn["group"], instruments=instruments, began_at=now)
    parties = [Part(Side.SECRETARIAT), Part(Side.REVIEWED, place=state)]
    parties += [Part(Side.REVIEWER, place=code) for code in codes]
    due_on = due_for(cycle, Step.NOMINATIONS, began=now, now=now)
    procedures.start(review, parties=parties, by=by, place=state, due_on=due_on)
    Reviewer.objects.bulk_create(
        Reviewer(review=review, place_id=one["state"], instruments=one["instruments"], is_additional=one["additional"])
        for one in reviewers
    )
    note("review.open", review.procedure, by=by, cycle=str(cycle.pk), state=state, reviewers=codes)
    return review


@transaction.atomic
def postpone(review: Review, due_on: dt.date, *, reason: str, by: User) -> None:
    """Give whoever is waited for another day.

    Raises:
        NotPermitted: the person does not lead reviews.
        NotNow: the review is over.
        Unreadable: there is no reason, or the day is past.
    """
    acting.check_may_conduct(by)
    acting.check_open(review)
    if not reason.strip() or due_on <= timezone.now().date():
        raise Unreadable(_("Name a day to come, and say why."))
    procedures.postpone(review, due_on, by=by, reason=reason.strip())


def due_for(cycle: Cycle, step: str, *, began: dt.datetime, now: dt.datetime) -> dt.date | None:
    """By when a step should be done, as the cycle has it; never before the day after now. None for the last steps."""
    said = cycle.days.get(step)
    if said is None:
        return None
    origin = began if said["from"] == "start" else now
    return max((origin + dt.timedelta(days=said["days"])).date(), (now + dt.timedelta(days=1)).date())
