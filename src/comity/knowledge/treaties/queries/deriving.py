"""When a treaty binds whom: every rule of the instruments as a function of dates, without the database."""

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from comity.kernel.errors import Unreadable
from comity.knowledge.treaties.enums import CONSENTING, ActionKind, Basis, Standing, SuccessionKind


DECEMBER: Final = 12


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the last day of the month when that month is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def first_of_month(day: dt.date, months: int) -> dt.date:
    """The first day of the month that is so many months after the day's own."""
    return months_after(day.replace(day=1), months)


def takes_effect(rule: str, deposited: dt.date) -> dt.date | None:  # noqa: PLR0911 -- one for each rule
    """The day on which an instrument deposited on a day takes effect, or None when the rule is not recorded.

    Rules, each with a treaty that has it:
        ``deposit``: on the day of deposit (Protocol relating to the Status of Refugees, article VIII).
        ``days:30``: on the thirtieth day after it (organized crime convention, article 38).
        ``months:3``: three months after it (International Covenant on Civil and Political Rights, article 49).
        ``nth-month:6``: on the first day of the sixth month after that of the deposit
            (mine-ban convention, article 17).
        ``month-after-days:60``: on the first day of the month after the sixtieth day (Rome Statute, article 126).
        ``month-after-months:3``: on the first day of the month after three months
            (convention on cybercrime, article 36).
        ``year-end:07-01``: on 1 January next when received by 1 July, else a year later
        (denunciation of the Single Convention, article 46).

    Raises:
        Unreadable: the rule is none of these.
    """
    if not rule:
        return None
    name, _colon, figure = rule.partition(":")
    if name == "deposit":
        return deposited
    if name == "year-end":
        late = (deposited.month, deposited.day) > (int(figure[:2]), int(figure[3:]))
        return dt.date(deposited.year + (2 if late else 1), 1, 1)
    if not figure.isdigit():
        raise Unreadable(f"“{rule}” is not a rule of entry into force. Write one such as days:30 or months:3.")
    number = int(figure)
    if name == "days":
        return deposited + dt.timedelta(days=number)
    if name == "months":
        return months_after(deposited, number)
    if name == "nth-month":
        return first_of_month(deposited, number)
    if name == "month-after-days":
        return first_of_month(deposited + dt.timedelta(days=number), 1)
    if name == "month-after-months":
        reached = months_after(deposited, number)
        # "The first day of the month following the expiration": a period that ends on a first day
        # still runs through that day.
        return first_of_month(reached, 1)
    raise Unreadable(f"“{rule}” is not a rule of entry into force. Write one such as days:30 or months:3.")


@dataclass(frozen=True, slots=True)
class Instrument:
    """What of a treaty decides when it binds."""

    symbol: str
    in_force_on: dt.date | None
    entry_rule: str = ""
    exit_rule: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """One action as the rules see it; ``key`` leads back to the whole action."""

    key: int
    place: str
    kind: str
    earliest: dt.date
    latest: dt.date
    territory: str = ""


@dataclass(frozen=True, slots=True)
class Succession:
    """What became of a State: ``place`` succeeds to ``other``, continues it, or ended on a day."""

    place: str
    other: str
    on: dt.date
    kind: SuccessionKind


class Histories:
    """What became of States, looked up by their codes."""

    def __init__(self, successions: Iterable[Succession]) -> None:
        self.began: dict[str, dt.date] = {}
        self.ended: dict[str, dt.date] = {}
        self.continued_by: dict[str, str] = {}
        for one in successions:
            if one.kind == SuccessionKind.CONTINUATION:
                self.continued_by[one.other] = one.place
                self.ended[one.other] = one.on
            elif one.kind == SuccessionKind.SUCCESSION:
                self.began[one.place] = min(one.on, self.began.get(one.place, one.on))
            else:
                self.ended[one.place] = one.on

    def same_state(self, place: str) -> frozenset[str]:
        """The place's own code and those of the States that it continues."""
        return frozenset({place, *(old for old, new in self.continued_by.items() if new == place)})

    def now(self, place: str) -> str:
        """The code under which a State goes on; its own when it has none later."""
        return self.continued_by.get(place, place)


@dataclass(frozen=True, slots=True)
class Window:
    """The first and the last day on which something may have taken effect."""

    earliest: dt.date
    latest: dt.date


def entry_window(act: Act, treaty: Instrument, histories: Histories, *, basis: Basis) -> Window | None:
    """When a consent begins to count for its place; None when the treaty is not in force for anyone.

    A deposit counts from its day. It binds from the day that the treaty's rule gives, and not before the
    treaty's own entry into force. A successor State is bound from the day on which it succeeded
    (Vienna Convention on Succession of States in respect of Treaties, article 23).
    """
    if basis == Basis.DEPOSIT:
        return Window(act.earliest, act.latest)
    if treaty.in_force_on is None and treaty.entry_rule:
        return None
    days = [act.earliest, act.latest]
    if act.kind == ActionKind.SUCCESSION and (born := histories.began.get(act.place)) and born <= act.latest:
        days = [min(born, act.earliest), min(born, act.latest)]
    elif treaty.entry_rule:
        days = [takes_effect(treaty.entry_rule, day) or day for day in days]
    if treaty.in_force_on is not None:
        days = [max(day, treaty.in_force_on) for day in days]
    return Window(*days)


