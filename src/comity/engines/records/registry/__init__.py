"""Which kinds of record exist, and what can be written of each in a table or a form: read from the models."""

from comity.engines.records.registry.columns import only_told
from comity.engines.records.registry.facts import Entry, entries
from comity.engines.records.registry.fresh import freshness_of, warning_of
from comity.engines.records.registry.groups import Group, groups_of
from comity.engines.records.registry.kinds import detail_models, hook, kinds, table_models
from comity.engines.records.registry.naming import labels_of
from comity.engines.records.registry.outline import Outline, Section, Wording, outline_of
from comity.engines.records.registry.rows import column_named, columns_of, finish
from comity.engines.records.registry.sketch import Column, Sketch


__all__ = [
    "Column",
    "Entry",
    "Group",
    "Outline",
    "Section",
    "Sketch",
    "Wording",
    "column_named",
    "columns_of",
    "detail_models",
    "entries",
    "finish",
    "freshness_of",
    "groups_of",
    "hook",
    "kinds",
    "labels_of",
    "only_told",
    "outline_of",
    "table_models",
    "warning_of",
]
