"""A whole lot: groups, reviewers, additional reviewers; and later ones, for what happened since."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from comity.operations.reviews.lots.chain import Walk, length, listed, walk
from comity.operations.reviews.lots.explaining import explained
from comity.operations.reviews.lots.groups import Crowded, divide
from comity.operations.reviews.lots.numbers import Numbers
from comity.operations.reviews.lots.search import find
from comity.operations.reviews.lots.seats import Sitting, Table
from comity.operations.reviews.lots.worlds import (
    APART,
    OTHER,
    SAME,
    TOGETHER,
    Impossible,
    Limits,
    Review,
    Seat,
    World,
    additional_seats,
    loads_of,
    main_choices,
    main_limits,
    table_of,
)


# So often the walk goes on when nobody can be drawn additionally for where it stands, each time so many steps a seat.
AGAIN: Final = 60
FURTHER: Final = 4
Chosen = list[tuple[Seat, list[str]]]
Filled = tuple[Sitting, dict[str, Any]]


@dataclass(slots=True)
class Sources:
    """Where the numbers of each part of a lot come from."""

    seed: bytes

    def numbers(self, name: str) -> Numbers:
        """The numbers of one part."""
        return Numbers(self.seed, name)


def first_lot(world: World, seed: bytes) -> tuple[list[Review], dict[str, Any]]:
    """Draw groups, reviewers and additional reviewers, and tell every choice.

    Raises:
        Impossible: no outcome is admissible, or none was found.
    """
    sources = Sources(seed)
    regions: dict[str, list[str]] = {}
    for code in world.reviewed():
        regions.setdefault(world.parties[code]["region"], []).append(code)
    wishes = {code: world.parties[code]["wish"] for code in world.codes}
    try:
        placed, said = divide(regions, wishes, world.rules["groups"], sources.numbers("groups"))
    except Crowded as crowded:
        raise Impossible(("groups", "later"), crowded.states) from crowded
    chosen: Chosen = [
        ((code, seat, ()), main_choices(world, code, seat)) for code in world.reviewed() for seat in (SAME, OTHER)
    ]
    chosen, law = _similar(world, chosen, main_limits(world), sources.numbers("law"))
    table = table_of(world, chosen, main_limits(world))

    def seated(filled: Sequence[int]) -> list[Review]:
        reviews = [Review(code, placed[code]) for code in world.reviewed()]
        by_state = {review.state: review for review in reviews}
        for (seat, _choices), who in zip(chosen, filled, strict=True):
            by_state[seat[0]].main[seat[1]] = world.codes[who]
        return reviews

    numbers = sources.numbers("reviewers")
    further: dict[str, Any] = {}

    def suits(filled: Sequence[int], mode: str) -> list[Review] | None:
        reviews = seated(filled)
        drawn = _additional(world, reviews, sources.numbers("additional"), mode)
        if drawn is None:
            return None
        further.clear()
        further.update(drawn)
        return reviews

    reviews, how = _drawn(world, table, numbers, suits)
    return reviews, {"groups": said, "law": law, "reviewers": how, "additional": further}


def _drawn(
    world: World, table: Table, numbers: Numbers, suits: Callable[[Sequence[int], str], list[Review] | None]
) -> tuple[list[Review], dict[str, Any]]:
    """The reviewers: one of all admissible outcomes for which additional reviewers can be drawn."""
    modes = _modes(world)
    everything = listed(table)
    if everything is not None:
        order = numbers.shuffled(everything)
        for mode in modes:
            for filled in order:
                if (reviews := suits(filled, mode)) is not None:
                    return reviews, {"way": "list", "outcomes": len(everything), "additional": mode}
        raise explained(world, is_sure=True) if not everything else Impossible(("additional", "most"))
    sitting, is_sure = find(table, numbers)
    if sitting is None:
        raise explained(world, is_sure=is_sure)
    start = [world.codes[who] for who in sitting.filled]
    said = [_told(walk(sitting, numbers, length(table, world.rules["steps"])))]
    for mode in modes:
        for _turn in range(AGAIN):
            if (reviews := suits(sitting.filled, mode)) is not None:
                return reviews, {"way": "walk", "start": start, "walks": said, "additional": mode}
            said.append(_told(walk(sitting, numbers, FURTHER * len(sitting.filled))))
    raise Impossible(("additional", "most"), is_sure=False)


def _modes(world: World) -> tuple[str, ...]:
    """How additional reviews are counted: with the others, apart, or with the others where that is possible."""
    wanted = world.rules["additional"]
    return (wanted,) if wanted in {TOGETHER, APART} else (TOGETHER, APART)


def _told(one: Walk) -> dict[str, int]:
    return {
        "steps": one.tried,
        "moved": one.moved,
        "exchanged": one.exchanged,
        "passed": one.passed,
        "renewed": one.renewed,
    }


def _similar(world: World, chosen: Chosen, limits: Limits, numbers: Numbers) -> tuple[Chosen, dict[str, Any]]:
    """Narrow seats of the same regional group to similar legal systems, for as many States as can be had at once.

    Where not all can be, they are taken in an order by lot, each that still leaves an outcome.
    """
    if not world.rules["similar_law"]:
        return chosen, {}
    near: dict[int, list[str]] = {}
    for place, (seat, choices) in enumerate(chosen):
        alike = [who for who in choices if world.is_similar(seat[0], who)]
        if seat[1] == SAME and alike:
            near[place] = alike

    def narrowed(places: set[int]) -> Chosen:
        return [(seat, near[place] if place in places else choices) for place, (seat, choices) in enumerate(chosen)]

    def works(places: set[int]) -> bool:
        return find(table_of(world, narrowed(places), limits), numbers)[0] is not None

    kept = set(near)
    if near and not works(kept) and works(set()):
        kept = set()
        for place in numbers.shuffled(sorted(near)):
            if works(kept | {place}):
                kept.add(place)
    seats = [place for place, (seat, _choices) in enumerate(chosen) if seat[1] == SAME]
    known = sum(1 for place in seats if world.parties[chosen[place][0][0]]["systems"])
    said = {
        "seats": len(seats),
        "known": known,
        "similar": len(kept),
        "not": sorted(chosen[place][0][0] for place in seats if place not in kept),
    }
    return narrowed(kept), said


def _additional(world: World, reviews: Sequence[Review], numbers: Numbers, mode: str) -> dict[str, Any] | None:
    """Draw additional reviewers into the reviews and tell how; None when there is no way to."""
    if not world.rules["instrument_reviewers"]:
        return {}
    chosen = additional_seats(world, reviews)
    if not chosen:
        return {}
    held = loads_of(reviews, main=mode == TOGETHER)
    most = world.rules["most"] if mode == TOGETHER else world.rules["most_additional"]
    limits = Limits(dict.fromkeys(world.codes, 0), {code: max(0, most - held.get(code, 0)) for code in world.codes})
    given = [pair for review in reviews for pair in review.pairs()]
    table = table_of(world, chosen, limits, given)
    drawn = _sampled(world, table, numbers)
    if drawn is None:
        return None
    sitting, how = drawn
    by_state = {review.state: review for review in reviews}
    for (seat, _choices), who in zip(chosen, sitting.filled, strict=True):
        by_state[seat[0]].additional.append((seat[1], world.codes[who], seat[2]))
    return how


def _sampled(world: World, table: Table, numbers: Numbers) -> Filled | None:
    """One of all admissible outcomes of a table with how it was drawn; None when there is none, or none was found."""
    few = listed(table)
    if few is not None:
        if not few:
            return None
        sitting = Sitting(table)
        number = numbers.below(len(few))
        for seat, who in enumerate(few[number]):
            sitting.put(seat, who)
        return sitting, {"way": "list", "outcomes": len(few), "number": number}
    found, _is_sure = find(table, numbers)
    if found is None:
        return None
    start = [world.codes[who] for who in found.filled]
    said = walk(found, numbers, length(table, world.rules["steps"]))
    return found, {"way": "walk", "start": start, "walks": [_told(said)]}


def later_lot(
    world: World, seed: bytes, reviews: Sequence[Review], acts: Sequence[Mapping[str, Any]]
) -> tuple[list[Review], dict[str, Any]]:
    """Do what was asked since, and draw only the seats that it leaves empty.

    Args:
        world: rules and parties as they are now.
        seed: of this lot.
        reviews: what stands.
        acts: what was asked: ``redraw``, ``defer``, ``join``, ``leave`` or ``accede`` of a State.

    Raises:
        Impossible: it cannot be done by the rules.
    """
    standing = {review.state: _copy(review) for review in reviews}
    for act in acts:
        _apply(world, standing, act)
    now = [standing[state] for state in sorted(standing)]
    chosen: Chosen = []
    for review in now:
        for seat in (SAME, OTHER):
            if seat not in review.main:
                barred = {who for place, who in review.released if place == seat}
                choices = [who for who in main_choices(world, review.state, seat) if who not in barred]
                chosen.append(((review.state, seat, ()), choices))
    sources = Sources(seed)
    said: dict[str, Any] = {"reviewers": {}, "additional": {}}
    if chosen:
        said["reviewers"] = _refill(world, now, chosen, sources.numbers("reviewers"))
    # What was drawn for others stays: where nobody has room, additional reviews are counted apart from now on.
    for mode in dict.fromkeys((*_modes(world), APART)):
        drawn = _additional(world, now, sources.numbers("additional"), mode)
        if drawn is not None:
            is_over = max(loads_of(now).values(), default=0) > world.rules["most"]
            said["reviewers"]["additional"] = APART if is_over else mode
            said["additional"] = drawn
            return now, said
    raise Impossible(("additional", "most"))


def _refill(world: World, now: Sequence[Review], chosen: Chosen, numbers: Numbers) -> dict[str, Any]:
    """Fill empty seats; whoever has not done the least is drawn before others, where that can be."""
    held = loads_of(now, additional=_modes(world)[0] == TOGETHER)
    limits = Limits(
        dict.fromkeys(world.codes, 0),
        {code: max(0, room - held.get(code, 0)) for code, room in main_limits(world).most.items()},
    )
    given = [pair for review in now for pair in review.pairs()]
    owing = [
        (seat, [who for who in choices if held.get(who, 0) < world.rules["least"]] or choices)
        for seat, choices in chosen
    ]
    law = _near_law(world, chosen)
    for several in (owing, law, chosen):
        drawn = _sampled(world, table_of(world, several, limits, given), numbers)
        if drawn is not None:
            sitting, how = drawn
            by_state = {review.state: review for review in now}
            for (seat, _choices), who in zip(several, sitting.filled, strict=True):
                by_state[seat[0]].main[seat[1]] = world.codes[who]
            return how
    raise Impossible(("same", "other", "mutual", "most", "released"), sorted({seat[0] for seat, _choices in chosen}))


def _near_law(world: World, chosen: Chosen) -> Chosen:
    if not world.rules["similar_law"]:
        return chosen
    return [
        (seat, [who for who in choices if seat[1] == SAME and world.is_similar(seat[0], who)] or choices)
        for seat, choices in chosen
    ]


def _copy(review: Review) -> Review:
    return Review(
        review.state,
        review.group,
        dict(review.main),
        list(review.additional),
        list(review.released),
        review.redraws,
    )


def _apply(world: World, standing: dict[str, Review], act: Mapping[str, Any]) -> None:
    state, kind = act["state"], act["kind"]
    if kind == "join":
        if state in standing or state not in world.parties:
            raise Impossible(("join",), (state,))
        standing[state] = Review(state, world.rules["late_group"])
        return
    if kind == "leave":
        _leave(standing, state)
        return
    if state not in standing:
        raise Impossible(("under_review",), (state,))
    review = standing[state]
    if kind == "defer":
        if review.group >= max(world.rules["groups"], world.rules["late_group"]):
            raise Impossible(("defer",), (state,))
        review.group += 1
    elif kind == "redraw":
        if review.redraws >= world.rules["redraws"]:
            raise Impossible(("redraws",), (state,))
        review.redraws += 1
        _empty(review, act["seat"], is_released=True)


def _empty(review: Review, seat: str, *, is_released: bool) -> None:
    """Empty a seat, with whoever was drawn additionally because of who sat there."""
    before = review.main.pop(seat)
    if is_released:
        review.released.append((seat, before))
    review.additional = [one for one in review.additional if one[0] != seat]


def _leave(standing: dict[str, Review], state: str) -> None:
    standing.pop(state, None)
    for review in standing.values():
        for seat in [seat for seat, who in review.main.items() if who == state]:
            _empty(review, seat, is_released=False)
        review.additional = [one for one in review.additional if one[1] != state]
