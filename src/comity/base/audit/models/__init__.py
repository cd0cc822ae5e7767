"""What the log keeps: events that never change, the tree over them, and who is meant by whom."""

from comity.base.audit.models.events import Event, Pseudonym
from comity.base.audit.models.proof import Anchor, Checkpoint, Head, Leaf, Tile, WatchedLog


__all__ = ["Anchor", "Checkpoint", "Event", "Head", "Leaf", "Pseudonym", "Tile", "WatchedLog"]
