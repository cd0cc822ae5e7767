"""What is known of a State for who wants its help, and where a reader of the questions stands."""

from comity.operations.guidance.queries.leading import Taken, Way, basis_of, way_through
from comity.operations.guidance.queries.sheets import PURPOSES, Binding, Sheet, sheet_of


__all__ = [
    "PURPOSES",
    "Binding",
    "Sheet",
    "Taken",
    "Way",
    "basis_of",
    "sheet_of",
    "way_through",
]
