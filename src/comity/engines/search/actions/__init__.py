"""Make the index and the sentence vectors and keep them as the records are; tell those who follow a search."""

from comity.engines.search.actions.alerting import is_behind, look
from comity.engines.search.actions.building import bring_up_to_date, is_of_other_modules, rebuild
from comity.engines.search.actions.encoding import encode
from comity.engines.search.actions.following import EVENTS, Pen, catch_up, writing
from comity.engines.search.actions.percolating import lay_out
from comity.engines.search.actions.reading import NICENESS
from comity.engines.search.actions.subscribing import confirm, end, end_all, send_link, subscribe, tidy
from comity.engines.search.actions.telling import due, tell


__all__ = [
    "EVENTS",
    "NICENESS",
    "Pen",
    "bring_up_to_date",
    "catch_up",
    "confirm",
    "due",
    "encode",
    "end",
    "end_all",
    "is_behind",
    "is_of_other_modules",
    "lay_out",
    "look",
    "rebuild",
    "send_link",
    "subscribe",
    "tell",
    "tidy",
    "writing",
]
