"""Treaties with their articles as plain data, and actions and parties as rows: streamed, a few treaties at a time."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from comity.base.people.models import User
from comity.engines.records.exports import as_data, comma_separated, json_lines
from comity.engines.records.queries import attachments_for, links_for
from comity.knowledge.treaties.enums import Basis
from comity.knowledge.treaties.models import Article, Provenance, Treaty, TreatyAction, TreatyText
from comity.knowledge.treaties.queries import instruments, participation


BATCH: Final = 20  # treaties held in memory at once
# The names that imports.tables reads, so that what is exported can be corrected and read in again.
ACTION_COLUMNS: Final = [
    "symbol", "place", "action", "on", "territory", "against", "text", "language", "note", "identifier", "source",
    "source_title", "source_publisher", "source_url", "source_licence", "source_retrieved_on",
]  # fmt: skip
PARTY_COLUMNS: Final = ["symbol", "on", "place", "standing", "action", "since", "in_force_on", "source_title"]


def treaties(*, person: User | None = None, symbol: str = "") -> Iterator[dict[str, Any]]:
    """Every treaty that the person may read, or one, with articles, texts, summaries and sources, as plain data.

    Articles carry the identifiers that Akoma Ntoso gives them (``art_18``).
    """
    visible = instruments.visible_to(person)
    keys = list((visible.filter(symbol=symbol) if symbol else visible).values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        some = list(
            instruments.with_titles(Treaty.objects.filter(pk__in=keys[start : start + BATCH]))
            .select_related("parent")
            .prefetch_related(
                "record__sources", attachments_for("record__attachments"), links_for("record__links_out")
            )
            .order_by("chapter", "symbol")
        )
        articles: dict[Any, list[dict[str, Any]]] = {}
        for article in instruments.with_words(
            Article.objects.filter(treaty__in=some).select_related("treaty").order_by("treaty", "position")
        ):
            articles.setdefault(article.treaty_id, []).append(article_data(article))
        portions: dict[Any, list[dict[str, Any]]] = {}
        for one in (
            TreatyText.objects.filter(treaty__in=some)
            .select_related("provenance")
            .order_by("treaty", "language", "provenance", "position")
        ):
            portions.setdefault(one.treaty_id, []).append(
                {
                    "portion": one.portion,
                    "after": one.after,
                    "language": one.language,
                    "wording": one.wording,
                    "text": one.body,
                    "source": source_data(one.provenance),
                }
            )
        for treaty in some:
            data = as_data(treaty.record, treaty)
            data["parent"] = treaty.parent.symbol if treaty.parent else None
            data["crime_types"] = treaty.crime_types
            data["articles"] = articles.get(treaty.pk, [])
            data["portions"] = portions.get(treaty.pk, [])
            yield data


def article_data(article: Article) -> dict[str, Any]:
    """One article with its texts and summaries, as plain data."""
    return {
        "eId": f"art_{article.number.replace(' ', '-')}",
        "term": article.term,
        "address": article.address,
        "number": article.number,
        "division": article.division,
        "title": article.title,
        "texts": [
            {
                "language": text.language,
                "wording": text.wording,
                "title": text.title,
                "heading": text.heading,
                "text": text.body,
                "source": source_data(text.provenance),
            }
            for text in article.texts.all()
        ],
        "summaries": [
            {
                "language": summary.language,
                "title": summary.title,
                "summary": summary.summary,
                "asks": summary.asks,
                "obligation": summary.obligation,
                "crime_types": summary.crime_types,
                "review": summary.review,
            }
            for summary in article.summaries.all()
        ],
    }


def linked_data(treaty: Treaty, root: str) -> dict[str, Any]:
    """A treaty as schema.org describes legislation; no query when its card and its parent are loaded.

    Args:
        treaty: the treaty.
        root: the address of the host, ``https://comity.example``.
    """
    titles = {text.language: text.title for text in treaty.record.texts.all()}
    name = titles.get("en") or next(iter(titles.values()), treaty.symbol)
    return {
        "@type": "Legislation",
        "@id": f"{root}{treaty.address}",
        "url": f"{root}{treaty.address}",
        "name": name,
        "alternateName": [title for title in (*titles.values(), treaty.short) if title and title != name],
        "legislationIdentifier": treaty.symbol,
        "legislationType": "Treaty",
        "legislationDate": treaty.adopted_on and treaty.adopted_on.isoformat(),
        "legislationLegalForce": "https://schema.org/InForce" if treaty.in_force_on else None,
        "isPartOf": f"{root}{treaty.parent.address}" if treaty.parent else None,
    }


def linked_article(article: Article, title: str, root: str) -> dict[str, Any]:
    """An article as a part of its treaty; its treaty is loaded with its card."""
    whole = linked_data(article.treaty, root)
    return {
        "@type": "Legislation",
        "@id": f"{root}{article.address}",
        "url": f"{root}{article.address}",
        "name": f"{article.number}. {title}" if title else article.number,
        "legislationIdentifier": article.term,
        "legislationType": "Treaty",
        "legislationDate": whole["legislationDate"],
        "legislationLegalForce": whole["legislationLegalForce"],
        "isPartOf": {"@type": "Legislation", "@id": whole["@id"], "name": whole["name"]},
    }


def source_data(source: Provenance) -> dict[str, Any]:
    """Where something comes from, and on what terms."""
    return {
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "licence": source.licence,
        "retrieved_on": source.retrieved_on.isoformat() if source.retrieved_on else None,
    }


def actions(*, person: User | None = None, symbol: str = "", place: str = "") -> Iterator[dict[str, Any]]:
    """Every action that counts, each with its source; all, or those on one treaty or of one place."""
    visible = instruments.visible_to(person)
    keys = list((visible.filter(symbol=symbol) if symbol else visible).values_list("pk", flat=True))
    # By treaty, some at a time: one query over all of them would be left to a planner that, just after a load, knows
    # nothing of the tables yet, and PostgreSQL then took minutes over it.
    for start in range(0, len(keys), BATCH):
        found = TreatyAction.objects.filter(is_retracted=False, treaty__in=keys[start : start + BATCH])
        if place:
            found = found.filter(place=place)
        for action in found.select_related("treaty", "provenance").order_by("treaty__chapter", "treaty__symbol", "pk"):
            yield action_data(action)


def action_data(action: TreatyAction) -> dict[str, Any]:
    """One action with its source, by the names in ``ACTION_COLUMNS``."""
    source = action.provenance
    return {
        "symbol": action.treaty.symbol,
        "place": action.place_id,
        "action": action.kind,
        "on": action.on_text,
        "territory": action.territory_id or "",
        "against": action.against_id or "",
        "text": action.text,
        "language": action.language,
        "note": action.note,
        "identifier": action.identifier,
        "source": source.key,
        "source_title": source.title,
        "source_publisher": source.publisher,
        "source_url": source.url,
        "source_licence": source.licence,
        "source_retrieved_on": source.retrieved_on.isoformat() if source.retrieved_on else "",
    }


def parties(treaty: Treaty, day: dt.date, *, basis: Basis = Basis.DEPOSIT) -> Iterator[dict[str, Any]]:
    """Every party to a treaty on a day, each with the action and the source on which that rests."""
    for party in participation.parties_on(treaty, day, basis=basis):
        yield {
            "symbol": treaty.symbol,
            "on": day.isoformat(),
            "place": party.place,
            "standing": str(party.standing),
            "action": party.action.kind,
            "since": party.action.on_text,
            "in_force_on": party.in_force_on.isoformat() if party.in_force_on else "",
            "source_title": party.action.provenance.title,
        }


def treaties_json(*, person: User | None = None, symbol: str = "") -> Iterator[bytes]:
    """Treaties as JSON Lines."""
    return json_lines(treaties(person=person, symbol=symbol))


def actions_csv(*, person: User | None = None, symbol: str = "", place: str = "") -> Iterator[bytes]:
    """Actions as CSV, in cells that no spreadsheet program takes for a formula."""
    return comma_separated(actions(person=person, symbol=symbol, place=place), ACTION_COLUMNS)


def parties_csv(treaty: Treaty, day: dt.date, *, basis: Basis = Basis.DEPOSIT) -> Iterator[bytes]:
    """Parties on a day as CSV."""
    return comma_separated(parties(treaty, day, basis=basis), PARTY_COLUMNS)
