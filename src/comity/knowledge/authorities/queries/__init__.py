"""Reads of the directory: who may read what, whom to ask, what treaties are called."""

from comity.knowledge.authorities.queries.disclosure import (
    Disclosed,
    Reading,
    all_of,
    disclosed,
    loaded,
    narrowed,
    of_keys,
    reading_of,
    visible_to,
)
from comity.knowledge.authorities.queries.finding import Answer, Found, Question, Way, find, treaties_named
from comity.knowledge.authorities.queries.history import Change, history_of
from comity.knowledge.authorities.queries.titles import Title, titles, titles_of


__all__ = [
    "Answer",
    "Change",
    "Disclosed",
    "Found",
    "Question",
    "Reading",
    "Title",
    "Way",
    "all_of",
    "disclosed",
    "find",
    "history_of",
    "loaded",
    "narrowed",
    "of_keys",
    "reading_of",
    "titles",
    "titles_of",
    "treaties_named",
    "visible_to",
]
