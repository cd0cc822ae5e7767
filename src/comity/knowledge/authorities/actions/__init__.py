"""Writes of the directory: authorities kept, confirmed, and loaded from the project's own facts."""

from comity.knowledge.authorities.actions.confirming import confirm, confirm_record
from comity.knowledge.authorities.actions.facts import load_facts
from comity.knowledge.authorities.actions.keeping import keep_rows, known, put_entry, stored


__all__ = ["confirm", "confirm_record", "keep_rows", "known", "load_facts", "put_entry", "stored"]
