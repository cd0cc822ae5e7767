"""What helps beside the treaties: provisions of both States, the requested State's own law, whom to ask, coverage."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.base.people.models import User
from comity.knowledge.authorities import queries as authorities
from comity.knowledge.legislation import queries as legislation
from comity.knowledge.legislation.enums import Scheme
from comity.knowledge.legislation.models import Law
from comity.knowledge.legislation.queries import Annotated
from comity.knowledge.treaties.queries.participation import latest_totals
from comity.operations.assistance import registry
from comity.operations.assistance.enums import Outcome
from comity.operations.assistance.queries.deciding import Ledger, state_of
from comity.operations.assistance.shapes import Domestic, Finding, Measure, Question


# So many provisions of each State are shown for each offence.
PROVISIONS: Final = 4


@dataclass(frozen=True, slots=True)
class Beside:
    """What the laws of both States say on one offence."""

    offence: str
    requesting: tuple[Annotated, ...]
    requested: tuple[Annotated, ...]


def beside(question: Question, *, person: User | None = None) -> list[Beside]:
    """Provisions of both States that bear on each offence, to compare; the same queries for every offence."""
    return [
        Beside(offence, *(_provisions(offence, code, person) for code in (question.requesting, question.requested)))
        for offence in question.offences
    ]


def _provisions(offence: str, place: str, person: User | None) -> tuple[Annotated, ...]:
    found = legislation.provisions_on(offence, person, place=place)[:PROVISIONS]
    return tuple(legislation.with_headings(found))


@dataclass(frozen=True, slots=True)
class Own:
    """A provision of the requested State's own law that is in this portal."""

    law: Law
    one: Domestic


def own_law(question: Question, measure: Measure, *, person: User | None = None) -> list[Own]:
    """What the requested State's own law says on such requests, as far as it is in this portal."""
    wanted = [one for one in registry.domestic() if one.place == question.requested and one.kinds & measure.kinds]
    laws = {slug: legislation.law_by(question.requested, slug, person) for slug in {one.law for one in wanted}}
    return [Own(law, one) for one in wanted if (law := laws[one.law]) is not None]


def offences_of(path: str, *, person: User | None = None) -> tuple[str, ...]:
    """The crime types of a law or provision by its address in this portal; none when it is not known."""
    pieces = [piece for piece in path.split("/") if piece]
    if "laws" in pieces:
        pieces = pieces[pieces.index("laws") + 1 :]
    if len(pieces) < 2:  # noqa: PLR2004 -- a place and a law
        return ()
    law = legislation.law_by(pieces[0], pieces[1], person)
    if law is None:
        return ()
    by_eid = legislation.terms_by_eid(law, Scheme.CRIME_TYPES)
    return tuple(by_eid.get(pieces[2] if len(pieces) > 2 else "", ()))  # noqa: PLR2004 -- then a provision


def whom(finding: Finding, measure: Measure) -> authorities.Answer:
    """Whom to ask in the requested State, under the closest treaty if there is one; what every visitor may read."""
    question = finding.question
    serving = finding.of(Outcome.SERVES, Outcome.PERHAPS)
    closest = (serving[0].instrument.convention or serving[0].symbol) if serving else ""
    state = state_of(question.requested)
    territory = question.requested if question.requested != state else ""
    asked = authorities.Question(
        state, measure.function, question.on, treaty=closest, territory=territory,
        asking=state_of(question.requesting),
    )  # fmt: skip
    return authorities.find(asked, authorities.reading_of(None))


def both_of(question: Question) -> tuple[str, str]:
    """The State that is asked and the State that asks, also where a territory was named: networks are of States."""
    return state_of(question.requested), state_of(question.requesting)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the answer reaches for one treaty.

    Attributes:
        complete_on: up to when every act is known; None where nobody has said so.
        parties: how many are known on the day; None where none is known.
        reported: how many the last report by that day counts, and the day of that count.
        articles: for how many measures the finder knows an article.
    """

    symbol: str
    complete_on: dt.date | None
    parties: int | None
    reported: tuple[int, dt.date] | None
    articles: int


def coverage(ledger: Ledger) -> Sequence[Coverage]:
    """How far the data reach for every known treaty; one query besides the ledger."""
    treaties = [one.treaty for one in ledger.bound.values()]
    totals = latest_totals(treaties, ledger.day)
    listed = []
    for symbol, instrument in registry.instruments().items():
        bound = ledger.bound.get(symbol)
        if bound is None:
            continue
        total = totals.get(symbol)
        parties = sum(1 for code, one in bound.verdicts.items() if one.place == code and one.standing == "yes")
        listed.append(
            Coverage(
                symbol,
                bound.treaty.complete_on,
                parties if symbol in ledger.known else None,
                (total.parties, total.latest_on) if total else None,
                len(instrument.bases),
            )
        )
    return listed
