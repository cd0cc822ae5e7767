"""Tell people what waits for them in a review, and what is due until when; the one place where reviews do."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext_lazy as _

from comity.base.notices.actions import notify, settle, settle_several
from comity.base.notices.enums import Group
from comity.base.notices.registry import Deadline, Kind, Waiting
from comity.base.people.models import User
from comity.engines.procedures.models import Move, Task
from comity.operations.reviews.enums import Role, Side
from comity.operations.reviews.models import Meeting, Participant, Review
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.rules import acting


WAITS: Final = "reviews.waits"
NAMED: Final = "reviews.named"
DUE: Final = "reviews.due"
LATE: Final = "reviews.late"
PUBLISHED: Final = "reviews.over"
SEATED: Final = "reviews.seated"
RESEATED: Final = "reviews.reseated"
SUPPLEMENTED: Final = "reviews.supplemented"
SUPPLEMENT_GIVEN: Final = "reviews.supplement-given"
MEETING: Final = "reviews.meeting-planned"
MEETS: Final = "reviews.meeting-near"
KINDS: Final = {
    WAITS: Kind(sentence=_("A review waits for your State."), group=Group.TASKS, asks=True),
    NAMED: Kind(sentence=_("You have been named to take part in a review."), group=Group.TASKS, asks=True),
    DUE: Kind(sentence=_("Something is due in a review."), group=Group.DEADLINES, asks=True),
    # Said to those who can act, and to nobody else: no State is compared with another.
    LATE: Kind(sentence=_("A review waits longer than was agreed."), group=Group.DEADLINES, asks=True),
    SEATED: Kind(sentence=_("Your State takes part in a review in place of another."), group=Group.TASKS),
    RESEATED: Kind(sentence=_("Another State takes part in a review of yours."), group=Group.OUTCOMES),
    SUPPLEMENTED: Kind(
        sentence=_("A questionnaire on one more instrument was opened in a review."), group=Group.TASKS
    ),
    SUPPLEMENT_GIVEN: Kind(
        sentence=_("Answers about one more instrument were handed in in a review."), group=Group.OUTCOMES
    ),
    MEETING: Kind(
        sentence=_("A meeting in a review in which you take part was planned, or its day was changed."),
        group=Group.TASKS,
    ),
    MEETS: Kind(
        sentence=_("A meeting in a review in which you take part is near."),
        group=Group.DEADLINES,
        asks=True,
        passes=True,
    ),
    PUBLISHED: Kind(sentence=_("A review in which you took part is over."), group=Group.OUTCOMES),
}
# After its day, whoever can act is reminded again each time so many days have passed.
AGAIN: Final = 30


def about(review: Review) -> str:
    """What notices about a review concern."""
    return f"review:{review.pk}"


def address(review: Review) -> str:
    """Where the review is worked on."""
    return f"/reviews/{review.pk}/work/"


def can_act(review: Review) -> list[User]:
    """Who can do what the review waits for: focal points, and where a State has none, who names people for it.

    The participants of the review were loaded; two queries at most.
    """
    waited = acting.awaited(review)
    return _of_states(review, [one.place for one in waited if one.place]) + (
        queries.conductors() if any(one.side is Side.SECRETARIAT for one in waited) else []
    )


def _of_states(review: Review, places: Iterable[str], known: dict[str, list[User]] | None = None) -> list[User]:
    several: list[User] = []
    without: list[str] = []
    for place in dict.fromkeys(places):
        points = [
            one.person
            for one in review.participants.all()
            if one.place_id == place and one.role == Role.FOCAL_POINT and one.ended_at is None and one.person.is_active
        ]
        several += points
        if not points:
            without.append(place)
    if without:
        named = queries.namers(without) if known is None else known
        several += [person for place in without for person in named.get(place, [])]
    return list(dict.fromkeys(several))


def tell(review: Review, move: Move | None, *, by: User) -> int:
    """Settle what was asked before and tell the States that have to act now; how many people.

    The Secretariat has its desk and is not told of every step of every review.
    """
    waited = [one.place for one in acting.awaited(review) if one.place]
    told = about(review)
    settle_waiting(review, by=by)
    return notify(
        [one for one in _of_states(review, waited) if one.pk != by.pk],
        WAITS,
        about=told,
        address=address(review),
        by=by,
        once=f"reviews:{move.pk}" if move is not None else "",
    )


def settle_waiting(review: Review, *, by: User, place: str = "") -> int:
    """Let nobody wait for, or be reminded of, what was done at a step; of one State, where it has done its part."""
    tasks = Task.objects.filter(procedure=review.pk).values_list("pk", flat=True)
    abouts = [about(review), *(f"{about(review)}:{pk}" for pk in tasks)]
    people = None
    if place:
        people = [one.person for one in review.participants.all() if one.place_id == place]
        people += queries.namers([place]).get(place, [])
    return settle_several((WAITS, DUE, LATE), abouts=abouts, by=by, people=people)


def tell_again(review: Review, place: str, *, by: User) -> int:
    """Let a State that has taken back that it is ready be waited for again."""
    return notify(_of_states(review, [place]), WAITS, about=about(review), address=address(review), by=by)


def tell_meeting(meeting: Meeting, *, by: User) -> int:
    """Tell everybody who takes part, and who leads reviews, of the day of a meeting that is to come."""
    review = meeting.review
    settle(MEETS, about=_about_meeting(meeting), by=by)
    people = [one.person for one in review.participants.all() if one.ended_at is None]
    told = [one for one in dict.fromkeys([*people, *queries.conductors()]) if one.pk != by.pk]
    return notify(told, MEETING, about=_about_meeting(meeting), address=_meetings(review), by=by, is_gathered=True)


def _about_meeting(meeting: Meeting) -> str:
    return f"reviews.meeting:{meeting.pk}"


def _meetings(review: Review) -> str:
    return f"/reviews/{review.pk}/meetings/"


def tell_end(review: Review, *, by: User) -> int:
    """Tell everybody who took part that it is over."""
    settle_waiting(review, by=by)
    people = [one.person for one in review.participants.all() if one.ended_at is None]
    return notify(people, PUBLISHED, about=about(review), address=f"/reviews/{review.pk}/", by=by)


def tell_named(participant: Participant, *, by: User) -> int:
    """Tell somebody that they were named."""
    review = participant.review
    return notify(participant.person, NAMED, about=about(review), address=address(review), by=by)


def due(*, person: User | None, first: dt.date, last: dt.date) -> list[Deadline]:
    """What is due in reviews between two days: its day, and after it every thirty days another reminder.

    As many queries however many reviews there are.
    """
    found = queries.due_between(person, first, last)
    places = {one.place for review, _task in found for one in acting.awaited(review) if one.place}
    namers = queries.namers(places) if found else {}
    hosts = queries.conductors() if found else []
    deadlines = []
    for review, task in found:
        assert task.due_on is not None, "only what has a day was asked for"
        day = next_day(task.due_on, first)
        if day > last:
            continue
        waited = acting.awaited(review)
        people = _of_states(review, [one.place for one in waited if one.place], namers)
        if any(one.side is Side.SECRETARIAT for one in waited):
            people += hosts
        kind = DUE if day == task.due_on else LATE
        deadlines += [
            Deadline(key=f"{about(review)}:{task.pk}", kind=kind, person_id=one.pk, due=day, address=address(review))
            for one in people
            if person is None or one.pk == person.pk
        ]
    return deadlines + _meeting(person, first, last)


def _meeting(person: User | None, first: dt.date, last: dt.date) -> list[Deadline]:
    """The meetings between two days, for everybody who takes part; at most three queries."""
    return [
        Deadline(
            key=_about_meeting(one),
            kind=MEETS,
            person_id=each.person_id,
            due=one.held_at,
            address=_meetings(one.review),
        )
        for one in queries.meetings_between(first, last)
        for each in one.review.participants.all()
        if each.ended_at is None and (person is None or each.person_id == person.pk)
    ]


def latecomers(since: dt.date) -> list[Waiting]:
    """What waits in reviews for those who have come since a day to a State that had nobody then, or others."""
    came = queries.came_since(since)
    if not came:
        return []
    places = {place for _person, place in came}
    namers = queries.namers(places)
    return [
        Waiting(about=about(review), kind=WAITS, person_id=person.pk, address=address(review))
        for review in queries.under_way_in(places)
        for place in dict.fromkeys(one.place for one in acting.awaited(review) if one.place in places)
        for person in _of_states(review, [place], namers)
        if (person.pk, place) in came
    ]


def next_day(due_on: dt.date, first: dt.date) -> dt.date:
    """The day of something itself, or the first day of a further reminder that is not before another day."""
    if due_on >= first:
        return due_on
    rounds = -(-(first - due_on).days // AGAIN)
    return due_on + dt.timedelta(days=rounds * AGAIN)