def exit_window(act: Act, treaty: Instrument) -> Window:
    """When a withdrawal takes effect; where the rule is not recorded, on the day of the notice."""
    return Window(
        takes_effect(treaty.exit_rule, act.earliest) or act.earliest,
        takes_effect(treaty.exit_rule, act.latest) or act.latest,
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a place is a party on a day, and on which actions that rests.

    ``since`` is the first day on which it surely counts; None when it never surely does.
    """

    place: str
    standing: Standing
    acts: tuple[Act, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None


def verdict(  # noqa: PLR0913 -- what it rests on, and of whom and when
    acts: Sequence[Act], treaty: Instrument, histories: Histories, *, place: str, day: dt.date, basis: Basis
) -> Verdict:
    """Whether the place is a party on the day, from all its acts on one treaty.

    Read in order: a consent makes it a party from its window's end and perhaps from its beginning, a withdrawal
    ends that in the same way. A date known only as a period therefore leaves the days inside it uncertain.
    """
    standing = Standing.NO
    resting: tuple[Act, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    for act in sorted((a for a in acts if not a.territory), key=_in_order):
        if act.kind in CONSENTING:
            window = entry_window(act, treaty, histories, basis=basis)
            if window is None or day < window.earliest or standing == Standing.YES:
                continue
            if day >= window.latest:
                standing, resting, since = Standing.YES, (act,), window.latest
            else:
                standing, resting = Standing.UNCERTAIN, (*resting, act)
            until = None
        elif act.kind == ActionKind.WITHDRAWAL and standing != Standing.NO:
            window = exit_window(act, treaty)
            until = window.latest
            if day >= window.latest:
                standing, resting, since = Standing.NO, (act,), None
            elif day >= window.earliest:
                standing, resting = Standing.UNCERTAIN, (*resting, act)
        elif act.kind == ActionKind.WITHDRAWAL_REVOKED and until is not None and act.latest <= until:
            # The notice was taken back before it took effect: the earlier consent stands.
            before = [a for a in acts if a.kind != ActionKind.WITHDRAWAL or a.latest > act.latest]
            before = [a for a in before if a is not act]
            return verdict(before, treaty, histories, place=place, day=day, basis=basis)
    ended = histories.ended.get(place)
    if ended is not None and day >= ended and standing != Standing.NO:
        return Verdict(place, Standing.NO, resting, None, ended)
    return Verdict(place, standing, resting, since, until)


def verdicts(
    acts: Iterable[Act], treaty: Instrument, histories: Histories, *, day: dt.date, basis: Basis
) -> dict[str, Verdict]:
    """The verdict on every place that has acted on one treaty; a continued State stands under its present code."""
    by_place: dict[str, list[Act]] = {}
    for act in acts:
        by_place.setdefault(_code_on(act.place, day, histories), []).append(act)
    return {
        place: verdict(own, treaty, histories, place=place, day=day, basis=basis)
        for place, own in sorted(by_place.items())
    }


def _code_on(place: str, day: dt.date, histories: Histories) -> str:
    """The code of a State on a day: the later one once it goes on under that."""
    ended = histories.ended.get(place)
    return histories.now(place) if ended is not None and day >= ended else place


def _in_order(act: Act) -> tuple[dt.date, dt.date, bool]:
    # On one day a consent is read before a withdrawal.
    return act.earliest, act.latest, act.kind not in CONSENTING


@dataclass(frozen=True, slots=True)
class Count:
    """Parties known on a day: those that are certain, and those that may be."""

    certain: int
    possible: int

    @classmethod
    def of(cls, answers: Iterable[Verdict]) -> "Count":
        """Count the verdicts."""
        standings = [answer.standing for answer in answers]
        return cls(standings.count(Standing.YES), len(standings) - standings.count(Standing.NO))


def yearly(
    acts: Sequence[Act], treaty: Instrument, histories: Histories, *, years: Sequence[int]
) -> list[tuple[int, Count]]:
    """The number of parties at the end of each year, counted as depositaries count."""
    by_place: dict[str, list[Act]] = {}
    for act in acts:
        if not act.territory and (act.kind in CONSENTING or act.kind == ActionKind.WITHDRAWAL):
            by_place.setdefault(act.place, []).append(act)
    counts = []
    for year in years:
        day = dt.date(year, DECEMBER, 31)
        grouped: dict[str, list[Act]] = {}
        for place, own in by_place.items():
            grouped.setdefault(_code_on(place, day, histories), []).extend(own)
        answers = [
            verdict(own, treaty, histories, place=place, day=day, basis=Basis.DEPOSIT)
            for place, own in grouped.items()
        ]
        counts.append((year, Count.of(answers)))
    return counts
