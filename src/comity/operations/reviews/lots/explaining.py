"""Why there is no admissible outcome: the smallest set of rules that cannot hold together, and for which States."""

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from comity.operations.reviews.lots.numbers import Numbers
from comity.operations.reviews.lots.search import decide
from comity.operations.reviews.lots.worlds import (
    MAIN_RULES,
    OTHER,
    SAME,
    Impossible,
    Limits,
    World,
    main_choices,
    main_limits,
    table_of,
)


Part = TypeVar("Part")


def explained(world: World, *, is_sure: bool) -> Impossible:
    """The refusal for parties and rules that leave no outcome, found by leaving out one after the other.

    What can be left out while there is still no outcome is left out; what remains is a smallest set in the sense that
    no part of it can go. Where a question cannot be settled, the part stays.
    """
    if len(world.reviewers()) < 3:  # noqa: PLR2004 -- a State and its two reviewers
        return Impossible(("parties",), world.reviewed())
    if not is_sure:
        return Impossible(MAIN_RULES, is_sure=False)

    def is_closed(rules: Collection[str], states: Collection[str], owing: Collection[str]) -> bool:
        return _decide(world, frozenset(MAIN_RULES) - set(rules), states, owing) is False

    everybody, owing = world.reviewed(), world.reviewers()
    rules = _smallest(MAIN_RULES, lambda kept: is_closed(kept, everybody, owing))
    # With fewer seats it is only harder to give everybody the least: then it is told who cannot have it.
    if "least" in rules:
        owing = _smallest(owing, lambda kept: is_closed(rules, everybody, kept))
        return Impossible(rules, owing)
    return Impossible(rules, _smallest(everybody, lambda kept: is_closed(rules, kept, owing)))


def _decide(world: World, relaxed: Collection[str], states: Collection[str], owing: Collection[str]) -> bool | None:
    chosen = [
        ((code, seat, ()), main_choices(world, code, seat, relaxed=relaxed))
        for code in states
        for seat in (SAME, OTHER)
    ]
    limits = main_limits(world)
    owed = Limits({code: least if code in set(owing) else 0 for code, least in limits.least.items()}, limits.most)
    # Not part of the draw: whoever explains may use any numbers, as long as they are always the same.
    return decide(table_of(world, chosen, owed, relaxed=relaxed), Numbers(bytes(32), "explain"))


def _smallest(parts: Sequence[Part], is_closed: Callable[[list[Part]], bool]) -> list[Part]:
    """Leave out halves first, then single ones: what remains is closed, and nothing of it can be left out."""
    kept = list(parts)
    size = len(kept) // 2
    while size >= 1:
        place = 0
        while place < len(kept):
            without = kept[:place] + kept[place + size :]
            if is_closed(without):
                kept = without
            else:
                place += size
        size //= 2
    return kept
