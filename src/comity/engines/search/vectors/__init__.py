"""Sentences as vectors: texts of one meaning lie near each other in any language. The only door to the encoder."""

from comity.engines.search.vectors.encoder import DIMENSIONS, encode
from comity.engines.search.vectors.store import Near, Store


__all__ = ["DIMENSIONS", "Near", "Store", "encode"]
