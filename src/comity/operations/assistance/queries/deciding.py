"""Which treaty serves for a request between two States on a day, decided without the database."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from comity.base.places import queries as places
from comity.knowledge.treaties.enums import ActionKind, Standing
from comity.knowledge.treaties.queries.binding import Bound
from comity.knowledge.treaties.queries.deriving import Verdict
from comity.operations.assistance import registry
from comity.operations.assistance.enums import WEAKENING, Doubt, Exclusion, Force, Outcome
from comity.operations.assistance.shapes import (
    EVERY,
    Base,
    Candidate,
    Finding,
    Instrument,
    Question,
    Side,
    Why,
)


OUTCOMES: Final = list(Outcome)
FORCES: Final = list(Force)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Whom the known treaties bind on one day.

    Attributes:
        day: the day.
        bound: by symbol; a treaty that is not loaded, or not public, is missing.
        known: the symbols of treaties of which any party is known.
    """

    day: dt.date
    bound: Mapping[str, Bound]
    known: frozenset[str]


def state_of(code: str) -> str:
    """The State that answers for a place: the sovereign of a territory, else the place itself."""
    return places.state_of(code)


def decide(question: Question, ledger: Ledger) -> Finding:
    """Every known treaty with what became of it, the closest first; the ledger is of the question's day."""
    states = state_of(question.requesting), state_of(question.requested)
    found = [
        _considered(instrument, question, states, ledger)
        for symbol, instrument in registry.instruments().items()
        if symbol in ledger.bound
    ]
    found.sort(key=lambda one: _rank(one, ledger))
    return Finding(question, tuple(found))


def _rank(one: Candidate, ledger: Ledger) -> tuple[int, int, bool, int, int]:
    """Surest first; then by how strongly it binds; then what names the offence; then the newest."""
    force = min((FORCES.index(base.force) for base in one.bases), default=len(FORCES))
    adopted = ledger.bound[one.symbol].treaty.adopted_on
    return (
        OUTCOMES.index(one.outcome),
        force,
        not one.is_specific,
        len(one.reasons),
        -(adopted.toordinal() if adopted else 0),
    )


def _considered(instrument: Instrument, question: Question, states: tuple[str, str], ledger: Ledger) -> Candidate:
    bound = ledger.bound[instrument.symbol]
    convention = ledger.bound.get(instrument.convention) if instrument.convention else None
    first, second = (
        Side(
            place,
            state,
            bound.verdicts.get(state),
            convention.verdicts.get(state) if convention else None,
        )
        for place, state in zip((question.requesting, question.requested), states, strict=True)
    )
    bases = instrument.bases.get(question.measure, ())
    reasons: list[Why] = []
    doubts: list[Why] = []
    if not bases:
        reasons.append(Why(Exclusion.MEASURE))
    is_specific = _covers(instrument, question, reasons, doubts)
    begins = bound.treaty.in_force_on
    if (begins is not None and begins > ledger.day) or (begins is None and instrument.is_awaited):
        reasons.append(Why(Exclusion.NOT_IN_FORCE, on=begins))
    for side in (first, second):
        _weighed(instrument, side, (bound, convention), ledger, reasons, doubts)
    sides, is_known = (first, second), instrument.symbol in ledger.known
    if reasons:
        # A State may have consented since the day up to which every act is known. What else a party could doubt is of
        # no interest where the treaty cannot serve.
        is_open = all(why.kind == Exclusion.NO_CONSENT_KNOWN for why in reasons)
        outcome = Outcome.UNKNOWN if is_open else Outcome.EXCLUDED
        return Candidate(instrument, outcome, sides, bases, tuple(reasons), (), is_specific)
    if not is_known:
        return Candidate(instrument, Outcome.UNKNOWN, sides, bases, (), tuple(doubts), is_specific)
    doubts += [*_doubted(first), *_doubted(second)]
    if bound.treaty.complete_on and bound.treaty.complete_on < ledger.day:
        doubts.append(Why(Doubt.AFTER_COMPLETE, on=bound.treaty.complete_on))
    outcome = Outcome.PERHAPS if any(why.kind in WEAKENING for why in doubts) else Outcome.SERVES
    return Candidate(instrument, outcome, sides, bases, (), tuple(doubts), is_specific)


