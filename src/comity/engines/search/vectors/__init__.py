"""Sentences as vectors: texts of one meaning lie near each other in any language. The only door to the encoder."""

from comity.engines.search.vectors.encoder import DIMENSIONS, encode, is_ready, load_beside
from comity.engines.search.vectors.store import OPENINGS, TITLES, Store
from comity.engines.search.vectors.tables import Within


__all__ = ["DIMENSIONS", "OPENINGS", "TITLES", "Store", "Within", "encode", "is_ready", "load_beside"]
