import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.records import actions as records
from comity.engines.records.enums import Outcome, Wording
from comity.engines.records.shapes import Card, CardSource, CardText, identity
from comity.kernel.dates import Period
from comity.kernel.errors import Unreadable
from comity.knowledge.treaties import registry, rules
from comity.knowledge.treaties.actions.participation import put_actions, put_sources
from comity.knowledge.treaties.actions.texts import in_order
from comity.knowledge.treaties.models import Article, ArticleSummary, LoadedFacts, ReportedTotal, Treaty, TreatyAction
from comity.knowledge.treaties.shapes import Change, Source


# What loading reports on, in this order.
LOADED: Final = ("treaties", "articles", "totals", "summaries", "actions", "removed")
BATCH: Final = 500

Progress = Callable[[str, int, int], None]


def load_facts(*, by: User, progress: Progress | None = None) -> dict[str, int]:
    """Load every fact about treaties that ships with the project; the same again changes nothing.

    Args:
        by: who loads them, as a rule the service.
        progress: told what is being loaded, how many are done and how many there are.

    Returns:
        How many treaties, articles, totals, summaries and actions were created or changed, and actions removed.

    Raises:
        Unreadable: a file of facts names something that is not known, or is no table.
    """
    tell = progress or _silent
    rules.check_may_edit_actions(by)
    fingerprint = registry.fingerprint()
    if LoadedFacts.objects.filter(name="facts", fingerprint=fingerprint).exists():
        return dict.fromkeys(LOADED, 0)
    with transaction.atomic():
        sources = registry.sources()
        put_sources(sources, by=by)
        changed = {"treaties": _load_treaties(sources, tell, by=by)}
        keys = dict(Treaty.objects.values_list("symbol", "pk"))
        touched: set[Any] = set()
        changed["articles"] = _load_articles(keys, touched)
        changed["totals"] = _load_totals(keys)
        changed["summaries"] = _load_summaries(keys, touched)
        # One event for each treaty, so that search reads it again.
        for treaty in Treaty.objects.filter(pk__in=touched).order_by("pk"):
            note("treaty.articles", treaty, by=by, record_id=treaty.pk)
        tell("actions", 0, 1)
        done: list[Change] = put_actions(registry.actions(), sources, by=by)
        changed["actions"] = sum(1 for change in done if change.outcome != Outcome.UNCHANGED)
        tell("actions", 1, 1)
        changed["removed"] = _remove_gone(done, {source.key for source in sources})
        LoadedFacts.objects.update_or_create(name="facts", defaults={"fingerprint": fingerprint})
        note("treaty.load_facts", None, by=by, fingerprint=fingerprint, done=changed)
    return changed


def _remove_gone(done: Iterable[Change], sources: set[str]) -> int:
    """Take out actions that our files told of once and tell of no more; what others have since told stays."""
    spoken_of = {change.identifier for change in done}
    ours = TreatyAction.objects.filter(identifier__startswith="facts:", provenance__in=sources)
    gone = [pk for pk, identifier in ours.values_list("pk", "identifier") if identifier not in spoken_of]
    for start in range(0, len(gone), BATCH):
        TreatyAction.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    return len(gone)


def _silent(what: str, done: int, total: int) -> None:
    """Tell nobody."""


def _load_treaties(sources: Iterable[Source], tell: Progress, *, by: User) -> int:
    cards = {s.key: _card_source(s) for s in sources}
    titles: dict[str, list[CardText]] = {}
    for _where, row in registry.rows("titles.csv"):
        titles.setdefault(row["symbol"], []).append(CardText(row["language"], row["title"], wording=Wording.OFFICIAL))
    rows = list(registry.rows("treaties.csv"))
    # A protocol points at its treaty, so treaties without a parent come first, and grandchildren last.
    parents = {row["symbol"]: row["parent"] for _where, row in rows}
    rows.sort(key=lambda item: _depth(item[1]["symbol"], parents))
    changed = 0
    for number, (where, row) in enumerate(rows, start=1):
        own = CardText(row["language"], row["title"])
        others = [text for text in titles.get(row["symbol"], []) if text.language != own.language]
        card = Card(row["symbol"], None, (own, *others), (cards[row["source"]],))
        try:
            outcome = records.put(_treaty(row), card, by=by)
        except (ValueError, ValidationError) as error:
            raise Unreadable(str(error), where=where) from error
        changed += outcome != Outcome.UNCHANGED
        tell("treaties", number, len(rows))
    return changed


def _depth(symbol: str, parents: dict[str, str]) -> int:
    depth = 0
    while symbol := parents.get(symbol, ""):
        depth += 1
    return depth


