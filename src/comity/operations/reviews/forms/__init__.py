"""What is typed about draws and reviews."""

from comity.operations.reviews.forms.drawing import (
    AskForm,
    CommitForm,
    CorrectionForm,
    DrawForm,
    MechanismForm,
    RandomnessForm,
    ReasonForm,
)


__all__ = [
    "AskForm",
    "CommitForm",
    "CorrectionForm",
    "DrawForm",
    "MechanismForm",
    "RandomnessForm",
    "ReasonForm",
]
