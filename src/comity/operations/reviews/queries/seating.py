"""Who sits where in the reviews of a cycle, what the last lot says of it, and which States were followed by others."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from comity.base.places import queries as places
from comity.base.places.models import Succession
from comity.knowledge.treaties.queries import instruments as treaties
from comity.knowledge.treaties.queries.participation import standings_on
from comity.operations.reviews.enums import Seating
from comity.operations.reviews.models import Cycle, Draw, Review, Reviewer, SeatChange
from comity.operations.reviews.queries import drawing, reviews
from comity.operations.reviews.registry import rule_set
from comity.operations.reviews.rules import acting
from comity.operations.reviews.rules import seating as rules
from comity.operations.reviews.shapes import Candidate, Difference, Seated


def changes(review: Review) -> list[SeatChange]:
    """What has become of the seats of a review since it was drawn; one query."""
    return list(review.seat_changes.select_related("by").order_by("at", "pk"))


def followed(cycle: Cycle) -> dict[str, str]:
    """Which State each State that was followed by another in a cycle has become, the last one; one query."""
    rows = SeatChange.objects.filter(review__cycle=cycle, kind=Seating.SUCCEEDED).order_by("at", "pk")
    return _last(dict(rows.values_list("before", "after")))


def _last(pairs: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for before, last in pairs.items():
        seen = {before}
        while last in pairs and last not in seen:
            seen.add(last)
            last = pairs[last]  # noqa: PLW2901 -- it goes on to the last
        found[before] = last
    return found


# ---------------------------------------------------------------- a State that is followed by another


def open_of(cycle: Cycle) -> QuerySet[Review]:
    """The reviews of a cycle that are not over, with their seats; two queries."""
    found = cycle.reviews.exclude(procedure__state__in=reviews.DONE)
    return reviews.for_board(found).order_by("procedure__place", "pk")


def seated_in(cycle: Cycle) -> list[str]:
    """The codes of the States that take part in reviews of a cycle that are not over."""
    return sorted({code for each in open_of(cycle) for code in acting.places_of(each)})


def seats_of(cycle: Cycle, before: str, after: str) -> list[Seated]:
    """Every seat that a State has in reviews that are not over, and what hinders another from taking it."""
    has_own = cycle.reviews.filter(procedure__place=after).exists()
    found = []
    for each in open_of(cycle):
        sides = acting.places_of(each)
        if before in sides:
            no = rules.hindrance(each, after, has_own=has_own, before=before)
            found.append(Seated(each.pk, str(each.procedure.place_id), sides[before], no))
    return found


def recorded(cycle: Cycle, codes: Iterable[str]) -> list[tuple[str, str, dt.date]]:
    """Of some States, those that by the portal’s facts another has followed whole since the parties were counted."""
    since = cycle.draw.parties_on if cycle.draw is not None else cycle.created_at.date()
    rows = Succession.objects.filter(predecessor__in=list(codes), kind__in=reviews.WHOLE, happened_on__gte=since)
    rows = rows.order_by("happened_on")
    return list(rows.values_list("predecessor", "successor", "happened_on"))


# ---------------------------------------------------------------- another State that reviews


def parties_by_instrument(cycle: Cycle, today: dt.date) -> dict[str, set[str]]:
    """By instrument the States that are party to it today: as corrected for the draw, or as the portal knows them."""
    found: dict[str, set[str]] = {}
    if cycle.draw is not None:
        for one in drawing.parties(cycle.draw, on=today):
            for symbol in one.instruments:
                found.setdefault(symbol, set()).add(one.code)
        return found
    symbols = rule_set(cycle.mechanism).instruments
    known = standings_on(treaties.visible_to(None).filter(symbol__in=symbols), today)
    return {symbol: set(by_place) for symbol, by_place in known.items()}


def candidate(review: Review, before: str, after: str, today: dt.date | None = None) -> Candidate:
    """What is known of a State that would review in place of another; the review was loaded with its reviewers.

    Where the portal knows no party to an instrument at all, it says nothing of who is not.
    """
    cycle, state = review.cycle, str(review.procedure.place_id)
    seat = next(one for one in review.reviewers.all() if one.place_id == before)
    known = parties_by_instrument(cycle, today or timezone.now().date())
    names = drawing.instrument_names(cycle.mechanism)
    missing = [symbol for symbol in seat.instruments if known.get(symbol) and after not in known[symbol]]
    values = cycle.draw.rules if cycle.draw is not None else rule_set(cycle.mechanism).values
    mutual = Reviewer.objects.filter(review__cycle=cycle, review__procedure__place=after, place=state)
    held = Reviewer.objects.filter(review__cycle=cycle, place=after)
    return Candidate(
        after,
        not_party=tuple(names.get(symbol, symbol) for symbol in missing),
        is_mutual=bool(values["no_mutual"]) and mutual.exists(),
        reviews=held.count(),
        most=int(values["most"]),
        is_other_group=_is_alone(review, seat, after),
    )


def _is_alone(review: Review, seat: Reviewer, after: str) -> bool:
    """Whether a seat holds the one reviewer of the State's own regional group, and another State is of another."""
    groups = {code: one.group for code, one in places.places().items()}
    own = groups.get(str(review.procedure.place_id), "")
    if seat.is_additional or not own or groups.get(seat.place_id) != own or groups.get(after) == own:
        return False
    others = [one for one in review.reviewers.all() if not one.is_additional and one.pk != seat.pk]
    return all(groups.get(one.place_id) != own for one in others)


