"""Tables of the drawing of lots, of cycles and reviews, of who takes part, and of what they write."""

from comity.operations.reviews.models.cycles import Cycle, Review, Reviewer
from comity.operations.reviews.models.drawing import Correction, Draw, Lot, Program
from comity.operations.reviews.models.following import EarlierMeasure, Evidence, Measure, Recommendation
from comity.operations.reviews.models.needs import Need, Offer, Showing, Word
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
    "Agreement",
    "Assessment",
    "Consent",
    "Correction",
    "Cycle",
    "Draw",
    "EarlierMeasure",
    "Evidence",
    "Lot",
    "Mark",
    "Measure",
    "Meeting",
    "Need",
    "Observation",
    "Offer",
    "Participant",
    "Program",
    "Recommendation",
    "Remark",
    "Review",
    "Reviewer",
    "Showing",
    "Summary",
    "Word",
    "Wording",
]
