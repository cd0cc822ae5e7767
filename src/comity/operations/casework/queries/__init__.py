"""Which files somebody may know of, what is due in them, and what is counted of them."""

from comity.operations.casework.queries.cases import (
    case_of,
    colleagues,
    colleagues_of,
    count_unregistered,
    due_between,
    envelope_from,
    for_listing,
    hidden_threads,
    linked,
    of_thread,
    pending,
    readable_names,
    thread_of,
    threads_of,
    to_be_told,
    unregistered,
    unregistered_in,
    visible_to,
)
from comity.operations.casework.queries.desk import Wanted, counts, listed


__all__ = [
    "Wanted",
    "case_of",
    "colleagues",
    "colleagues_of",
    "count_unregistered",
    "counts",
    "due_between",
    "envelope_from",
    "for_listing",
    "hidden_threads",
    "linked",
    "listed",
    "of_thread",
    "pending",
    "readable_names",
    "thread_of",
    "threads_of",
    "to_be_told",
    "unregistered",
    "unregistered_in",
    "visible_to",
]
