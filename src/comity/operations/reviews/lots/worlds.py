"""Parties, rules and reviews as a commitment holds them, and the tables of seats that follow from them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from comity.operations.reviews.lots.seats import Table


SAME: Final = "same"
OTHER: Final = "other"
# The rules that can conflict, as they are called in what a draw says.
MAIN_RULES: Final = ("same", "other", "instruments", "mutual", "least", "most")
TOGETHER: Final = "together"
APART: Final = "apart"
# One seat that is to be filled: of whose review, which of the two, and for which instruments (empty: for all).
Seat = tuple[str, str, tuple[str, ...]]


class Impossible(Exception):
    """No outcome is admissible, or none was found.

    Args:
        rules: the smallest set of rules found that cannot hold together.
        states: the States that they cannot hold for; none of them can be left out.
        instrument: the instrument for which nobody is left, where it is that.
        is_sure: whether it was proved; False when the search ended before it knew.
    """

    def __init__(
        self, rules: Iterable[str], states: Iterable[str] = (), *, instrument: str = "", is_sure: bool = True
    ) -> None:
        self.rules, self.states = tuple(rules), tuple(states)
        self.instrument, self.is_sure = instrument, is_sure
        super().__init__(
            f"{'No outcome is admissible' if is_sure else 'No outcome was found'}: rules {', '.join(self.rules)}"
            f"; States {', '.join(self.states)}" + (f"; instrument {instrument}" if instrument else "")
        )


@dataclass(frozen=True, slots=True)
class World:
    """What a commitment says, made ready: the rules, and the parties in the order of their codes."""

    rules: Mapping[str, Any]
    parties: Mapping[str, Mapping[str, Any]]
    codes: tuple[str, ...]
    index: Mapping[str, int]
    # What is asked again and again: instruments and legal systems as sets, and who may sit where by regional group.
    adhered: Mapping[str, frozenset[str]]
    traditions: Mapping[str, frozenset[str]]
    pools: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, commitment: Mapping[str, Any]) -> "World":
        """Read a commitment."""
        parties = {one["code"]: one for one in commitment["parties"]}
        codes = tuple(sorted(parties))
        return cls(
            commitment["rules"],
            parties,
            codes,
            {code: number for number, code in enumerate(codes)},
            {code: frozenset(one["instruments"]) for code, one in parties.items()},
            {code: frozenset(one["systems"]) for code, one in parties.items()},
        )

    def reviewed(self) -> list[str]:
        """Who is under review."""
        return [code for code in self.codes if self.parties[code]["reviewed"]]

    def reviewers(self) -> list[str]:
        """Who reviews."""
        return [code for code in self.codes if self.parties[code]["reviews"]]

    def instruments(self, code: str) -> frozenset[str]:
        """To which instruments a party is party."""
        return self.adhered[code]

    def is_in_place(self, code: str, seat: str, who: str) -> bool:
        """Whether a party has the regional group that a seat asks for."""
        region = self.parties[code]["region"]
        return not region or bool((self.parties[who]["region"] == region) == (seat == SAME))

    def is_similar(self, code: str, who: str) -> bool:
        """Whether two parties are known to share a legal system."""
        return not self.traditions[code].isdisjoint(self.traditions[who])

    def pool(self, region: str, seat: str) -> tuple[str, ...]:
        """Who reviews and has the regional group that a seat asks for; either seat of a party of none is anybody's."""
        if (region, seat) not in self.pools:
            fit = self.reviewers()
            if region:
                fit = [one for one in fit if (self.parties[one]["region"] == region) == (seat == SAME)]
            self.pools[region, seat] = tuple(fit)
        return self.pools[region, seat]


@dataclass(slots=True)
class Review:
    """One review as it stands: the State, its group, and who sits on its seats.

    ``additional`` names the instruments for which a State was drawn besides; ``released`` who was drawn and let go.
    """

    state: str
    group: int
    main: dict[str, str] = field(default_factory=dict)
    additional: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    released: list[tuple[str, str]] = field(default_factory=list)
    redraws: int = 0

    def pairs(self) -> list[tuple[str, str]]:
        """Who reviews whom in it."""
        return [(who, self.state) for who in (*self.main.values(), *(one[1] for one in self.additional))]


