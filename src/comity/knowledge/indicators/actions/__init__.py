"""What is written about indicators: facts that ship, figures from files and by hand, the portal's own counts."""

from comity.knowledge.indicators.actions.computing import compute, count_pages
from comity.knowledge.indicators.actions.facts import load_facts
from comity.knowledge.indicators.actions.recording import (
    BY_HAND,
    add_figure,
    correct_observation,
    put_figures,
    retract_observation,
)


__all__ = [
    "BY_HAND",
    "add_figure",
    "compute",
    "correct_observation",
    "count_pages",
    "load_facts",
    "put_figures",
    "retract_observation",
]
