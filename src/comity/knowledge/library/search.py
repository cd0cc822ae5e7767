"""What of an item of the library is found: its card, with its crimes and year."""

from comity.engines.search.registry import CardProvider
from comity.knowledge.library.models import Resource


KINDS = (Resource.kind,)
VERSION = "1"
documents, everything = CardProvider(Resource).functions()
