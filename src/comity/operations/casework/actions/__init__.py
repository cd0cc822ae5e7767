"""Every write in the files that authorities keep of requests."""

from comity.operations.casework.actions.guarding import hand_over, let_know, restrict, take_off
from comity.operations.casework.actions.handing_over import pass_on_cases, pass_to_successor
from comity.operations.casework.actions.keeping import (
    add_cost,
    amend,
    join_thread,
    link,
    open_case,
    remove_cost,
    unlink,
)
from comity.operations.casework.actions.showing import show_table
from comity.operations.casework.actions.stepping import go, ground_of, hear, take_up
from comity.operations.casework.actions.timing import compute_deadline, meet_deadline, set_deadline


__all__ = [
    "add_cost",
    "amend",
    "compute_deadline",
    "go",
    "ground_of",
    "hand_over",
    "hear",
    "join_thread",
    "let_know",
    "link",
    "meet_deadline",
    "open_case",
    "pass_on_cases",
    "pass_to_successor",
    "remove_cost",
    "restrict",
    "set_deadline",
    "show_table",
    "take_off",
    "take_up",
    "unlink",
]
