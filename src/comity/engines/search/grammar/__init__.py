"""What people type: read into a tree that an index can answer, and never refused."""

from comity.engines.search.grammar.citations import citation_keys, normalise_citation
from comity.engines.search.grammar.parser import parse
from comity.engines.search.grammar.tree import Query


__all__ = ["Query", "citation_keys", "normalise_citation", "parse"]
