"""What of a State's requirements is found: their card, with their State."""

from comity.engines.search.registry import CardProvider
from comity.knowledge.requirements.models import Requirement


KINDS = (Requirement.kind,)
VERSION = "1"
documents, everything = CardProvider(Requirement).functions()
