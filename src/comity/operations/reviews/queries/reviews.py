"""Which reviews somebody has to do with, from where they look at them, and who waits for whom."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from comity.base.access.enums import Permission
from comity.base.access.roles import ROLES
from comity.base.people.models import Membership, User, remembering
from comity.base.places.enums import Change
from comity.base.places.models import Succession
from comity.engines.procedures.models import Task
from comity.operations.reviews.enums import Matter, Role, Seating, Side, Step, Thing
from comity.operations.reviews.flow import FLOW
from comity.operations.reviews.models import (
    Assessment,
    Consent,
    Cycle,
    Mark,
    Meeting,
    Participant,
    Review,
    Reviewer,
    SeatChange,
)
from comity.operations.reviews.rules import acting, seeing, supplementing
from comity.operations.reviews.shapes import Past, Standpoint


TAKING: Final = frozenset(name for name, held in ROLES.items() if Permission.REVIEW_TAKE_PART in held) - {"service"}
NAMING: Final = frozenset(name for name, held in ROLES.items() if Permission.REVIEW_NOMINATE in held) - {"service"}
CONDUCTING: Final = frozenset(name for name, held in ROLES.items() if Permission.REVIEW_CONDUCT in held) - {"service"}
DONE: Final = (Step.PUBLISHED, Step.ENDED)
# Where one State took the place of another, and not a part of it.
WHOLE: Final = (Change.CONTINUATION, Change.DISSOLUTION, Change.UNION)


def key_of(person: User) -> int:
    """For whom somebody acts now: another, who has asked for it, or themselves."""
    return person.acting.person_id if person.acting is not None else int(person.pk)


def _places(person: User, permission: Permission | None = None) -> set[str]:
    """The codes of the States for which somebody holds a role now, one with a permission where it is named."""
    return {
        grant.place
        for grant in person.grants
        if grant.place is not None and (permission is None or permission in ROLES.get(grant.role, frozenset()))
    }


def taking_part(person: User | None) -> QuerySet[Review]:
    """The reviews in which somebody takes part, or for which they name people: their own, and no other State's."""
    if person is None:
        return Review.objects.none()
    named = Participant.objects.filter(
        review=OuterRef("pk"), person=key_of(person), place__in=_places(person), ended_at__isnull=True
    )
    found = Q(Exists(named))
    if naming := _places(person, Permission.REVIEW_NOMINATE):
        found |= Q(procedure__place__in=naming)
        found |= Q(Exists(Reviewer.objects.filter(review=OuterRef("pk"), place__in=naming)))
    return Review.objects.filter(found)


def visible_to(person: User | None) -> QuerySet[Review]:
    """The reviews on whose working pages somebody may come: their own, and all for who leads them."""
    if person is None:
        return Review.objects.none()
    with remembering(person):
        return Review.objects.all() if acting.may_conduct(person) else taking_part(person)


