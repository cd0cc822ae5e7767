"""Who may draw, who sees what of a review when, and who may do what in it."""

from comity.operations.reviews.rules.drawing import (
    check_may_draw,
    check_randomness,
    check_stage,
    check_values,
    may_draw,
    may_see,
    name_of_rule,
    told,
)


__all__ = [
    "check_may_draw",
    "check_randomness",
    "check_stage",
    "check_values",
    "may_draw",
    "may_see",
    "name_of_rule",
    "told",
]
