"""What of a strategy is found: its card, with its pillars, crimes and period."""

from comity.engines.search.registry import CardProvider
from comity.knowledge.strategies.models import Strategy


KINDS = (Strategy.kind,)
VERSION = "1"
documents, everything = CardProvider(Strategy).functions()
