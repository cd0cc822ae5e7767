"""One of all admissible outcomes, each equally likely: chosen from the whole list, or reached by a long walk."""

from dataclasses import dataclass
from typing import Final

from comity.operations.reviews.lots.numbers import Numbers
from comity.operations.reviews.lots.search import Exhausted, outcomes
from comity.operations.reviews.lots.seats import FREE, Sitting, Table


# A table of so few seats, with no more outcomes than this, found within so many steps of the search, is drawn from the
# whole list of its outcomes.
FEW_SEATS: Final = 24
LISTED: Final = 5_000
LISTING: Final = 20_000
# A walk takes the rule's number of steps for every seat, and never fewer than this.
SHORTEST: Final = 4_000
# Of sixteen moves, by chance: seven give a seat to somebody else, three exchange two seats, five pass three round, and
# one chooses anew for several seats at once.
MOVES: Final = 16
EXCHANGE: Final = 7
ROUND: Final = 10
ANEW: Final = 15


@dataclass(slots=True)
class Walk:
    """What a walk did: how many moves of each kind were tried, and how many changed something."""

    tried: int = 0
    moved: int = 0
    exchanged: int = 0
    passed: int = 0
    renewed: int = 0


def listed(table: Table) -> list[list[int]] | None:
    """All admissible outcomes, when there are few; None when there are many, or it takes long to know."""
    if len(table.owners) > FEW_SEATS:
        return None
    found = []
    try:
        for one in outcomes(table, LISTING):
            found.append(one)
            if len(found) > LISTED:
                return None
    except Exhausted:
        return None
    return found


def length(table: Table, steps: int) -> int:
    """How many steps a walk takes over a table, when the rules give so many for each seat."""
    return max(SHORTEST, steps * len(table.owners))


def walk(sitting: Sitting, numbers: Numbers, steps: int) -> Walk:
    """Take so many steps from one admissible outcome to another; every move is as likely as the one back.

    So of all admissible outcomes each becomes equally likely, the longer the walk the more so. A move that
    would lead to what is not admissible is not taken, and counts as a step.
    """
    said = Walk()
    table, below = sitting.table, numbers.below
    seats, sets = len(sitting.filled), [frozenset(one) for one in table.choices]
    for _turn in range(steps if seats else 0):
        value = below(MOVES * seats)
        kind, seat = value % MOVES, value // MOVES
        said.tried += 1
        if kind < EXCHANGE:
            choices = table.choices[seat]
            said.moved += _move(sitting, seat, choices[below(len(choices))])
        elif kind < ROUND:
            said.exchanged += _pass(sitting, sets, (seat, below(seats)))
        elif kind < ANEW:
            said.passed += _pass(sitting, sets, (seat, below(seats), below(seats)))
        else:
            said.renewed += _renew(sitting, seat, numbers)
    return said


def _renew(sitting: Sitting, seat: int, numbers: Numbers) -> bool:
    """Choose anew for several seats at once: two, and by the toss of a coin one more, and again.

    Which seats and whom depends on nothing that stands, so the way back is as likely; and since any number of seats
    can be chosen, every admissible outcome can be reached from every other.
    """
    table, places = sitting.table, [seat]
    while len(places) < len(sitting.filled):
        places.append(numbers.below(len(sitting.filled)))
        if len(places) > 1 and not numbers.below(2):
            break
    wanted = [numbers.one_of(table.choices[place]) for place in places]
    if len(set(places)) < len(places):
        return False
    before = [sitting.filled[place] for place in places]
    for place in places:
        sitting.put(place, FREE)
    clashing = sum(sitting.put(place, who) for place, who in zip(places, wanted, strict=True))
    touched = {*before, *wanted}
    if clashing or any(not table.least[one] <= sitting.loads[one] <= table.most[one] for one in touched):
        for place in places:
            sitting.put(place, FREE)
        for place, who in zip(places, before, strict=True):
            sitting.put(place, who)
        return False
    return wanted != before


def _move(sitting: Sitting, seat: int, who: int) -> bool:
    table, loads, pairs, count = sitting.table, sitting.loads, sitting.pairs, sitting.table.count
    before = sitting.filled[seat]
    if who == before or loads[who] >= table.most[who] or loads[before] <= table.least[before]:
        return False
    owner = table.owners[seat]
    if pairs[who * count + owner] or (table.is_mutual_barred and pairs[owner * count + who]):
        return False
    pairs[before * count + owner] -= 1
    pairs[who * count + owner] += 1
    loads[before] -= 1
    loads[who] += 1
    sitting.filled[seat] = who
    return True


def _pass(sitting: Sitting, sets: list[frozenset[int]], places: tuple[int, ...]) -> bool:  # noqa: C901 -- quick
    """Each seat gets whoever sat on the next of them, the last one whoever sat on the first."""
    filled = sitting.filled
    if filled[places[1]] not in sets[places[0]]:
        return False
    following = [filled[place] for place in (*places[1:], places[0])]
    for place, who in zip(places, following, strict=True):
        if who not in sets[place] or who == filled[place]:
            return False
    if len(set(places)) < len(places):
        return False
    table, pairs, count = sitting.table, sitting.pairs, sitting.table.count
    owners = [table.owners[place] for place in places]
    for place, owner in zip(places, owners, strict=True):
        pairs[filled[place] * count + owner] -= 1
    # A clash with what leaves is none: so whatever leads to an admissible outcome is done, and the way back too.
    done = 0
    for who, owner in zip(following, owners, strict=True):
        if pairs[who * count + owner] or (table.is_mutual_barred and pairs[owner * count + who]):
            break
        pairs[who * count + owner] += 1
        done += 1
    if done == len(places):
        for place, who in zip(places, following, strict=True):
            filled[place] = who
        return True
    for who, owner in zip(following[:done], owners, strict=False):
        pairs[who * count + owner] -= 1
    for place, owner in zip(places, owners, strict=True):
        pairs[filled[place] * count + owner] += 1
    return False
