"""A finding as the page shows it: one card for each treaty, lines for those that cannot serve."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from comity.kernel.languages import direction, isolated
from comity.kernel.lists import listed
from comity.knowledge.authorities.queries import Title
from comity.knowledge.treaties.models import TreatyAction
from comity.operations.assistance.enums import Outcome, Part
from comity.operations.assistance.exports.sentences import act, article, citation, sentence
from comity.operations.assistance.queries import Statement, Statements, strongest
from comity.operations.assistance.shapes import Base, Candidate, Finding, Measure, Place, Side
from comity.ui.components import Fact
from comity.ui.templatetags.addresses import in_language
from comity.ui.templatetags.ui import day


LINK: Final = '<a href="{}">{}</a>'
ITEM: Final = '<li>{} <span class="quiet">{}</span></li>'
LONGEST_TITLE: Final = 110


@dataclass(frozen=True, slots=True)
class Said:
    """A declaration of a State as the card shows it."""

    place: str
    kind: str
    on: str
    topics: str
    text: str
    language: str
    address: str
    source: str


@dataclass(frozen=True, slots=True)
class Card:
    """A treaty that serves, or may."""

    anchor: str
    title: str
    language: str
    symbol: str
    link: str
    articles: SafeString
    force: str
    sides: Sequence[Fact]
    doubts: Sequence[str]
    demands: Sequence[Fact]
    convention: str
    statements: Sequence[Said]
    others: int
    statements_link: str
    citation: str


@dataclass(frozen=True, slots=True)
class Line:
    """A treaty that cannot serve, or of which it is not known."""

    title: str
    language: str
    symbol: str
    link: str
    articles: SafeString
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is needed to show any of them, read once for all."""

    names: Mapping[str, str]
    titles: Mapping[str, Title]
    acts: Mapping[int, TreatyAction]
    language: str

    def title(self, symbol: str) -> tuple[str, str]:
        """A treaty's title and the language of that title."""
        found = self.titles.get(symbol)
        return (found.text, found.language) if found else (symbol, "en")


def linked(place: Place) -> SafeString:
    """An article as a link to its page here."""
    return format_html(LINK, in_language(place.path), isolated(place.number))


def _articles(bases: Sequence[Base]) -> SafeString:
    shown = ((in_language(base.place.path), article(base)) for base in bases)
    return format_html_join(" · ", LINK, shown)


def _side(side: Side, shelf: Shelf) -> Fact:
    name = shelf.names.get(side.place, side.place)
    action = shelf.acts.get(side.verdict.acts[0].key) if side.verdict and side.verdict.acts else None
    since = day(side.since) if side.since else SafeString()
    if action is None:
        return Fact(name, since or "—")
    told = format_html("{} {}", act(action.kind), day(action.on_text))
    source = (
        format_html('<a href="{}" rel="external">{}</a>', action.provenance.url, action.provenance.title)
        if action.provenance.url
        else action.provenance.title
    )
    value = format_html(
        '{} <span class="quiet">({}; {} <bdi>{}</bdi>)</span>',
        _since(since) if since else _("perhaps bound"),
        told,
        _("source:"),
        source,
    )
    return Fact(name, SafeString(value))


def _since(since: SafeString) -> SafeString:
    words = conditional_escape(_("bound since %(day)s"))
    # Safe, since the words were escaped and the day is a component.
    return SafeString(words % {"day": since})


def _demands(one: Candidate, measure: Measure, shelf: Shelf, *, own_only: bool) -> list[Fact]:
    """What the treaty says of the request, part by part, each with its article."""
    listed = [demand for demand in one.demands(measure) if not own_only or demand.place.symbol == one.symbol]
    facts = []
    for part in Part:
        items = [
            (demand.term.word(shelf.language), linked(demand.place)) for demand in listed if demand.term.part == part
        ]
        if items:
            facts.append(Fact(str(part.label), format_html("<ul>{}</ul>", format_html_join("", ITEM, items))))
    return facts


def _said(one: Statement, shelf: Shelf) -> Said:
    action = one.action
    return Said(
        place=shelf.names.get(action.place_id, action.place_id),
        kind=act(action.kind),
        on=action.on_text.replace("/", " – "),
        topics=listed(str(topic.label) for topic in one.topics)
        if one.topics
        else _("Names no article: it concerns the treaty as a whole."),
        text=action.text,
        language=action.language or "en",
        address=in_language(f"/treaties/{action.treaty.symbol}/statements/"),
        source=action.provenance.title,
    )


def cards(finding: Finding, outcome: Outcome, measure: Measure, said: Statements, shelf: Shelf) -> list[Card]:
    """The treaties of one outcome, the closest first."""
    shown = {one.symbol for one in finding.of(Outcome.SERVES, Outcome.PERHAPS)}
    made = []
    for one in finding.of(outcome):
        title, language = shelf.title(one.symbol)
        convention = one.instrument.convention if one.instrument.convention in shown else ""
        base = strongest(one.bases)
        made.append(
            Card(
                anchor=f"treaty-{one.symbol}",
                title=title,
                language=language,
                symbol=one.symbol,
                link=in_language(f"/treaties/{one.symbol}/"),
                articles=_articles(one.bases),
                force=str(base.force.label),
                sides=[_side(side, shelf) for side in one.sides],
                doubts=[sentence(why, shelf.names) for why in one.doubts],
                demands=_demands(one, measure, shelf, own_only=bool(convention)),
                convention=convention,
                statements=[_said(each, shelf) for each in said.matter.get(one.symbol, ())],
                others=said.others.get(one.symbol, 0),
                statements_link=in_language(f"/treaties/{one.symbol}/statements/"),
                citation=citation(one, base, title, shelf.names),
            )
        )
    return made


def lines(finding: Finding, outcome: Outcome, shelf: Shelf) -> list[Line]:
    """The treaties that cannot serve or of which it is not known, with every reason."""
    made = []
    for one in finding.of(outcome):
        title, language = shelf.title(one.symbol)
        reasons = [sentence(why, shelf.names) for why in (*one.reasons, *one.doubts)]
        made.append(
            Line(
                title,
                language,
                one.symbol,
                in_language(f"/treaties/{one.symbol}/"),
                _articles(one.bases),
                reasons or [_("Its parties are not in the data. Look at its depositary.")],
            )
        )
    return made


def in_their_language(text: str, language: str) -> SafeString:
    """Words in a language that may not be the reader's."""
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', language, direction(language), text)
