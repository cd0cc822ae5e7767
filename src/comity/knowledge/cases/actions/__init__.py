"""What is written about cases: facts that ship, and cases that importers hand in."""

from comity.knowledge.cases.actions.facts import load_facts
from comity.knowledge.cases.actions.keeping import complete, follow_places, keep, keep_reading, last_reading, work_out


__all__ = ["complete", "follow_places", "keep", "keep_reading", "last_reading", "load_facts", "work_out"]
