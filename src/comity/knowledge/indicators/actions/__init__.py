"""What is written about indicators: facts that ship, figures from files and by hand, the portal's own counts."""

from comity.knowledge.indicators.actions.computing import compute, count_pages
from comity.knowledge.indicators.actions.facts import load_facts
from comity.knowledge.indicators.actions.recording import put_figures, retract_observation


__all__ = ["compute", "count_pages", "load_facts", "put_figures", "retract_observation"]
