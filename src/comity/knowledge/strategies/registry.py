"""The facts that ship with the project: which strategies there are."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from comity.engines.records.registry import entries
from comity.engines.records.shapes import Card, topics_of
from comity.kernel.dates import Period
from comity.kernel.errors import Unreadable
from comity.knowledge.strategies.enums import Form, Pillar
from comity.knowledge.strategies.models import Strategy


FILE: Final = Path(__file__).parent / "facts" / "strategies.yaml"
FIELDS: Final = ("form", "begins", "ends", "adopted", "adopted_by", "symbol", "monitored_by", "reports", "url")
KNOWN: Final = frozenset({*FIELDS, "pillars", "languages", "verified"})


def strategies() -> Iterator[tuple[Strategy, Card]]:
    """Every strategy of the facts.

    Raises:
        Unreadable: an entry has a date, a form or a pillar that is none.
    """
    for entry in entries(FILE, known=KNOWN):
        said = entry.fields
        pillars, languages = said.get("pillars", ()), said.get("languages", ())
        if strange := set(pillars) - set(Pillar.values):
            raise Unreadable(f"“{strange.pop()}” is no pillar: {', '.join(Pillar.values)}.", where=entry.where)
        if said.get("form", Form.STRATEGY) not in Form.values:
            raise Unreadable(f"“{said['form']}” is no form: {', '.join(Form.values)}.", where=entry.where)
        fields = {name: said[name] if name == "reports" else str(said[name]) for name in FIELDS if name in said}
        strategy = Strategy(**fields, is_verified=bool(said.get("verified")))
        try:
            in_time(strategy)
        except Unreadable as fault:
            raise Unreadable(fault.sentence, where=entry.where) from fault
        topics = topics_of("pillar", pillars) + topics_of("language", languages)
        yield strategy, replace(entry.card, topics=entry.card.topics + topics)


def in_time(strategy: Strategy) -> None:
    """Give a strategy the days of its period from what is written of it.

    Raises:
        Unreadable: a date is none, or it ends before it begins.
    """
    if strategy.adopted:
        Period.parse(strategy.adopted)
    strategy.begins_on = Period.parse(strategy.begins).earliest if strategy.begins else None
    strategy.ends_on = Period.parse(strategy.ends).latest if strategy.ends else None
    if strategy.begins_on and strategy.ends_on and strategy.ends_on < strategy.begins_on:
        raise Unreadable(f"It ends ({strategy.ends}) before it begins ({strategy.begins}).")
