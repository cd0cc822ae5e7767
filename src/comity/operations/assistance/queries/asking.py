"""What a page or a program asks: the legal basis between two States, with all that bears on it."""

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from comity.base.people.models import User
from comity.knowledge.treaties.models import TreatyAction
from comity.knowledge.treaties.queries.binding import bound_by, known_parties, spoken_by
from comity.operations.assistance import registry
from comity.operations.assistance.enums import Outcome, Topic
from comity.operations.assistance.queries.deciding import Ledger, decide, state_of
from comity.operations.assistance.shapes import EVERY, Finding, Measure, Question, Subject


# So many provisions of each State are shown for each offence.
PROVISIONS: Final = 4
# "article 6", "Art. 2", "articles 2 and 3", "article 32.4": the first number of each is that of an article.
CITED: Final = re.compile(r"\b(?:articles?|arts?\.?)\s+(\d+)((?:\s*(?:,|and|et|y|or)\s*\d+)*)", re.IGNORECASE)
# An article of something else, as "article 28 of the Constitution".
ELSEWHERE: Final = re.compile(
    r"[^.;]{0,40}?\bof\s+(?:the|its|our)\s+(?:\w+\s+)?(?:constitution|code|law|act)\b", re.IGNORECASE
)
BY_WORDS: Final = {
    Topic.EXTRADITION: re.compile(r"extradit", re.IGNORECASE),
    Topic.ASSISTANCE: re.compile(r"central authorit|competent authorit|mutual (?:legal )?assistance", re.IGNORECASE),
}


def ledger(day: dt.date, *, places: Collection[str] | None = None, person: User | None = None) -> Ledger:
    """Whom every known treaty binds on a day; three queries, for one pair or for all of them."""
    symbols = tuple(registry.instruments())
    bound = bound_by(symbols, day, places=places, person=person)
    return Ledger(day, bound, frozenset(known_parties(bound)))


def find(question: Question, *, person: User | None = None) -> Finding:
    """Every known treaty for one question, the closest first; three queries."""
    states = {state_of(question.requesting), state_of(question.requested)}
    return decide(question, ledger(question.on, places=states, person=person))


@dataclass(frozen=True, slots=True)
class Statement:
    """What a State declared on a treaty that matters to the request, and on what it bears.

    Attributes:
        action: with its words, day and source.
        topics: of the articles that it names; none when it names no article.
        is_whole: it names no article, and so concerns the treaty as a whole.
    """

    action: TreatyAction
    topics: tuple[Topic, ...]
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Statements:
    """Those that matter by the symbol of the treaty, and how many others there are."""

    matter: Mapping[str, tuple[Statement, ...]]
    others: Mapping[str, int]


def articles_cited(text: str) -> set[str]:
    """The numbers of the articles of the treaty itself that a statement names."""
    found = set()
    for match in CITED.finditer(text):
        if not ELSEWHERE.match(text, match.end()):
            found |= {match[1], *re.findall(r"\d+", match[2])}
    return found


def statements(finding: Finding, measure: Measure) -> Statements:
    """What either side declared on the treaties that may serve; one query.

    A statement is matched by the articles that it names, or by plain words such as extradition; what names other
    articles only, as that on disputes, is counted and not shown.
    """
    question = finding.question
    serving = {one.symbol: one for one in finding.of(Outcome.SERVES, Outcome.PERHAPS)}
    conventions = {one.instrument.convention for one in serving.values()} - {""}
    sides = {state_of(question.requesting), state_of(question.requested)}
    matter: dict[str, list[Statement]] = {}
    others: dict[str, int] = {}
    for action in spoken_by({*serving, *conventions}, sides, question.on):
        symbol = action.treaty.symbol
        one = registry.instruments()[symbol]
        told = _matched(action, {subject.article: subject for subject in one.subjects}, measure)
        if told is None:
            others[symbol] = others.get(symbol, 0) + 1
        else:
            matter.setdefault(symbol, []).append(told)
    return Statements({symbol: tuple(found) for symbol, found in matter.items()}, others)


def declared(symbols: Collection[str], place: str, kinds: Collection[str], day: dt.date) -> list[Statement]:
    """What one State declared on some treaties that bears on requests of some kinds; one query.

    What concerns a treaty as a whole is left out: it is read with the treaty.
    """
    asked = Measure("", frozenset(kinds), "", {})
    found = []
    for action in spoken_by(symbols, {place}, day):
        subjects = {one.article: one for one in registry.instruments()[action.treaty.symbol].subjects}
        told = _matched(action, {key: one for key, one in subjects.items() if EVERY not in one.kinds}, asked)
        if told is not None and not told.is_whole:
            found.append(told)
    return found


def _matched(action: TreatyAction, subjects: Mapping[str, Subject], measure: Measure) -> Statement | None:
    cited = articles_cited(action.text)
    wanted = {EVERY, *measure.kinds}
    topics = {subject.topic for article, subject in subjects.items() if article in cited and subject.kinds & wanted}
    topics |= {
        topic for topic, words in BY_WORDS.items() if topic.value in measure.kinds and words.search(action.text)
    }
    if topics:
        return Statement(action, tuple(topic for topic in Topic if topic in topics))
    return Statement(action, (), is_whole=True) if not cited else None
