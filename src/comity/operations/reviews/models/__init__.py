"""Tables of the drawing of lots, of cycles and reviews, of who takes part, and of what they write."""

from comity.operations.reviews.models.assemblies import (
    AgendaDocument,
    AgendaItem,
    Decision,
    Gathering,
    Officer,
    Registration,
)
from comity.operations.reviews.models.cycles import Cycle, Review, Reviewer
from comity.operations.reviews.models.drawing import Correction, Draw, Lot, Program
from comity.operations.reviews.models.following import EarlierMeasure, Evidence, Measure, Recommendation
from comity.operations.reviews.models.needs import Need, Offer, Showing, Word
from comity.operations.reviews.models.seating import SeatChange
from comity.operations.reviews.models.taking_part import Mark, Participant
from comity.operations.reviews.models.writing import (
    Agreement,
    Assessment,
    Consent,
    Meeting,
    Observation,
    Remark,
    Summary,
    Wording,
)


__all__ = [
    "AgendaDocument",
    "AgendaItem",
    "Agreement",
    "Assessment",
    "Consent",
    "Correction",
    "Cycle",
    "Decision",
    "Draw",
    "EarlierMeasure",
    "Evidence",
    "Gathering",
    "Lot",
    "Mark",
    "Measure",
    "Meeting",
    "Need",
    "Observation",
    "Offer",
    "Officer",
    "Participant",
    "Program",
    "Recommendation",
    "Registration",
    "Remark",
    "Review",
    "Reviewer",
    "SeatChange",
    "Showing",
    "Summary",
    "Word",
    "Wording",
]
