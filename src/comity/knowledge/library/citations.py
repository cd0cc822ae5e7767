"""By which titles items of the library are cited."""

from collections.abc import Iterator
from typing import Final

from comity.engines.citations import registry
from comity.engines.citations.shapes import Named
from comity.knowledge.library.models import Resource


KINDS: Final = (Resource.kind,)
# The card tells all of its words, and it has no parts.
words = registry.nothing
units = registry.no_units
parts = registry.whole(Resource)
addresses = registry.addressed(Resource)


def named() -> Iterator[Named]:
    """Those that are published; two queries."""
    return registry.by_title(Resource)
