"""Make the index and the sentence vectors, and keep them as the records are."""

from comity.engines.search.actions.building import bring_up_to_date, is_of_other_modules, rebuild
from comity.engines.search.actions.encoding import encode
from comity.engines.search.actions.following import EVENTS, Pen, catch_up, writing
from comity.engines.search.actions.reading import NICENESS


__all__ = [
    "EVENTS",
    "NICENESS",
    "Pen",
    "bring_up_to_date",
    "catch_up",
    "encode",
    "is_of_other_modules",
    "rebuild",
    "writing",
]
