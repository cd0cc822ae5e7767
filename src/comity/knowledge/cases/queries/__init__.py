"""Cases as a reader may see them, and by what they are counted."""

from comity.knowledge.cases.queries.cases import by_name, for_page, visible_cases
from comity.knowledge.cases.queries.charged import Charged, provisions_charged
from comity.knowledge.cases.queries.counting import Choice, counts, marks_of, narrowed


__all__ = [
    "Charged",
    "Choice",
    "by_name",
    "counts",
    "for_page",
    "marks_of",
    "narrowed",
    "provisions_charged",
    "visible_cases",
]
