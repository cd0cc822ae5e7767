"""Seats of reviewers that are to be filled, what fills them, and whether that is admissible."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from comity.operations.reviews.lots.numbers import Numbers


# A start that clashes is mended in at most so many steps for each seat; after that the search decides.
MENDING: Final = 200
FREE: Final = -1


@dataclass(frozen=True, slots=True)
class Table:
    """What is to be filled: every seat belongs to a State under review, and one State is to sit on it.

    Args:
        count: how many States there are; they are numbered from 0.
        owners: for each seat, the State under review.
        choices: for each seat, who may sit there, in rising order; never the owner.
        least: for each State, how many seats it must get.
        most: for each State, how many it may get.
        given: pairs of reviewer and reviewed that stand already.
        is_mutual_barred: whether no two States may review each other.
    """

    count: int
    owners: tuple[int, ...]
    choices: tuple[tuple[int, ...], ...]
    least: tuple[int, ...]
    most: tuple[int, ...]
    given: tuple[tuple[int, int], ...] = ()
    is_mutual_barred: bool = True


def faults(table: Table, filled: Sequence[int]) -> list[str]:
    """Every rule that an outcome breaks, told plainly; none when it is admissible. It shares nothing with the draw."""
    found = []
    if len(filled) != len(table.owners):
        return ["seats"]
    pairs = [*table.given, *((who, table.owners[seat]) for seat, who in enumerate(filled))]
    found += [f"choice {seat}" for seat, who in enumerate(filled) if who not in table.choices[seat]]
    if len(set(pairs)) < len(pairs):
        found.append("twice")
    if table.is_mutual_barred and any((owner, who) in set(pairs) for who, owner in pairs):
        found.append("mutual")
    for state in range(table.count):
        load = sum(1 for who in filled if who == state)
        if not table.least[state] <= load <= table.most[state]:
            found.append(f"load {state}")
    return found


@dataclass(slots=True)
class Sitting:
    """Who sits where, with what has to be known of it quickly.

    ``pairs`` counts, at reviewer times ``count`` plus reviewed, how often the one reviews the other.
    """

    table: Table
    filled: list[int] = field(default_factory=list)
    loads: list[int] = field(default_factory=list)
    pairs: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        count = self.table.count
        self.filled = [FREE] * len(self.table.owners)
        self.loads = [0] * count
        self.pairs = [0] * (count * count)
        for who, owner in self.table.given:
            self.pairs[who * count + owner] += 1

    def clashes(self, seat: int, who: int) -> int:
        """With how many others it would clash if a State sat on a seat: the same pair again, or the pair reversed."""
        owner, count = self.table.owners[seat], self.table.count
        back = self.pairs[owner * count + who] if self.table.is_mutual_barred else 0
        return self.pairs[who * count + owner] + back

    def put(self, seat: int, who: int) -> int:
        """Seat somebody, or nobody; by how much the number of clashes grows."""
        owner, count, before = self.table.owners[seat], self.table.count, self.filled[seat]
        grown = 0
        if before != FREE:
            self.pairs[before * count + owner] -= 1
            self.loads[before] -= 1
            grown -= self.clashes(seat, before)
        if who != FREE:
            grown += self.clashes(seat, who)
            self.pairs[who * count + owner] += 1
            self.loads[who] += 1
        self.filled[seat] = who
        return grown


def begin(table: Table, numbers: Numbers) -> Sitting | None:
    """Some admissible outcome but for clashes, found by chance and mended by flow; None when there is surely none.

    Seats are filled in an order by lot, by those below their least first; what is left is filled along the shortest
    chain of exchanges, and then every State below its least is given a seat in the same way. Both find a way whenever
    there is one.
    """
    sitting = Sitting(table)
    loads, pairs, count = sitting.loads, sitting.pairs, table.count
    for seat in numbers.shuffled(range(len(table.owners))):
        owner = table.owners[seat]
        back = pairs[owner * count : (owner + 1) * count] if table.is_mutual_barred else [0] * count
        open_to = [
            who
            for who in table.choices[seat]
            if loads[who] < table.most[who] and not back[who] and not pairs[who * count + owner]
        ]
        if open_to:
            owing = [who for who in open_to if loads[who] < table.least[who]]
            sitting.put(seat, numbers.one_of(owing or open_to))
    for seat in range(len(table.owners)):
        if sitting.filled[seat] == FREE and not _seat(sitting, seat):
            return None
    fits: list[list[int]] = []
    for state in range(table.count):
        while sitting.loads[state] < table.least[state]:
            fits = fits or _fits(table)
            if not _raise(sitting, state, fits):
                return None
    return sitting


def _seat(sitting: Sitting, seat: int) -> bool:
    """Fill a seat, sending others from seat to seat if need be, so that nobody sits more often than they may."""
    table = sitting.table
    held: list[list[int]] = [[] for _state in range(table.count)]
    for one, who in enumerate(sitting.filled):
        if who != FREE:
            held[who].append(one)
    came: dict[int, int] = {}
    waiting, known = deque([seat]), {seat}
    while waiting:
        one = waiting.popleft()
        for who in table.choices[one]:
            if who in came:
                continue
            came[who] = one
            if sitting.loads[who] < table.most[who]:
                _exchange(sitting, came, who, seat)
                return True
            for other in held[who]:
                if other not in known:
                    known.add(other)
                    waiting.append(other)
    return False


def _exchange(sitting: Sitting, came: dict[int, int], who: int, seat: int) -> None:
    while True:
        one = came[who]
        before = sitting.filled[one]
        sitting.put(one, who)
        if one == seat:
            return
        who = before


def _fits(table: Table) -> list[list[int]]:
    """For each State, on which seats it may sit."""
    fits: list[list[int]] = [[] for _state in range(table.count)]
    for seat, choices in enumerate(table.choices):
        for who in choices:
            fits[who].append(seat)
    return fits


def _raise(sitting: Sitting, state: int, fits: list[list[int]]) -> bool:
    """Give a State one seat more, at the cost of one that has more than its least, along a chain of exchanges."""
    table = sitting.table
    came: dict[int, tuple[int, int]] = {}
    waiting, known = deque([state]), {state}
    while waiting:
        one = waiting.popleft()
        for seat in fits[one]:
            holder = sitting.filled[seat]
            if holder in known:
                continue
            known.add(holder)
            came[holder] = (seat, one)
            if sitting.loads[holder] > table.least[holder]:
                who = holder
                while who != state:
                    place, follower = came[who]
                    sitting.put(place, follower)
                    who = follower
                return True
            waiting.append(holder)
    return False


def mend(sitting: Sitting, numbers: Numbers) -> bool:
    """Remove clashes by moves and exchanges that make no more of them; whether none is left."""
    table, seats = sitting.table, len(sitting.filled)
    left = _all_clashes(sitting)
    for _turn in range(MENDING * seats):
        if left == 0:
            return True
        seat = numbers.below(seats)
        if numbers.below(2):
            left += _try_move(sitting, seat, numbers.one_of(table.choices[seat]))
        else:
            left += _try_exchange(sitting, seat, numbers.below(seats))
    return left == 0


def _all_clashes(sitting: Sitting) -> int:
    copy = Sitting(sitting.table)
    return sum(copy.put(seat, who) for seat, who in enumerate(sitting.filled))


def _try_move(sitting: Sitting, seat: int, who: int) -> int:
    before, table = sitting.filled[seat], sitting.table
    if who == before or sitting.loads[who] >= table.most[who] or sitting.loads[before] <= table.least[before]:
        return 0
    grown = sitting.put(seat, who)
    if grown <= 0:
        return grown
    sitting.put(seat, before)
    return 0


def _try_exchange(sitting: Sitting, one: int, other: int) -> int:
    first, second, choices = sitting.filled[one], sitting.filled[other], sitting.table.choices
    if first == second or second not in choices[one] or first not in choices[other]:
        return 0
    grown = sitting.put(one, FREE) + sitting.put(other, first) + sitting.put(one, second)
    if grown <= 0:
        return grown
    sitting.put(one, FREE)
    sitting.put(other, second)
    sitting.put(one, first)
    return 0