@dataclass(frozen=True, slots=True)
class Limits:
    """How many further seats each party must and may get: by code."""

    least: Mapping[str, int]
    most: Mapping[str, int]


def main_limits(world: World) -> Limits:
    """The least and most reviews of each party when nothing has been drawn."""
    reviewing = set(world.reviewers())
    return Limits(
        {code: world.rules["least"] if code in reviewing else 0 for code in world.codes},
        {code: world.rules["most"] if code in reviewing else 0 for code in world.codes},
    )


def main_choices(world: World, code: str, seat: str, *, relaxed: Collection[str] = ()) -> list[str]:
    """Who may sit on a seat by regional group and instruments."""
    own, adhered = world.adhered[code], world.adhered
    pool = world.pool("" if seat in relaxed else world.parties[code]["region"], seat)
    if "instruments" in relaxed:
        return [who for who in pool if who != code]
    return [who for who in pool if who != code and not own.isdisjoint(adhered[who])]


def table_of(
    world: World,
    chosen: Sequence[tuple[Seat, Sequence[str]]],
    limits: Limits,
    given: Iterable[tuple[str, str]] = (),
    *,
    relaxed: Collection[str] = (),
) -> Table:
    """The table of some seats, each with who may sit there; rules that are relaxed are left out of it."""
    index, everybody = world.index, len(chosen)
    return Table(
        count=len(world.codes),
        owners=tuple(index[seat[0]] for seat, _choices in chosen),
        choices=tuple(tuple(sorted([index[who] for who in choices])) for _seat, choices in chosen),
        least=tuple(0 if "least" in relaxed else limits.least[code] for code in world.codes),
        most=tuple(everybody if "most" in relaxed else limits.most[code] for code in world.codes),
        given=tuple(sorted((index[who], index[owner]) for who, owner in given)),
        is_mutual_barred=world.rules["no_mutual"] and "mutual" not in relaxed,
    )


def additional_seats(world: World, reviews: Iterable[Review]) -> list[tuple[Seat, list[str]]]:
    """For which instruments further States must be drawn, since one that was drawn is not party, and who may be.

    One State for all missing instruments of a seat, of the regional group that the seat asks for; where there is none,
    of any regional group; where nobody is party to all of them, one State for each instrument.

    Raises:
        Impossible: for an instrument nobody is left.
    """
    reviews = list(reviews)
    standing = {pair for review in reviews for pair in review.pairs()}
    found: list[tuple[Seat, list[str]]] = []
    for review in reviews:
        for seat, who in review.main.items():
            covered = {name for place, _who, names in review.additional if place == seat for name in names}
            missing = world.instruments(review.state) - world.instruments(who) - covered
            if not missing:
                continue
            whole = (review.state, seat, tuple(sorted(missing)))
            if choices := additional_choices(world, whole, standing):
                found.append((whole, choices))
                continue
            for name in sorted(missing):
                one = (review.state, seat, (name,))
                if not (choices := additional_choices(world, one, standing)):
                    raise Impossible(("additional",), (review.state,), instrument=name)
                found.append((one, choices))
    return found


def additional_choices(world: World, seat: Seat, standing: Collection[tuple[str, str]]) -> list[str]:
    """Who may be drawn for the instruments of a seat, by regional group where that leaves anybody."""
    code, place, names = seat
    fit = [
        who
        for who in world.reviewers()
        if who != code
        and world.instruments(who).issuperset(names)
        and (who, code) not in standing
        and not (world.rules["no_mutual"] and (code, who) in standing)
    ]
    near = [who for who in fit if world.is_in_place(code, place, who)]
    return near or fit


def loads_of(reviews: Iterable[Review], *, main: bool = True, additional: bool = True) -> dict[str, int]:
    """How many reviews each State does."""
    found: dict[str, int] = {}
    for review in reviews:
        for who in review.main.values() if main else ():
            found[who] = found.get(who, 0) + 1
        for _seat, who, _names in review.additional if additional else ():
            found[who] = found.get(who, 0) + 1
    return found
