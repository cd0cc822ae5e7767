"""What is due after a review: an action whose day comes, and recommendations that wait for a first answer."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext_lazy as _

from comity.base.notices.enums import Group
from comity.base.notices.registry import Deadline, Kind
from comity.base.people.models import User
from comity.operations.reviews.actions.telling import about, next_day
from comity.operations.reviews.models import Measure, Review
from comity.operations.reviews.queries import following
from comity.operations.reviews.registry import FOLLOWED, course


ACTION: Final = "reviews.action"
ANSWER: Final = "reviews.recommendations"
KINDS: Final = {
    ACTION: Kind(
        sentence=_("An action that your State planned after a review is due."), group=Group.DEADLINES, asks=True
    ),
    ANSWER: Kind(
        sentence=_("Recommendations of a review wait for what your State does on them."),
        group=Group.DEADLINES,
        asks=True,
    ),
}


def address(review: Review) -> str:
    """Where a review is followed up."""
    return f"/reviews/{review.pk}/follow-up/"


def about_action(measure: Measure) -> str:
    """What a reminder of an action concerns."""
    return f"reviews.action:{measure.pk}"


def about_answers(review: Review) -> str:
    """What a reminder concerns that a State answers the recommendations of its review."""
    return f"{about(review)}:recommendations"


def due(*, person: User | None, first: dt.date, last: dt.date) -> list[Deadline]:
    """What is due between two days after reviews; as many queries however many reviews there are."""
    asked = list(_asked(first, last))
    people = following.people_for({review for _key, _kind, review, _day in asked}) if asked else {}
    return [
        Deadline(key=key, kind=kind, person_id=one.pk, due=day, address=address(review))
        for key, kind, review, day in asked
        for one in people.get(review.pk, [])
        if person is None or one.pk == person.pk
    ]


def _asked(first: dt.date, last: dt.date) -> Iterator[tuple[str, str, Review, dt.date]]:
    """Each thing that is due: its key, its kind, the review and the day."""
    for one in following.pending(last):
        assert one.due_on is not None, "only what has a day was asked for"
        day = next_day(one.due_on, first)
        if day <= last:
            yield about_action(one), ACTION, one.recommendation.review, day
    for review in following.unanswered():
        assert review.finished_at is not None, "only what is over was asked for"
        day = next_day(review.finished_at.date() + dt.timedelta(days=days_of(review, "first")), first)
        if first <= day <= last:
            yield about_answers(review), ANSWER, review, day


def days_of(review: Review, name: str) -> int:
    """How many days something may take after the publication, as the cycle has it, or the file of its mechanism."""
    assert name in FOLLOWED, "a name of the file"
    said = review.cycle.days.get("follow_up", {})
    return int(said.get(name, course(review.cycle.mechanism).follow_up[name]))
