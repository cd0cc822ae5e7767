"""Writes of the directory: authorities kept, confirmed, and loaded from the project's own facts."""

from comity.knowledge.authorities.actions.confirming import confirm
from comity.knowledge.authorities.actions.facts import load_facts
from comity.knowledge.authorities.actions.keeping import known, put_entry, stored


__all__ = ["confirm", "known", "load_facts", "put_entry", "stored"]
