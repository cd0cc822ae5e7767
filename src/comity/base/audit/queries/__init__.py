"""What the log says: for those who follow it, for those who prove it, for those whose log it is."""

from comity.base.audit.queries.trail import after, events_by, events_on, latest_of, latest_position, token_of, told_of
from comity.base.audit.queries.tree import latest_note, proof_of, public_key, tree_size, waiting


__all__ = [
    "after",
    "events_by",
    "events_on",
    "latest_note",
    "latest_of",
    "latest_position",
    "proof_of",
    "public_key",
    "token_of",
    "told_of",
    "tree_size",
    "waiting",
]