def for_listing(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Reviews with all that a list says of them, and what is asked when a step is offered; eight queries."""
    active = Participant.objects.filter(ended_at__isnull=True).select_related("person")
    tasks = Prefetch("procedure__tasks", Task.objects.filter(done_at__isnull=True), to_attr="open_tasks")
    return reviews.select_related("procedure__place", "cycle").prefetch_related(
        "reviewers",
        "marks",
        Prefetch("participants", active.order_by("place", "role", "pk")),
        tasks,
        "procedure__parties",
        "procedure__subjects",
    )


def for_board(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Reviews with no more than a line of the desk says: where each stands, who is waited for, by when; five queries.

    Who takes part is left out: of a whole phase that is more than all the rest, and no line names anybody.
    """
    tasks = Prefetch("procedure__tasks", Task.objects.filter(done_at__isnull=True), to_attr="open_tasks")
    late = Assessment.objects.filter(response__closed_at__isnull=True).exclude(reason="")
    supplements = Prefetch("assessments", late, to_attr="open_supplements")
    return reviews.select_related("procedure").prefetch_related("reviewers", "marks", tasks, supplements)


def for_standpoint(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Reviews with no more than is asked for where somebody stands in them; three queries."""
    active = Participant.objects.filter(ended_at__isnull=True).order_by("place", "role", "pk")
    return reviews.select_related("procedure", "cycle").prefetch_related("reviewers", Prefetch("participants", active))


def one(person: User | None, key: uuid.UUID) -> Review | None:
    """One review, if the person may come on its working pages."""
    return for_listing(visible_to(person)).filter(pk=key).first()


def public(cycle: Cycle | None = None) -> QuerySet[Review]:
    """Every review, as far as everybody may know of it: which States, and where it stands."""
    found = Review.objects.select_related("procedure__place", "cycle").prefetch_related("reviewers")
    found = found.filter(cycle=cycle) if cycle is not None else found
    return found.order_by("cycle", "group", "procedure__place")


def cycles() -> QuerySet[Cycle]:
    """Every cycle, the newest first."""
    return Cycle.objects.order_by("-created_at")


def task_of(review: Review) -> Task:
    """What is asked now in a review that is not over and was loaded for a list."""
    tasks: list[Task] = getattr(review.procedure, "open_tasks", [])
    return tasks[0]


def due_of(review: Review) -> dt.date | None:
    """By when what is asked now should be done; of a review that was loaded for a list."""
    tasks: list[Task] = getattr(review.procedure, "open_tasks", [])
    return tasks[0].due_on if tasks else None


def is_late(review: Review, today: dt.date) -> bool:
    """Whether the day by which something should have been done has passed."""
    due = due_of(review)
    return due is not None and due < today


# ---------------------------------------------------------------- from where somebody looks


def standpoint(person: User | None, review: Review) -> Standpoint:
    """From where somebody looks at a review; the participants of it were loaded, or are one more query."""
    if person is None:
        return Standpoint(Side.PUBLIC)
    with remembering(person):
        return _standpoint(person, review)


def _standpoint(person: User, review: Review) -> Standpoint:
    if acting.may_conduct(person):
        return Standpoint(Side.SECRETARIAT, names=True)
    own, sides = _places(person), acting.places_of(review)
    naming = _places(person, Permission.REVIEW_NOMINATE) & set(sides)
    mine = next(
        (
            each
            for each in review.participants.all()
            if each.person_id == key_of(person) and each.ended_at is None and each.place_id in own
        ),
        None,
    )
    if mine is not None and mine.place_id in sides:
        side, role = sides[mine.place_id], Role(mine.role)
        is_bound = side is Side.REVIEWED or role is Role.OBSERVER or mine.declared_at is not None
        names = mine.place_id in naming or (role is Role.FOCAL_POINT and is_bound)
        stands = Side.OBSERVER if role is Role.OBSERVER else side
        return Standpoint(stands, mine.place_id, role, is_bound, names, mine.pk)
    for code, side in sides.items():
        if code in naming:
            return Standpoint(side, code, names=True)
    return Standpoint(Side.PUBLIC)


def sees(person: User | None, review: Review, thing: Thing) -> bool:
    """Whether somebody sees a thing of a review now; of what is of one State alone, that State's."""
    who = standpoint(person, review)
    return seeing.sees(who, review.stage, thing, consented(review) if who.side is Side.PUBLIC else ())


def consented(review: Review) -> frozenset[str]:
    """The parts that the State under review lets be published; one query."""
    return frozenset(Consent.objects.filter(review=review, is_public=True).values_list("matter", flat=True))


def decided(review: Review) -> dict[str, bool]:
    """Of the parts on which the State under review has decided, whether they may be public; one query."""
    return dict(Consent.objects.filter(review=review).values_list("matter", "is_public"))


def published(matter: Matter) -> QuerySet[Review]:
    """The reviews of which everybody may read a part."""
    consents = Consent.objects.filter(review=OuterRef("pk"), matter=matter, is_public=True)
    return Review.objects.filter(Exists(consents), procedure__state=Step.PUBLISHED)


# ---------------------------------------------------------------- people


def past_of(person: User, *, beside: Review | None = None) -> Past:
    """What is known of somebody who is to be named; four queries.

    Who served for a State served for the one that it became: a merger, or another code, takes no conflict away.

    Args:
        person: who.
        beside: the review for which they are to be named: that they were named there for the same State is no past.
    """
    rows = list(
        Membership.objects.active()
        .filter(user=person, user__is_active=True)
        .values_list("role", "organisation__place")
    )
    served = set(Participant.objects.filter(person=person).values_list("place", flat=True))
    return Past(
        works_for=frozenset(place for role, place in rows if place and role in TAKING),
        member_of=frozenset(place for _role, place in rows if place),
        served=frozenset(served | _became(served)),
        is_conducting=any(role in CONDUCTING for role, _place in rows),
    )


def _became(codes: set[str]) -> set[str]:
    """The States that followed others whole, or that those followed: by the portal’s facts, or in a review."""
    rows = Succession.objects.filter(Q(predecessor__in=codes) | Q(successor__in=codes), kind__in=WHOLE)
    found = {one for pair in rows.values_list("predecessor", "successor") for one in pair}
    seats = SeatChange.objects.filter(Q(before__in=codes) | Q(after__in=codes), kind=Seating.SUCCEEDED)
    return found | {str(one) for pair in seats.values_list("before", "after") for one in pair}


def candidates(review: Review, place: str) -> QuerySet[User]:
    """Who works for an organisation of a State and is not yet named in a review; one query."""
    held = Membership.objects.active().filter(organisation__place=place).values("user")
    named = Participant.objects.filter(review=review, ended_at__isnull=True).values("person")
    found = User.objects.filter(pk__in=held, is_active=True, is_service=False).exclude(pk__in=named)
    return found.order_by("last_name", "first_name", "username")


def namers(places: Iterable[str]) -> dict[str, list[User]]:
    """Who names people for each of some States; one query."""
    found: dict[str, list[User]] = {}
    rows = Membership.objects.active().filter(
        role__in=NAMING, organisation__place__in=list(places), user__is_active=True
    )
    for row in rows.select_related("user", "organisation").order_by("pk"):
        several = found.setdefault(str(row.organisation.place_id), [])
        if row.user not in several:
            several.append(row.user)
    return found


def came_since(day: dt.date) -> set[tuple[int, str]]:
    """Who names people for a State since a day that is not before another: the person and the State; one query."""
    rows = Membership.objects.active().filter(
        role__in=NAMING, begins_on__gte=day, organisation__place__isnull=False, user__is_active=True
    )
    return {(int(person), str(place)) for person, place in rows.values_list("user", "organisation__place")}


def under_way_in(places: Iterable[str]) -> QuerySet[Review]:
    """The reviews that are not over in which some States take part, as for a list."""
    several = list(places)
    seat = Reviewer.objects.filter(review=OuterRef("pk"), place__in=several)
    found = Review.objects.exclude(procedure__state__in=DONE).filter(Q(procedure__place__in=several) | Exists(seat))
    return for_listing(found).order_by("procedure__place", "pk")


def conductors() -> list[User]:
    """Who leads reviews for the Secretariat; one query."""
    held = Membership.objects.active().filter(role__in=CONDUCTING).values("user")
    return list(User.objects.filter(pk__in=held, is_active=True, is_service=False).order_by("pk"))


def assessments_of(review: Review) -> list[Assessment]:
    """The questionnaires of a review with their versions; one query."""
    return list(review.assessments.select_related("response__version__questionnaire").order_by("instrument", "pk"))


# ---------------------------------------------------------------- who waits


def due_between(person: User | None, first: dt.date, last: dt.date) -> list[tuple[Review, Task]]:
    """The reviews in which what is asked has a day that is not after ``last``; for a person, their own."""
    found = taking_part(person) if person is not None else Review.objects.all()
    if person is not None and acting.may_conduct(person):
        found = Review.objects.all()
    found = found.exclude(procedure__state__in=DONE)
    found = found.filter(Exists(Task.objects.filter(procedure=OuterRef("pk"), done_at__isnull=True, due_on__lte=last)))
    return [(each, task_of(each)) for each in for_listing(found)]


def meetings_between(first: dt.date, last: dt.date) -> list[Meeting]:
    """The meetings between two days, both included, in reviews that are not over, with who takes part; two queries."""
    begins = dt.datetime.combine(first, dt.time.min, dt.UTC)
    ends = dt.datetime.combine(last, dt.time.max, dt.UTC)
    found = Meeting.objects.filter(held_at__range=(begins, ends)).exclude(review__procedure__state__in=DONE)
    return list(found.select_related("review").prefetch_related("review__participants").order_by("held_at", "pk"))


def by_stage(reviews: QuerySet[Review]) -> dict[str, int]:
    """How many reviews stand at each step; one query."""
    rows = reviews.order_by().values_list("procedure__state").annotate(count=Count("pk"))
    return {str(state): count for state, count in rows}


def stalled(reviews: QuerySet[Review], today: dt.date | None = None) -> QuerySet[Review]:
    """Those of some reviews whose day has passed, without an order that would rank them: by the name's code."""
    today = today or timezone.now().date()
    late = Task.objects.filter(procedure=OuterRef("pk"), done_at__isnull=True, due_on__lt=today)
    return reviews.filter(Exists(late)).order_by("procedure__place", "pk")


def awaiting_secretariat(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Those of some reviews in which the Secretariat alone is waited for: what ``acting.awaited`` says, in a query."""
    step = OuterRef("review__procedure__state")
    said = Mark.objects.filter(review=OuterRef("review"), place=OuterRef("place"), step=step)
    owed = Exists(Reviewer.objects.filter(~Exists(said), review=OuterRef("pk")))
    own = Mark.objects.filter(
        review=OuterRef("pk"), place=OuterRef("procedure__place"), step=OuterRef("procedure__state")
    )
    alone = [step for step, owner in FLOW.owners.items() if owner == Side.SECRETARIAT and step not in acting.MARKED]
    together = [step for step, sides in acting.MARKED.items() if Side.REVIEWED in sides]
    return reviews.filter(Q(procedure__state__in=alone) | (Q(procedure__state__in=together) & Exists(own) & ~owed))


def responses(person: User) -> Q:
    """What holds of every response to a questionnaire of a review that somebody may read, for lists."""
    keys: list[Any] = []
    several = Assessment.objects.filter(review__in=visible_to(person).values("pk")).select_related("response")
    reviews = {each.pk: each for each in for_listing(Review.objects.filter(pk__in=several.values("review")))}
    for each in several:
        review = reviews[each.review_id]
        who = standpoint(person, review)
        if reads_answers(who, review, is_open=each.response.closed_at is None):
            keys.append(each.response_id)
    return Q(pk__in=keys)


def reads_answers(who: Standpoint, review: Review, *, is_open: bool) -> bool:
    """Whether somebody reads the answers to a questionnaire, as they are being written or as they were handed in."""
    step = supplementing.step_of(review, is_open=is_open)
    return any(seeing.sees(who, step, thing) for thing in (Thing.ANSWERS_DRAFT, Thing.ANSWERS))
