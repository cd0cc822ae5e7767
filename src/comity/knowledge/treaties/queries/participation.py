"""Who was party to what on which day, derived from actions by the treaties' own deriving."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from comity.base.people.models import User
from comity.knowledge.treaties.enums import (
    CONSENTING,
    SIGNING,
    SPOKEN,
    ActionKind,
    Basis,
    Standing,
)
from comity.knowledge.treaties.models import ReportedTotal, Treaty, TreatyAction
from comity.knowledge.treaties.queries import deriving
from comity.knowledge.treaties.queries.deriving import Count, Verdict
from comity.knowledge.treaties.queries.instruments import act, actions_of, histories, instrument, visible_to


# What decides who is a party; statements may be long and are left where they are.
DECIDING = [*CONSENTING, ActionKind.WITHDRAWAL, ActionKind.WITHDRAWAL_REVOKED]
# The columns of an action from which ``act_of`` makes an act.
ACT = ("pk", "place_id", "kind", "earliest_on", "latest_on", "territory_id")


@dataclass(frozen=True, slots=True)
class Party:
    """One party on a day: since when it is counted, and from when the treaty binds it.

    ``in_force_on`` is None when the treaty is not in force or its rule of entry is not recorded.
    """

    place: str
    standing: Standing
    action: TreatyAction
    since: dt.date | None
    in_force_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Held:
    """A reported number of parties held against what is known on the same day."""

    total: ReportedTotal
    known: int
    possible: int
    # The period in which those acted that are not known here; None when none is missing.
    missing_from: dt.date | None

    @property
    def missing(self) -> int:
        """How many parties the report counts and we cannot name; 0 when we know as many or more."""
        return max(0, self.total.parties - self.known)


@dataclass(frozen=True, slots=True)
class CountOn:
    """How many parties are known on a day, with the latest reported total of that day or before."""

    day: dt.date
    known: int
    possible: int
    held: Held | None
    # Up to this day everything that the depositary lists is known.
    complete_on: dt.date | None

    @property
    def reported(self) -> int | None:
        """The number that was reported on this very day; None when no report counts it."""
        if self.held is None or not self.held.total.earliest_on <= self.day <= self.held.total.latest_on:
            return None
        return self.held.total.parties


@dataclass(slots=True)
class Line:
    """One line of the participation table: what one place has done about one treaty."""

    place: str
    standing: Standing = Standing.NO
    signature: TreatyAction | None = None
    consent: TreatyAction | None = None
    in_force_on: dt.date | None = None
    until: dt.date | None = None
    withdrawals: list[TreatyAction] = field(default_factory=list)
    territories: list[TreatyAction] = field(default_factory=list)
    statements: list[TreatyAction] = field(default_factory=list)
    others: list[TreatyAction] = field(default_factory=list)

    @property
    def is_signatory_only(self) -> bool:
        """Whether it has signed and not consented."""
        return self.signature is not None and self.consent is None


@dataclass(frozen=True, slots=True)
class Binding:
    """One treaty in force between two places; uncertain when either is."""

    treaty: Treaty
    first: Verdict
    second: Verdict

    @property
    def standing(self) -> Standing:
        """Whether it surely binds both."""
        both = {self.first.standing, self.second.standing}
        return Standing.YES if both == {Standing.YES} else Standing.UNCERTAIN


def deciding_actions(treaty: Treaty) -> list[TreatyAction]:
    """The actions that decide who is a party."""
    return list(actions_of(treaty).filter(kind__in=DECIDING).select_related("provenance"))


def act_of(*row: Any) -> deriving.Act:
    """The columns ``ACT`` of one action as the rules see it."""
    key, place, kind, earliest, latest, territory = row
    return deriving.Act(key, place, kind, earliest, latest, territory or "")


def deciding_acts(treaty: Treaty) -> list[deriving.Act]:
    """The same as the rules see them, oldest first; one query."""
    rows = actions_of(treaty).filter(kind__in=DECIDING).values_list(*ACT)
    return [act_of(*row) for row in rows]


def parties_on(
    treaty: Treaty, day: dt.date, *, basis: Basis = Basis.DEPOSIT, actions: Sequence[TreatyAction] | None = None
) -> list[Party]:
    """Every party on a day, certain or not, by place; one query, or none when the actions are handed in.

    Counted from the deposit, as depositaries and reports count, unless ``basis`` asks whom the treaty binds.
    """
    known = {a.pk: a for a in (deciding_actions(treaty) if actions is None else actions)}
    rule, past = instrument(treaty), histories()
    parties = []
    for place, answer in deriving.verdicts(map(act, known.values()), rule, past, day=day, basis=basis).items():
        if answer.standing == Standing.NO:
            continue
        consent = answer.acts[0]
        window = deriving.entry_window(consent, rule, past, basis=Basis.IN_FORCE)
        deposited = known[consent.key]
        parties.append(
            Party(
                place=place,
                standing=answer.standing,
                action=deposited,
                since=deposited.earliest_on if deposited.earliest_on == deposited.latest_on else None,
                in_force_on=window.latest
                if window and treaty.in_force_on and window.earliest == window.latest
                else None,
            )
        )
    return parties


def is_party(treaty: Treaty, place: str, day: dt.date, *, basis: Basis = Basis.IN_FORCE) -> Verdict:
    """Whether the treaty binds the place on the day: yes, no or uncertain, with the actions that it rests on."""
    past = histories()
    found = actions_of(treaty).filter(kind__in=DECIDING, place__in=past.same_state(place))
    return deriving.verdict([act(a) for a in found], instrument(treaty), past, place=place, day=day, basis=basis)


def binding_between(first: str, second: str, day: dt.date, *, person: User | None = None) -> list[Binding]:
    """The treaties in force between two places on a day, with those that may be; two queries."""
    past = histories()
    sides = [past.same_state(first), past.same_state(second)]
    found = TreatyAction.objects.filter(
        is_retracted=False, kind__in=DECIDING, place__in=sides[0] | sides[1], treaty__in=visible_to(person).order_by()
    )
    # Plain rows: two States have acted a thousand times, and few of these acts are shown.
    by_treaty: dict[uuid.UUID, list[deriving.Act]] = {}
    for treaty_id, *row in found.order_by("earliest_on").values_list("treaty", *ACT):
        by_treaty.setdefault(treaty_id, []).append(act_of(*row))
    # Who has never consented is not bound.
    shared = [key for key, acts in by_treaty.items() if all(any(a.place in codes for a in acts) for codes in sides)]
    binding = []
    for treaty in Treaty.objects.filter(pk__in=shared).order_by("chapter", "symbol"):
        answers = [
            deriving.verdict(
                [a for a in by_treaty[treaty.pk] if a.place in codes],
                instrument(treaty),
                past,
                place=place,
                day=day,
                basis=Basis.IN_FORCE,
            )
            for place, codes in zip((first, second), sides, strict=True)
        ]
        if Standing.NO not in {answer.standing for answer in answers}:
            binding.append(Binding(treaty, answers[0], answers[1]))
    return binding


def treaties_of(place: str, day: dt.date, *, person: User | None = None) -> list[tuple[Treaty, Line]]:
    """Everything that one place has done about every treaty, for its own page; two queries."""
    past = histories()
    found = TreatyAction.objects.filter(
        is_retracted=False, place__in=past.same_state(place), treaty__in=visible_to(person).order_by()
    )
    by_treaty: dict[uuid.UUID, list[TreatyAction]] = {}
    # A State has acted some hundred times: only what its page shows is read.
    for action in found.only("treaty", *ACT, "on_text").order_by("earliest_on", "latest_on", "pk"):
        by_treaty.setdefault(action.treaty_id, []).append(action)
    shown = Treaty.objects.only("symbol", "adopted_on", "in_force_on", "entry_rule", "exit_rule", "crime_types")
    treaties = shown.filter(pk__in=by_treaty).order_by("chapter", "symbol")
    return [(treaty, _line(place, by_treaty[treaty.pk], treaty, past, day)) for treaty in treaties]


def participation_table(treaty: Treaty, day: dt.date) -> list[Line]:
    """One line for every place that has done anything about the treaty; one query, however many there are."""
    past = histories()
    by_place: dict[str, list[TreatyAction]] = {}
    for action in actions_of(treaty).defer("text"):
        by_place.setdefault(past.now(action.place_id), []).append(action)
    return [_line(place, actions, treaty, past, day) for place, actions in sorted(by_place.items())]


def _line(place: str, actions: list[TreatyAction], treaty: Treaty, past: deriving.Histories, day: dt.date) -> Line:
    rule = instrument(treaty)
    line = Line(place)
    answer = deriving.verdict([act(a) for a in actions], rule, past, place=place, day=day, basis=Basis.DEPOSIT)
    line.standing, line.until = answer.standing, answer.until
    for action in actions:
        if action.territory_id:
            line.territories.append(action)
        elif action.kind in SIGNING:
            line.signature = line.signature or action
        elif action.kind in CONSENTING:
            line.consent = action if line.consent is None or line.withdrawals else line.consent
        elif action.kind == ActionKind.WITHDRAWAL:
            line.withdrawals.append(action)
        elif action.kind in SPOKEN:
            line.statements.append(action)
        else:
            line.others.append(action)
    if line.consent is not None and treaty.in_force_on is not None:
        window = deriving.entry_window(act(line.consent), rule, past, basis=Basis.IN_FORCE)
        if window is not None and window.earliest == window.latest:
            line.in_force_on = window.latest
    return line


def count_on(treaty: Treaty, day: dt.date) -> CountOn:
    """How many parties are known on a day, held against the latest total reported by then; two queries."""
    acts = deciding_acts(treaty)
    known = _count(acts, treaty, day)
    totals = list(ReportedTotal.objects.filter(treaty=treaty).select_related("provenance").order_by("latest_on", "pk"))
    reported = [total for total in totals if total.earliest_on <= day]
    held = _held(reported, acts, treaty)
    return CountOn(day, known.certain, known.possible, held[-1] if held else None, treaty.complete_on)


def held_totals(treaty: Treaty) -> list[Held]:
    """Every reported total of a treaty held against what is known, oldest first; two queries."""
    acts = deciding_acts(treaty)
    totals = ReportedTotal.objects.filter(treaty=treaty).select_related("provenance").order_by("latest_on", "pk")
    return _held(list(totals), acts, treaty)


def _held(totals: Iterable[ReportedTotal], acts: Sequence[deriving.Act], treaty: Treaty) -> list[Held]:
    # A party that is missing now acted after the last day on which as many were known as were counted.
    agreed_on, held = treaty.complete_on, []
    for total in totals:
        count = _count(acts, treaty, total.latest_on)
        missing = total.parties > count.certain
        held.append(Held(total, count.certain, count.possible, agreed_on if missing else None))
        if not missing:
            agreed_on = total.latest_on
    return held


def _count(acts: Iterable[deriving.Act], treaty: Treaty, day: dt.date) -> Count:
    answers = deriving.verdicts(acts, instrument(treaty), histories(), day=day, basis=Basis.DEPOSIT)
    return Count.of(answers.values())


def timeline(treaty: Treaty, *, until: int) -> list[tuple[int, Count]]:
    """The number of parties at the end of each year, from the year of the treaty; one query."""
    acts = deciding_acts(treaty)
    dated = [a.latest.year for a in acts if a.earliest == a.latest]
    begins = min([*dated, until] if treaty.adopted_on is None else [*dated, treaty.adopted_on.year])
    return deriving.yearly(acts, instrument(treaty), histories(), years=range(begins, until + 1))


def map_data(lines: Iterable[Line], day: dt.date) -> dict[str, str]:
    """For every place that has signed, consented or withdrawn: ``yes``, ``uncertain``, ``no`` or ``signatory``."""
    shown: dict[str, str] = {}
    for line in lines:
        decided = line.signature or line.consent or line.withdrawals
        if decided or any(one.kind in {*DECIDING, *SIGNING} for one in (*line.territories, *line.others)):
            signed = line.signature is not None and line.signature.latest_on <= day
            shown[line.place] = "signatory" if line.standing == Standing.NO and signed else str(line.standing)
    return shown


def standings_on(
    treaties: Iterable[Treaty], day: dt.date, *, places: Iterable[str] | None = None
) -> dict[str, dict[str, Standing]]:
    """Who is a party to each of several treaties on a day, counted from the deposit; one query for all of them.

    Args:
        treaties: of which.
        day: on which.
        places: only what these have done, under whatever name; None for everyone.

    Returns:
        By symbol, then by the place as it is called now; those who are not party are left out.
    """
    past, known = histories(), {treaty.pk: treaty for treaty in treaties}
    found = TreatyAction.objects.filter(is_retracted=False, kind__in=DECIDING, treaty__in=known)
    if places is not None:
        found = found.filter(place__in={code for place in places for code in past.same_state(place)})
    acts: dict[uuid.UUID, list[deriving.Act]] = {key: [] for key in known}
    for treaty_id, *row in found.order_by("earliest_on", "latest_on", "pk").values_list("treaty", *ACT):
        acts[treaty_id].append(act_of(*row))
    return {
        treaty.symbol: {
            place: Standing(answer.standing)
            for place, answer in deriving.verdicts(
                acts[key], instrument(treaty), past, day=day, basis=Basis.DEPOSIT
            ).items()
            if answer.standing != Standing.NO
        }
        for key, treaty in known.items()
    }


def latest_totals(treaties: Iterable[Treaty], day: dt.date) -> dict[str, ReportedTotal]:
    """The last number of parties that a report gives for each of several treaties by a day, by symbol; one query."""
    found = ReportedTotal.objects.filter(treaty__in=[one.pk for one in treaties], earliest_on__lte=day)
    rows = found.select_related("treaty", "provenance").order_by("latest_on", "pk")
    return {row.treaty.symbol: row for row in rows}