def _weighed(  # noqa: PLR0913, PLR0917 -- of whom, by what, and where it is written down
    instrument: Instrument,
    side: Side,
    bound: tuple[Bound, Bound | None],
    ledger: Ledger,
    reasons: list[Why],
    doubts: list[Why],
) -> None:
    """Whether the treaty binds one side; what speaks against it is added to the two lists."""
    if instrument.members and not registry.is_member(instrument.members, side.state, ledger.day):
        reasons.append(Why(Exclusion.NOT_MEMBER, side.state, subject=instrument.members))
    if instrument.symbol in ledger.known:
        reasons += _unbound(instrument, side, *bound, ledger)
    territorial = _territorial(side, bound[0])
    if territorial is not None:
        (reasons if territorial.kind == Exclusion.TERRITORY else doubts).append(territorial)


def _unbound(
    instrument: Instrument, side: Side, bound: Bound, convention: Bound | None, ledger: Ledger
) -> Iterator[Why]:
    """Why a treaty, or the convention that applies through it, does not bind one side."""
    yield from _against(side.verdict, side, bound, ledger)
    if convention is not None:
        for why in _against(side.protocol, side, convention, ledger):
            yield Why(Exclusion.CONVENTION, why.place, why.on, instrument.convention)


def _covers(instrument: Instrument, question: Question, reasons: list[Why], doubts: list[Why]) -> bool:
    """Whether it names any offence of the question; what speaks against it is added to the two lists."""
    if not question.offences or EVERY in instrument.offences:
        return False
    named = [one for one in question.offences if one in instrument.offences]
    others = [one for one in question.offences if one not in instrument.offences]
    if named:
        if others and instrument.serious_years is None:
            doubts += [Why(Doubt.PART_OF_OFFENCES, subject=one) for one in others]
        return True
    if instrument.serious_years is None:
        reasons.append(Why(Exclusion.OFFENCE))
    elif question.years is None:
        doubts.append(Why(Doubt.GRAVITY, subject=str(instrument.serious_years)))
    elif question.years < instrument.serious_years:
        reasons.append(Why(Exclusion.PENALTY, subject=str(instrument.serious_years)))
    return False


def _against(verdict: Verdict | None, side: Side, bound: Bound, ledger: Ledger) -> Iterator[Why]:
    """Why the treaty does not bind one side, if it does not."""
    if verdict is not None and verdict.standing != Standing.NO:
        return
    ended, later = bound.ended.get(side.state), bound.awaited.get(side.state)
    if ended is not None:
        yield Why(Exclusion.DENOUNCED, side.state, ended)
    if later is not None:
        yield Why(Exclusion.NOT_YET, side.state, later)
    if ended is not None or later is not None:
        return
    complete = bound.treaty.complete_on
    # Whether it signed is told with the reason, since a signature alone binds nobody to assist.
    signed = bound.beginnings.get(side.state, "")
    if complete is not None and complete >= ledger.day:
        yield Why(Exclusion.NOT_PARTY, side.state, subject=signed)
    else:
        yield Why(Exclusion.NO_CONSENT_KNOWN, side.state, complete, signed)


def _territorial(side: Side, bound: Bound) -> Why | None:
    """What is known of the territory that was named: left out, not told, or nothing to say."""
    if not side.territory:
        return None
    known = [act for act in bound.extensions if act.territory == side.territory]
    if known:
        last = known[-1]
        left = last.kind == ActionKind.TERRITORIAL_WITHDRAWAL
        return Why(Exclusion.TERRITORY, side.territory, last.latest) if left else None
    if (bound.treaty.symbol, side.territory) in registry.left_out():
        return Why(Exclusion.TERRITORY, side.territory)
    return Why(Doubt.TERRITORY_NOT_TOLD, side.territory)


def _doubted(side: Side) -> Iterator[Why]:
    for verdict in (side.verdict, side.protocol):
        if verdict is None:
            continue
        if verdict.standing == Standing.UNCERTAIN:
            yield Why(Doubt.DAY, side.state)
        elif any(act.kind == ActionKind.SUCCESSION for act in verdict.acts):
            yield Why(Doubt.SUCCESSION, side.state, verdict.since)


def strongest(bases: tuple[Base, ...]) -> Base:
    """The base that binds most; the first of several alike."""
    return min(bases, key=lambda one: FORCES.index(one.force))