def _treaty(row: dict[str, str]) -> Treaty:
    return Treaty(
        symbol=row["symbol"],
        record_id=identity(Treaty.kind, row["symbol"]),
        chapter=row["chapter"],
        short=row["short"],
        adopted_on=_day(row["adopted_on"]),
        adopted_at=row["adopted_at"],
        in_force_on=_day(row["in_force_on"]),
        entry_rule=row["entry_rule"],
        exit_rule=row["exit_rule"],
        depositary=row["depositary"],
        registration=row["registration"],
        complete_on=_day(row["complete_on"]),
        parent_id=identity(Treaty.kind, row["parent"]) if row["parent"] else None,
        crime_types=row["crime_types"].split(),
    )


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _card_source(source: Source) -> CardSource:
    return CardSource(
        source.title,
        url=source.url,
        publisher=source.publisher,
        licence=source.licence,
        retrieved_on=_day(source.retrieved_on),
        locator=source.note,
    )


def _load_articles(keys: dict[str, Any], touched: set[Any]) -> int:
    known = {(a.treaty_id, a.number): a for a in Article.objects.all()}
    wanted: dict[str, list[dict[str, str]]] = {}
    for where, row in registry.rows("articles.csv"):
        if row["symbol"] not in keys:
            raise Unreadable(f"No treaty has the symbol “{row['symbol']}”.", where=where)
        wanted.setdefault(row["symbol"], []).append(row)
    created, changed = [], []
    for symbol, rows in wanted.items():
        numbers = {r["number"] for r in rows} | {n for t, n in known if t == keys[symbol]}
        positions = {n: p for p, n in enumerate(sorted(numbers, key=in_order), start=1)}
        for row in rows:
            fields = {
                "position": positions[row["number"]],
                "division": row["division"],
                "title": row["title"],
            }
            article = known.get((keys[symbol], row["number"]))
            if article is None:
                created.append(Article(treaty_id=keys[symbol], number=row["number"], **fields))
            elif any(getattr(article, name) != value for name, value in fields.items()):
                for name, value in fields.items():
                    setattr(article, name, value)
                changed.append(article)
    touched |= {article.treaty_id for article in (*created, *changed)}
    Article.objects.bulk_create(created, batch_size=500)
    Article.objects.bulk_update(changed, ["position", "division", "title"], batch_size=200)
    return len(created) + len(changed)


def _load_totals(keys: dict[str, Any]) -> int:
    known = {(t.treaty_id, t.on_text, t.provenance_id): t for t in ReportedTotal.objects.all()}
    created, changed = [], []
    for where, row in registry.rows("totals.csv"):
        if row["symbol"] not in keys:
            raise Unreadable(f"No treaty has the symbol “{row['symbol']}”.", where=where)
        on, parties = Period.parse(row["on"]), int(row["parties"])
        total = known.get((keys[row["symbol"]], row["on"], row["source"]))
        if total is None:
            created.append(
                ReportedTotal(
                    treaty_id=keys[row["symbol"]],
                    on_text=row["on"],
                    earliest_on=on.earliest,
                    latest_on=on.latest,
                    parties=parties,
                    provenance_id=row["source"],
                    locator=row["locator"],
                )
            )
        elif (total.parties, total.locator) != (parties, row["locator"]):
            total.parties, total.locator = parties, row["locator"]
            changed.append(total)
    ReportedTotal.objects.bulk_create(created)
    ReportedTotal.objects.bulk_update(changed, ["parties", "locator"])
    return len(created) + len(changed)


def _load_summaries(keys: dict[str, Any], touched: set[Any]) -> int:
    articles = {(a.treaty_id, a.number): a.pk for a in Article.objects.all()}
    known = {(s.article_id, s.language): s for s in ArticleSummary.objects.all()}
    columns = ["title", "summary", "asks", "obligation", "crime_types", "review"]
    created, changed, wanted = [], [], set()
    for said in registry.summaries():
        if said.symbol not in keys:
            raise Unreadable(f"No treaty has the symbol “{said.symbol}”.", where=f"{said.where}, key instrument")
        article = articles.get((keys[said.symbol], said.number))
        if article is None:
            raise Unreadable(f"{said.symbol} has no article {said.number}.", where=said.where)
        wanted.add((article, said.language))
        values = {name: getattr(said, name) for name in columns}
        summary = known.get((article, said.language))
        if summary is None:
            created.append(ArticleSummary(article_id=article, language=said.language, **values))
        elif any(getattr(summary, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(summary, name, value)
            changed.append(summary)
    gone = [summary.pk for key, summary in known.items() if key not in wanted]
    treaty_of = {pk: treaty for (treaty, _number), pk in articles.items()}
    touched |= {treaty_of[summary.article_id] for summary in (*created, *changed)}
    touched |= {treaty_of[article] for article, language in set(known) - wanted}
    ArticleSummary.objects.bulk_create(created, batch_size=200)
    ArticleSummary.objects.bulk_update(changed, columns, batch_size=100)
    for start in range(0, len(gone), BATCH):
        ArticleSummary.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    return len(created) + len(changed) + len(gone)