def late_instruments(review: Review, today: dt.date | None = None) -> list[str]:
    """The instruments on which a questionnaire may be opened late: the State is party, and not yet asked."""
    known = parties_by_instrument(review.cycle, today or timezone.now().date())
    asked, state = {one.instrument for one in review.assessments.all()}, str(review.procedure.place_id)
    return [
        symbol
        for symbol in review.cycle.questionnaires
        if symbol not in asked and (not known.get(symbol) or state in known[symbol])
    ]


# ---------------------------------------------------------------- what the last lot says


def differences(review: Review) -> list[Difference]:
    """Where the last published lot has other seats than a review, by the States; a few queries."""
    cycle = review.cycle
    rows = outcome_of(cycle.draw) if cycle.draw is not None else []
    became = followed(cycle)
    state = str(review.procedure.place_id)
    drawn = next((one for one in rows if became.get(one["state"], one["state"]) == state), None)
    if drawn is None:
        return []
    wanted = {became.get(one["state"], one["state"]): one for one in drawn["reviewers"]}
    held = {one.place_id: one for one in review.reviewers.all()}
    # What the Secretariat opened later stands beside the lot, and no lot takes it away.
    late = {one.instrument for one in review.assessments.all() if one.reason}
    gone = [one for one in held.values() if one.place_id not in wanted and not set(one.instruments) <= late]
    found = []
    for code, one in sorted(wanted.items()):
        instruments, is_additional = tuple(one["instruments"]), bool(one["additional"])
        if code in held:
            instruments = tuple(sorted({*instruments, *(late & set(held[code].instruments))}))
            if set(held[code].instruments) != set(instruments) or held[code].is_additional != is_additional:
                found.append(Difference(code, code, instruments, is_additional))
            continue
        left = next((each for each in gone if each.is_additional == is_additional), None)
        if left is not None:
            gone.remove(left)
        found.append(Difference(left.place_id if left is not None else "", code, instruments, is_additional))
    return found + [Difference(one.place_id, "", tuple(one.instruments), one.is_additional) for one in gone]


def unopened(cycle: Cycle) -> list[tuple[int, int]]:
    """The groups of the lot of which not every review is open yet, each with how many are not; by number."""
    rows = outcome_of(cycle.draw) if cycle.draw is not None else []
    if not rows:
        return []
    known, became = set(cycle.reviews.values_list("procedure__place", flat=True)), followed(cycle)
    left = Counter(one["group"] for one in rows if became.get(one["state"], one["state"]) not in known)
    return sorted(left.items())


def outcome_of(draw: Draw) -> list[dict[str, Any]]:
    """Every review of a draw as its last published lot has it; one query."""
    lots = draw.lots.filter(published_at__isnull=False).order_by("number")
    records = [record for record in lots.values_list("record", flat=True) if record]
    return list(records[-1]["outcome"]) if records else []
