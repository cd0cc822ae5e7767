"""Which treaty serves between two States, what States declared on it, what their laws say, and whom to ask."""

from comity.knowledge.treaties.queries.binding import acts_by_key
from comity.operations.assistance.queries.asking import Statement, Statements, declared, find, ledger, statements
from comity.operations.assistance.queries.deciding import Ledger, decide, state_of, strongest
from comity.operations.assistance.queries.helping import (
    Beside,
    Coverage,
    Own,
    beside,
    both_of,
    coverage,
    offences_of,
    own_law,
    whom,
)
from comity.operations.assistance.queries.needing import Need, needs_of


__all__ = [
    "Beside",
    "Coverage",
    "Ledger",
    "Need",
    "Own",
    "Statement",
    "Statements",
    "acts_by_key",
    "beside",
    "both_of",
    "coverage",
    "decide",
    "declared",
    "find",
    "ledger",
    "needs_of",
    "offences_of",
    "own_law",
    "state_of",
    "statements",
    "strongest",
    "whom",
]
