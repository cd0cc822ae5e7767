"""Numbers so small that they might point at somebody are not told, and neither is what would give them away."""

from collections.abc import Sequence
from typing import Final


# Of fewer than so many it is not said how many there are; that there are none may be said.
SMALL: Final = 3


def protected(values: Sequence[int]) -> list[int | None]:
    """The numbers of one column, with None in place of those that are small.

    Where one alone would be hidden it could be worked out from the sum: then the smallest of the others is hidden too.
    """
    found: list[int | None] = [None if 0 < value < SMALL else value for value in values]
    hidden = [place for place, value in enumerate(found) if value is None]
    told = [(value, place) for place, value in enumerate(found) if value]
    if len(hidden) == 1 and told:
        found[min(told)[1]] = None
    return found
