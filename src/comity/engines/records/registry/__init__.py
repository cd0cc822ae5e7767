"""Which kinds of record exist, and what can be written of each in a table: read from the installed models."""

from comity.engines.records.registry.columns import columns_of, only_told
from comity.engines.records.registry.facts import Entry, entries
from comity.engines.records.registry.kinds import detail_models, hook, kinds, table_models
from comity.engines.records.registry.naming import labels_of
from comity.engines.records.registry.sketch import Column, Sketch


__all__ = [
    "Column",
    "Entry",
    "Sketch",
    "columns_of",
    "detail_models",
    "entries",
    "hook",
    "kinds",
    "labels_of",
    "only_told",
    "table_models",
]
