"""By which titles strategies are cited."""

from collections.abc import Iterator
from typing import Final

from comity.engines.citations import registry
from comity.engines.citations.shapes import Named
from comity.knowledge.strategies.models import Strategy


KINDS: Final = (Strategy.kind,)
# The card tells all of its words, and it has no parts.
words = registry.nothing
units = registry.no_units
parts = registry.whole(Strategy)
addresses = registry.addressed(Strategy)


def named() -> Iterator[Named]:
    """Those that are published; two queries."""
    return registry.by_title(Strategy)
