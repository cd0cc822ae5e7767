"""Treaties, their articles, and what States have done about them, for programs."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from ninja import Router, Schema

from comity.base.places import queries as places
from comity.engines.citations.api import cited_by_data
from comity.engines.records.api import (
    Cursor,
    FileData,
    Limit,
    SourceData,
    TextData,
    day_typed,
    files_of,
    page_of,
    sources_of,
    texts_of,
    typed,
)
from comity.engines.records.exports import comma_separated
from comity.engines.records.queries import check_not_withdrawn
from comity.kernel.akoma_ntoso import MEDIA_TYPE
from comity.kernel.errors import Unreadable
from comity.knowledge.treaties import exports
from comity.knowledge.treaties.enums import ActionKind, Basis, Standing
from comity.knowledge.treaties.models import Article, Treaty, TreatyAction
from comity.knowledge.treaties.queries import instruments, participation
from comity.knowledge.treaties.queries.deriving import Verdict


router = Router(tags=["treaties"])


class TreatyData(Schema):
    """A treaty with its titles, sources and licence."""

    symbol: str
    address: str
    chapter: str
    short: str
    titles: list[TextData]
    adopted_on: dt.date | None
    in_force_on: dt.date | None
    parent: str | None
    crime_types: list[str]
    sources: list[SourceData]


class TreatyPage(Schema):
    """Some treaties; ``next`` is the full address of the page that follows, or null."""

    count: int
    results: list[TreatyData]
    next: str | None


class TreatyWhole(TreatyData):
    """A treaty with what decides when it binds, and how many are party today."""

    adopted_at: str
    entry_rule: str
    exit_rule: str
    depositary: str
    registration: str
    complete_on: dt.date | None
    languages: list[str]
    articles: int
    parties: int
    files: list[FileData]
    cited_by: dict[str, Any]


class ArticlePage(Schema):
    """Some articles; ``next`` is the full address of the page that follows, or null."""

    count: int
    results: list[dict[str, Any]]
    next: str | None


class PartyData(Schema):
    """A party: the act by which it became one, and since when; ``since`` is a period when the day is not known."""

    place: str
    action: str
    since: str
    standing: str
    in_force_on: dt.date | None
    source: str


class Parties(Schema):
    """The parties known on a day.

    ``count`` is the number of ``parties`` that are certain on that day; ``reported`` is the number that a report
    gives for that very day, or null.
    """

    treaty: str
    on: dt.date
    count: int
    reported: int | None
    parties: list[PartyData]
    uncertain: list[PartyData]
    complete_on: dt.date | None


class Act(Schema):
    """The act by which one of the two is bound."""

    place: str
    action: str
    since: str
    standing: str


class Instrument(Schema):
    """A treaty in force between two places; not certain when the day of an act is known only as a period."""

    symbol: str
    address: str
    title: str
    short: str
    certain: bool
    acts: list[Act]
    crime_types: list[str]


class Between(Schema):
    """The treaties in force between two places on a day."""

    a: str
    b: str
    on: dt.date
    count: int
    results: list[Instrument]


class ActionPage(Schema):
    """Some acts; ``next`` is the full address of the page that follows, or null."""

    count: int
    results: list[dict[str, Any]]
    next: str | None


def public() -> Any:
    """What anyone may read, with titles and sources."""
    titled = instruments.with_titles(instruments.visible_to(None))
    return titled.select_related("parent").prefetch_related("record__sources")


def found(symbol: str) -> Treaty:
    """The treaty of a symbol, in whatever case; Http404 when there is none that anyone may read."""
    wanted = typed(symbol)
    treaty: Treaty | None = public().filter(symbol=wanted).first() or public().filter(symbol__iexact=wanted).first()
    if treaty is None:
        check_not_withdrawn(Treaty.kind, treaty__symbol__iexact=wanted)
        raise Http404(f"There is no treaty “{wanted[:40]}”. /api/v1/treaties lists those there are.")
    return treaty


def data_of(treaty: Treaty) -> dict[str, Any]:
    """A treaty as plain data."""
    return {
        "symbol": treaty.symbol,
        "address": treaty.address,
        "chapter": treaty.chapter,
        "short": treaty.short,
        "titles": texts_of(treaty.record),
        "adopted_on": treaty.adopted_on,
        "in_force_on": treaty.in_force_on,
        "parent": treaty.parent.symbol if treaty.parent else None,
        "crime_types": treaty.crime_types,
        "sources": sources_of(treaty.record),
    }


def title_of(treaty: Treaty) -> str:
    """The title in English, else the first there is."""
    titles = {text.language: text.title for text in treaty.record.texts.all()}
    return titles.get("en") or next(iter(titles.values()), treaty.symbol)


@router.get("", response=TreatyPage, summary="Treaties")
def every(
    request: HttpRequest, chapter: str = "", crime_type: str = "", cursor: Cursor = "", limit: Limit = 50
) -> dict[str, Any]:
    """Treaties by chapter of the depositary and number; narrowed to a chapter or to a type of crime."""
    rows = public()
    if typed(chapter):
        rows = rows.filter(chapter=typed(chapter))
    if typed(crime_type):
        # A list in JSON cannot be asked in the same way of every database; there are some hundreds of treaties.
        tagged = instruments.visible_to(None).exclude(crime_types=[]).values_list("pk", "crime_types")
        rows = rows.filter(pk__in=[key for key, types in tagged if typed(crime_type) in types])
    page, following = page_of(request, rows, [("chapter", False), ("symbol", False)], cursor, limit)
    return {"count": rows.count(), "results": [data_of(treaty) for treaty in page], "next": following}


@router.get("/between", response=Between, summary="Treaties in force between two places")
def between(request: HttpRequest, a: str = "", b: str = "", on: str = "") -> dict[str, Any]:
    """The treaties in force between two places on a day, today when none is given; places by code or by name."""
    first, second = place_typed(a, "a"), place_typed(b, "b")
    if first == second:
        raise Unreadable("Both are the same. Name another place.", where="b")
    day = day_typed(on, "on") or timezone.now().date()
    bindings = participation.binding_between(first, second, day)
    keys = {act.key for one in bindings for verdict in (one.first, one.second) for act in verdict.acts[:1]}
    acts = {a.pk: a for a in TreatyAction.objects.filter(pk__in=keys).defer("text")}
    titled = {t.pk: t for t in public().filter(pk__in=[one.treaty.pk for one in bindings])}
    results = [
        {
            "symbol": one.treaty.symbol,
            "address": one.treaty.address,
            "title": title_of(titled[one.treaty.pk]),
            "short": one.treaty.short,
            "certain": one.standing == Standing.YES,
            "acts": [act_of(first, one.first, acts), act_of(second, one.second, acts)],
            "crime_types": one.treaty.crime_types,
        }
        for one in bindings
    ]
    return {"a": first, "b": second, "on": day, "count": len(results), "results": results}


def place_typed(text: str, name: str) -> str:
    """The code of the place that an address names.

    Raises:
        Unreadable: it names none, or several alike.
    """
    place = places.resolve(typed(text)) if typed(text) else None
    if place is None:
        sentence = f"“{text[:40]}” is no place that is known here." if typed(text) else "No place is given."
        raise Unreadable(f"{sentence} Write its code, such as IT, or its name.", where=name)
    return place.code


def act_of(place: str, verdict: Verdict, acts: dict[int, TreatyAction]) -> dict[str, Any]:
    """The act by which a place is bound."""
    action = acts.get(verdict.acts[0].key) if verdict.acts else None
    return {
        "place": place,
        "action": action.kind if action else "",
        "since": action.on_text if action else "",
        "standing": str(verdict.standing),
    }


@router.get("/{symbol}.xml", summary="A treaty in Akoma Ntoso")
def akoma_ntoso(request: HttpRequest, symbol: str, language: str = "", source: str = "") -> HttpResponse:
    """The text in one language as a document of Akoma Ntoso 3.0, with its source and licence.

    In English when it is loaded, else in the first language that is. Where a language comes from several sources, the
    best is taken, unless ``source`` names another.
    """
    treaty = found(symbol)
    texts = exports.held_texts(treaty)
    if not texts:
        raise Http404(f"No text of {treaty.symbol} is loaded on this installation.")
    wanted = typed(language).lower() or ("en" if any(held.language == "en" for held in texts) else texts[0].language)
    held = next((t for t in texts if t.language == wanted and typed(source) in {"", t.source.key}), None)
    if held is None:
        known = ", ".join(f"{held.language} ({held.source.key})" for held in texts)
        raise Http404(f"{treaty.symbol} is not loaded in “{wanted[:20]}” from such a source. It is in: {known}.")
    response = HttpResponse(exports.akoma_ntoso(treaty, held), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{treaty.symbol}-{held.language}.xml"'
    return response


@router.get("/{symbol}", response=TreatyWhole, summary="One treaty")
def one(request: HttpRequest, symbol: str) -> dict[str, Any]:
    """A treaty by its symbol, such as XVIII-12."""
    treaty = found(symbol)
    return {
        **data_of(treaty),
        "adopted_at": treaty.adopted_at,
        "entry_rule": treaty.entry_rule,
        "exit_rule": treaty.exit_rule,
        "depositary": treaty.depositary,
        "registration": treaty.registration,
        "complete_on": treaty.complete_on,
        "languages": instruments.languages_of(treaty),
        "articles": treaty.articles.count(),
        "files": files_of(treaty.record),
        "cited_by": cited_by_data(treaty.record),
        "parties": participation.count_on(treaty, timezone.now().date()).known,
    }


@router.get("/{symbol}/articles", response=ArticlePage, summary="The articles of a treaty")
def articles(
    request: HttpRequest, symbol: str, language: str = "", cursor: Cursor = "", limit: Limit = 50
) -> dict[str, Any]:
    """Articles in their order, with texts, summaries, sources and licences in every language, or in one."""
    treaty = found(symbol)
    rows = Article.objects.filter(treaty=treaty).select_related("treaty")
    languages = [typed(language).lower()] if typed(language) else []
    worded = instruments.with_words(rows, languages=languages)
    page, following = page_of(request, worded, [("position", False), ("pk", False)], cursor, limit)
    return {"count": rows.count(), "results": [exports.article_data(one) for one in page], "next": following}


@router.get("/{symbol}/articles/{number}", response=dict[str, Any], summary="One article")
def article(request: HttpRequest, symbol: str, number: str) -> dict[str, Any]:
    """An article by its number, such as 18 or 42-bis, in every language that is loaded."""
    treaty = found(symbol)
    rows = Article.objects.filter(treaty=treaty, number__iexact=typed(number).replace("-", " "))
    one = instruments.with_words(rows.select_related("treaty")).first()
    if one is None:
        raise Http404(f"{treaty.symbol} has no article {number[:20]}, or its articles are not loaded.")
    return exports.article_data(one) | {"cited_by": cited_by_data(treaty.record, one.number)}


@router.get("/{symbol}/parties", response=Parties, summary="Who is party on a day")
def parties(request: HttpRequest, symbol: str, on: str = "", basis: str = Basis.DEPOSIT) -> dict[str, Any]:
    """The parties on a day, today when none is given.

    Counted from the deposit of each instrument, as depositaries and reports count; ``basis=in-force`` counts from the
    entry into force for each party. Those of which the day is known only as a period that includes this day stand
    apart, under ``uncertain``.
    """
    if basis not in Basis.values:
        raise Unreadable(f"“{basis[:20]}” is none of {', '.join(Basis.values)}.", where="basis")
    treaty, day = found(symbol), day_typed(on, "on") or timezone.now().date()
    known = participation.parties_on(treaty, day, basis=Basis(basis))
    counted = participation.count_on(treaty, day)
    certain = [party_data(one) for one in known if one.standing == Standing.YES]
    return {
        "treaty": treaty.symbol,
        "on": day,
        "count": len(certain),
        "reported": counted.reported,
        "parties": certain,
        "uncertain": [party_data(one) for one in known if one.standing != Standing.YES],
        "complete_on": treaty.complete_on,
    }


def party_data(party: participation.Party) -> dict[str, Any]:
    """A party as plain data."""
    return {
        "place": party.place,
        "action": party.action.kind,
        "since": party.since.isoformat() if party.since else party.action.on_text,
        "standing": str(party.standing),
        "in_force_on": party.in_force_on,
        "source": party.action.provenance.title,
    }


@router.get("/{symbol}/parties.csv", summary="Who is party on a day, as CSV")
def parties_csv(request: HttpRequest, symbol: str, on: str = "") -> StreamingHttpResponse:
    """The parties on a day, certain or not, each with its standing and source."""
    treaty, day = found(symbol), day_typed(on, "on") or timezone.now().date()
    return as_file(exports.parties_csv(treaty, day), f"{treaty.symbol}-{day}.csv")


@router.get("/{symbol}/actions", response=ActionPage, summary="What States have done about a treaty")
def actions(  # noqa: PLR0913, PLR0917 -- each is one filter of the list
    request: HttpRequest, symbol: str, place: str = "", action: str = "", cursor: Cursor = "", limit: Limit = 50
) -> dict[str, Any]:
    """Every act, oldest first, with its words, source and licence; ``on`` is a day, or a period in EDTF."""
    treaty = found(symbol)
    rows = instruments.actions_of(treaty).select_related("treaty", "provenance")
    if typed(place):
        rows = rows.filter(place=typed(place).upper())
    if typed(action):
        if typed(action) not in ActionKind.values:
            raise Unreadable(f"“{action[:20]}” is none of {', '.join(ActionKind.values)}.", where="action")
        rows = rows.filter(kind=typed(action))
    keys = [("earliest_on", False), ("latest_on", False), ("pk", False)]
    page, following = page_of(request, rows, keys, cursor, limit)
    return {"count": rows.count(), "results": [exports.action_data(one) for one in page], "next": following}


@router.get("/{symbol}/actions.csv", summary="What States have done about a treaty, as CSV")
def actions_csv(request: HttpRequest, symbol: str) -> StreamingHttpResponse:
    """Every act, in columns that ``comity import`` reads again."""
    treaty = found(symbol)
    rows = exports.actions(symbol=treaty.symbol)
    return as_file(comma_separated(rows, exports.ACTION_COLUMNS), f"{treaty.symbol}-actions.csv")


def as_file(pieces: Iterator[bytes], name: str) -> StreamingHttpResponse:
    """A file that is written while it is sent."""
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
