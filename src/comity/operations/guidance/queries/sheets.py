"""All that the portal tells everybody of one State's cooperation, put together in a fixed number of queries."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from comity.knowledge.authorities import queries as authorities
from comity.knowledge.authorities.enums import Function
from comity.knowledge.authorities.queries import Disclosed, Title
from comity.knowledge.authorities.registry import Community, Network, communities_of
from comity.knowledge.authorities.registry import networks as listed_networks
from comity.knowledge.legislation import queries as legislation
from comity.knowledge.legislation.models import Law
from comity.knowledge.legislation.queries import Annotated
from comity.knowledge.registers.models import Register
from comity.knowledge.registers.queries import registers_of
from comity.knowledge.requirements.queries import Asked, asked_by
from comity.knowledge.treaties.enums import Standing
from comity.knowledge.treaties.models import TreatyAction
from comity.operations.assistance import queries as assistance
from comity.operations.assistance import registry as instruments
from comity.operations.assistance.queries import Statement
from comity.operations.assistance.shapes import Domestic, Instrument
from comity.operations.guidance.enums import Gap


# What requests between authorities are about, as demands and declarations are sorted.
KINDS: Final = frozenset({"assistance", "extradition", "confiscation", "provisional", "sentenced", "proceedings"})
TOPICS: Final = frozenset({"assistance", "extradition", "confiscation", "sentenced", "proceedings"})
# For what one looks for an authority, in the order of the sheet.
PURPOSES: Final = (
    Function.MUTUAL_LEGAL_ASSISTANCE,
    Function.EXTRADITION,
    Function.ASSET_RECOVERY,
    Function.TRANSFER_OF_SENTENCED_PERSONS,
)
PROVISIONS: Final = 12


@dataclass(frozen=True, slots=True)
class Binding:
    """A treaty that binds the State: whether that is sure, since when, and by which act that is known."""

    instrument: Instrument
    is_sure: bool
    since: dt.date | None
    act: TreatyAction | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is known of one State on a day, and what is not; every part as any visitor may read it."""

    code: str
    day: dt.date
    treaties: tuple[Binding, ...]
    titles: dict[str, Title]
    statements: tuple[Statement, ...]
    authorities: tuple[Disclosed, ...]
    asked: tuple[Asked, ...]
    provisions: tuple[Annotated, ...]
    own_law: tuple[tuple[Law, Domestic], ...]
    registers: tuple[Register, ...]
    networks: tuple[Network, ...]
    communities: tuple[Community, ...]
    gaps: tuple[Gap, ...]

    def for_purpose(self, function: str) -> tuple[Disclosed, ...]:
        """The authorities with a function."""
        return tuple(one for one in self.authorities if function in one.functions)

    def for_everyone(self, function: str) -> tuple[Disclosed, ...]:
        """Those of them that have it not only for the requests of one other State."""
        return tuple(one for one in self.authorities if function in functions_for_everyone(one))


def functions_for_everyone(one: Disclosed) -> frozenset[str]:
    """What an authority does for the requests of every State, as far as is known."""
    return frozenset(each.function for each in one.designations if not each.counterpart_id)


def sheet_of(code: str, day: dt.date, *, language: str) -> Sheet:
    """The sheet of a State or territory; what is kept for authorities is nowhere in it, whoever reads."""
    state = assistance.state_of(code)
    treaties = _treaties(state, day)
    statements = tuple(assistance.declared([one.instrument.symbol for one in treaties], state, KINDS, day))
    known = authorities.visible_to(None).filter(record__place__in={code, state}).order_by("identifier", "pk")
    reading = authorities.reading_of(None)
    bodies = tuple(authorities.disclosed(one, reading, on=day) for one in authorities.loaded(known))
    asked = tuple(asked_by({code, state}, None))
    provisions, own = _law(state)
    registers = tuple(registers_of({code, state}))
    networks = tuple(one for one in listed_networks() if state in one.places)
    communities = communities_of((state,))
    named = {one.instrument.symbol: Title(one.instrument.symbol, "en") for one in treaties}
    return Sheet(
        code, day, treaties, authorities.titles_of(named, language), statements, bodies, asked, provisions, own,
        registers, networks, communities,
        _gaps(treaties, statements, bodies, asked, registers, has_law=bool(provisions or own)),
    )  # fmt: skip


def _treaties(state: str, day: dt.date) -> tuple[Binding, ...]:
    """The treaties of the finder that bind a State, and the acts by which that is known; four queries."""
    ledger = assistance.ledger(day, places={state})
    verdicts = {
        symbol: verdict
        for symbol, bound in ledger.bound.items()
        if (verdict := bound.verdicts.get(state)) is not None and verdict.standing != Standing.NO
    }
    acts = assistance.acts_by_key([one.acts[0].key for one in verdicts.values() if one.acts])
    return tuple(
        Binding(
            instrument,
            verdicts[symbol].standing == Standing.YES,
            verdicts[symbol].since,
            acts.get(verdicts[symbol].acts[0].key) if verdicts[symbol].acts else None,
        )
        for symbol, instrument in instruments.instruments().items()
        if symbol in verdicts
    )


def _law(state: str) -> tuple[tuple[Annotated, ...], tuple[tuple[Law, Domestic], ...]]:
    """Provisions that carry out the treaties' articles on cooperation, and what its law says on requests."""
    articles = [
        f"{one.symbol}:{subject.article}"
        for one in instruments.instruments().values()
        for subject in one.subjects
        if subject.topic.value in TOPICS
    ]
    found = legislation.annotations_on(articles, place=state)[:PROVISIONS]
    wanted = [one for one in instruments.domestic() if one.place == state]
    held = legislation.visible_laws(None).filter(jurisdiction=state.lower(), slug__in={one.law for one in wanted})
    laws = {law.slug: law for law in held}
    own = tuple((laws[one.law], one) for one in wanted if one.law in laws)
    return tuple(legislation.with_headings(found)), own


def _gaps(  # noqa: PLR0913 -- what may be missing
    treaties: tuple[Binding, ...],
    statements: tuple[Statement, ...],
    bodies: tuple[Disclosed, ...],
    asked: tuple[Asked, ...],
    registers: tuple[Register, ...],
    *,
    has_law: bool,
) -> tuple[Gap, ...]:
    """What is not known, in the order of the sheet."""
    functions = {function for one in bodies for function in functions_for_everyone(one)}
    languages = any(one.particulars.get("languages") for one in bodies) or any(one.languages for one in asked)
    urgent = any(one.particulars.get("urgent_procedure") for one in bodies) or any(one.one.urgent for one in asked)
    missing = {
        Gap.TREATIES: not treaties,
        Gap.STATEMENTS: not statements,
        Gap.ASSISTANCE: Function.MUTUAL_LEGAL_ASSISTANCE not in functions,
        Gap.EXTRADITION: Function.EXTRADITION not in functions,
        Gap.ASSETS: Function.ASSET_RECOVERY not in functions,
        Gap.LANGUAGES: not languages,
        Gap.URGENT: not urgent,
        Gap.REQUIREMENTS: not asked,
        Gap.LAW: not has_law,
        Gap.REGISTERS: not registers,
    }
    return tuple(gap for gap, is_missing in missing.items() if is_missing)
