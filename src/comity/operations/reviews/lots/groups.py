"""Groups, or years, by lot: each regional group in proportion, and every admissible division equally likely."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import factorial, prod
from typing import Final

from comity.operations.reviews.lots.numbers import Numbers


# What a State may wish, and is given as far as the shares allow: to be among the first, or not to be among them.
FIRST: Final = "first"
LATER: Final = "later"


class Crowded(Exception):
    """More States of a regional group wish not to be in the first group than can be placed in the others."""

    def __init__(self, region: str, states: Sequence[str]) -> None:
        super().__init__(region)
        self.region = region
        self.states = tuple(states)


def shares(count: int, groups: int) -> list[tuple[int, ...]]:
    """Every way to share so many States out so that each group gets the proportional part, rounded down or up."""
    base, rest = divmod(count, groups)
    return [tuple(base + (group in raised) for group in range(groups)) for raised in combinations(range(groups), rest)]


def ways(share: Sequence[int], first: int, later: int) -> int:
    """In how many ways States fill the shares when some must be in the first group and some must not."""
    return sum(weight for _split, weight in splits(share, first, later))


def splits(share: Sequence[int], first: int, later: int) -> Iterator[tuple[tuple[int, ...], int]]:
    """How those who must not be in the first group may be spread over the others, each with its number of ways."""
    if first > share[0]:
        return
    for split in _spread(share[1:], later):
        left = [share[0] - first, *(room - taken for room, taken in zip(share[1:], split, strict=True))]
        yield split, _arrangements(split) * _arrangements(left)


def _spread(rooms: Sequence[int], count: int) -> Iterator[tuple[int, ...]]:
    if not rooms:
        if count == 0:
            yield ()
        return
    for taken in range(min(rooms[0], count) + 1):
        for rest in _spread(rooms[1:], count - taken):
            yield (taken, *rest)


def _arrangements(parts: Sequence[int]) -> int:
    return factorial(sum(parts)) // prod(factorial(part) for part in parts)


def divide(
    regions: Mapping[str, Sequence[str]], wishes: Mapping[str, str], groups: int, numbers: Numbers
) -> tuple[dict[str, int], list[dict[str, object]]]:
    """Divide States by lot into groups numbered from 1.

    Each regional group has its proportional part in every group, and every group its proportional part of all, each
    rounded down or up (controlled rounding): which is rounded up is drawn too. Every division that keeps this and the
    wishes is equally likely.

    Args:
        regions: the States of each regional group.
        wishes: by State, ``first`` or ``later``. Of those who volunteer to be first, no more than the whole part of
            the proportion of their regional group are chosen, by lot.
        groups: how many.
        numbers: where chance comes from.

    Returns:
        The group of each State, and every choice in the order in which it was made.

    Raises:
        Crowded: too many wish not to be in the first group.
    """
    said: list[dict[str, object]] = []
    volunteers, waiting = {}, {}
    for region, states in sorted(regions.items()):
        floor = len(states) // groups
        asked = [one for one in sorted(states) if wishes.get(one) == FIRST]
        volunteers[region] = sorted(numbers.shuffled(asked)[:floor]) if len(asked) > floor else asked
        waiting[region] = [one for one in sorted(states) if wishes.get(one) == LATER] if groups > 1 else []
        if len(asked) > floor:
            said.append({"chosen_of_volunteers": volunteers[region], "region": region})
    table = _rounded(regions, volunteers, waiting, groups, numbers)
    placed: dict[str, int] = {}
    for region, share in table:
        said.append({"region": region, "shares": list(share)})
        order = _fill(sorted(regions[region]), share, volunteers[region], waiting[region], numbers)
        placed.update(order)
        said.append({"region": region, "drawn": [[state, group] for state, group in order.items()]})
    return placed, said


def _rounded(
    regions: Mapping[str, Sequence[str]],
    volunteers: Mapping[str, Sequence[str]],
    waiting: Mapping[str, Sequence[str]],
    groups: int,
    numbers: Numbers,
) -> list[tuple[str, tuple[int, ...]]]:
    """How many of each regional group go into each group; drawn by the number of divisions that each choice leaves."""
    names = sorted(regions)
    whole = sum(len(states) for states in regions.values())
    wanted = set(shares(whole, groups))
    rows = []
    for name in names:
        row = [
            (share, weight)
            for share in shares(len(regions[name]), groups)
            if (weight := ways(share, len(volunteers[name]), len(waiting[name])))
        ]
        if not row:
            raise Crowded(name, waiting[name])
        rows.append(row)
    # From the last regional group back: the ways to fill what is left, by what the groups hold so far.
    known: list[dict[tuple[int, ...], int]] = [{} for _name in names]

    def left(place: int, held: tuple[int, ...]) -> int:
        if place == len(names):
            return int(held in wanted)
        if held not in known[place]:
            known[place][held] = sum(weight * left(place + 1, _plus(held, share)) for share, weight in rows[place])
        return known[place][held]

    held: tuple[int, ...] = (0,) * groups
    if not left(0, held):
        raise Crowded("", [one for name in names for one in waiting[name]])
    chosen = []
    for place, name in enumerate(names):
        weights = [weight * left(place + 1, _plus(held, share)) for share, weight in rows[place]]
        share = rows[place][numbers.weighted(weights)][0]
        held = _plus(held, share)
        chosen.append((name, share))
    return chosen


def _plus(held: Sequence[int], share: Sequence[int]) -> tuple[int, ...]:
    return tuple(one + other for one, other in zip(held, share, strict=True))


def _fill(
    states: Sequence[str], share: Sequence[int], first: Sequence[str], later: Sequence[str], numbers: Numbers
) -> dict[str, int]:
    """The group of each State of a regional group, in the order in which they were drawn."""
    possible = list(splits(share, len(first), len(later)))
    split = possible[numbers.weighted([weight for _split, weight in possible])][0]
    placed = dict.fromkeys(first, 1)
    waiting = numbers.shuffled(later)
    for group, taken in enumerate(split, start=2):
        placed.update({waiting.pop(): group for _turn in range(taken)})
    order = numbers.shuffled([one for one in states if one not in placed])
    rooms = [share[0] - len(first), *(room - taken for room, taken in zip(share[1:], split, strict=True))]
    for group, room in enumerate(rooms, start=1):
        placed.update({order.pop(): group for _turn in range(room)})
    return placed


def divisions(regions: Mapping[str, Sequence[str]], groups: int) -> int:
    """How many admissible divisions there are where nobody wishes anything; for tests and for the documentation."""
    rows = [shares(len(states), groups) for _name, states in sorted(regions.items())]
    wanted = set(shares(sum(len(states) for states in regions.values()), groups))
    sums = {(0,) * groups: 1}
    for row in rows:
        following: dict[tuple[int, ...], int] = {}
        for held, count in sums.items():
            for share in row:
                total = _plus(held, share)
                following[total] = following.get(total, 0) + count * _arrangements(share)
        sums = following
    return sum(count for held, count in sums.items() if held in wanted)
