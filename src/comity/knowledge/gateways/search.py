"""What of a hot topic is found: its card, with its portals and crimes."""

from comity.engines.search.registry import CardProvider
from comity.knowledge.gateways.models import HotTopic


KINDS = (HotTopic.kind,)
VERSION = "1"
documents, everything = CardProvider(HotTopic).functions()
