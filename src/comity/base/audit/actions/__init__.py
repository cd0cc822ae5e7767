"""What is done to the log: events are written, put into the tree, signed, and shown to witnesses."""

from comity.base.audit.actions.anchoring import anchor
from comity.base.audit.actions.erasing import erase_identity
from comity.base.audit.actions.noting import Actor, collecting, digest, keep_seen, note, note_many, seen, seen_many
from comity.base.audit.actions.sequencing import Damaged, checkpoint, sequence
from comity.base.audit.actions.witnessing import unwatch, watch, witness


__all__ = [
    "Actor",
    "Damaged",
    "anchor",
    "checkpoint",
    "collecting",
    "digest",
    "erase_identity",
    "keep_seen",
    "note",
    "note_many",
    "seen",
    "seen_many",
    "sequence",
    "unwatch",
    "watch",
    "witness",
]
