"""Every admissible outcome of a small table, and whether a large one has any."""

from collections.abc import Iterator
from typing import Final

from comity.operations.reviews.lots.numbers import Numbers
from comity.operations.reviews.lots.seats import FREE, Sitting, Table, begin, mend


# So many steps of the search are taken at most before it says that it does not know.
BUDGET: Final = 40_000


class Exhausted(Exception):
    """The search has taken all its steps and is not through."""


def outcomes(table: Table, budget: int = BUDGET) -> Iterator[list[int]]:
    """Every admissible outcome once, in an order that depends on the table alone.

    Raises:
        Exhausted: more than ``budget`` steps were needed.
    """
    sitting = Sitting(table)
    taken = [0]

    def deeper() -> Iterator[list[int]]:
        taken[0] += 1
        if taken[0] > budget:
            raise Exhausted
        best = _narrowest(sitting)
        if best is None:
            yield list(sitting.filled)
            return
        seat, open_to = best
        for who in open_to:
            sitting.put(seat, who)
            yield from deeper()
            sitting.put(seat, FREE)

    yield from deeper()


def _narrowest(sitting: Sitting) -> tuple[int, list[int]] | None:
    """The empty seat with the fewest that may sit there; with nobody when this can come to nothing; None when full."""
    table = sitting.table
    best: tuple[int, list[int]] | None = None
    fits = [0] * table.count
    empty = 0
    for seat, who in enumerate(sitting.filled):
        if who != FREE:
            continue
        empty += 1
        open_to = [
            one
            for one in table.choices[seat]
            if sitting.loads[one] < table.most[one] and not sitting.clashes(seat, one)
        ]
        for one in open_to:
            fits[one] += 1
        if best is None or len(open_to) < len(best[1]):
            best = (seat, open_to)
    owed = [max(0, least - load) for least, load in zip(table.least, sitting.loads, strict=True)]
    if sum(owed) > empty or any(need > room for need, room in zip(owed, fits, strict=True)):
        return (best[0] if best else 0, [])
    return best


def decide(table: Table, numbers: Numbers, budget: int = BUDGET) -> bool | None:
    """Whether there is an admissible outcome; None when the search ended before it knew."""
    found, is_sure = find(table, numbers, budget)
    return found is not None if is_sure else None


def find(table: Table, numbers: Numbers, budget: int = BUDGET) -> tuple[Sitting | None, bool]:
    """An admissible outcome, or None; and whether that is sure.

    First by flow, which settles all but clashes, then by mending, and last by a complete search.
    """
    sitting = begin(table, numbers)
    if sitting is None:
        return None, True
    if mend(sitting, numbers):
        return sitting, True
    try:
        filled = next(outcomes(table, budget), None)
    except Exhausted:
        return None, False
    if filled is None:
        return None, True
    sitting = Sitting(table)
    for seat, who in enumerate(filled):
        sitting.put(seat, who)
    return sitting, True
