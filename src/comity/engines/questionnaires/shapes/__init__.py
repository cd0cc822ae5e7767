"""Plain data: what a version of a questionnaire says, read once and the same for everybody."""

from comity.engines.questionnaires.shapes.conditions import (
    Amount,
    Combined,
    Compared,
    Condition,
    Negated,
    Reference,
    Worked,
)
from comity.engines.questionnaires.shapes.definitions import (
    Agreement,
    Check,
    Choice,
    Column,
    Definition,
    Question,
    Repeat,
    Row,
    Section,
    Taken,
    Texts,
)


__all__ = [
    "Agreement",
    "Amount",
    "Check",
    "Choice",
    "Column",
    "Combined",
    "Compared",
    "Condition",
    "Definition",
    "Negated",
    "Question",
    "Reference",
    "Repeat",
    "Row",
    "Section",
    "Taken",
    "Texts",
    "Worked",
]
