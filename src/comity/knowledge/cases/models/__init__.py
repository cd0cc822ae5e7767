"""The tables of cases: the record, who took part, what was charged and decided, and what it refers to."""

from comity.knowledge.cases.models.case import Case, CaseMark, CaseSection, CaseTerm
from comity.knowledge.cases.models.proceedings import Charge, Cooperation, Instance, Measure, Party
from comity.knowledge.cases.models.references import Attachment, Citation


__all__ = [
    "Attachment",
    "Case",
    "CaseMark",
    "CaseSection",
    "CaseTerm",
    "Charge",
    "Citation",
    "Cooperation",
    "Instance",
    "Measure",
    "Party",
]
