"""How an authority is written in the rows of a table."""

from comity.knowledge.authorities.grammar.columns import COLUMNS, OF_THE_AUTHORITY, OF_THE_DESIGNATION, TOLD
from comity.knowledge.authorities.grammar.reading import Fault, Numbered, entry_of, grouped
from comity.knowledge.authorities.grammar.writing import rows_of, written


__all__ = [
    "COLUMNS",
    "OF_THE_AUTHORITY",
    "OF_THE_DESIGNATION",
    "TOLD",
    "Fault",
    "Numbered",
    "entry_of",
    "grouped",
    "rows_of",
    "written",
]
