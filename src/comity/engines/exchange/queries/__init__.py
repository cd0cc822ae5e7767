"""Which sealed things a person may fetch, which keys there are, and who holds them."""

from comity.engines.exchange.queries.keys import (
    current_key,
    directory,
    earlier_keys,
    holders,
    holders_of,
    holds,
    key_log,
    members,
    own_key,
    recoveries_for,
    recovery_set,
    wraps_of,
)
from comity.engines.exchange.queries.threads import (
    attachment_of,
    draft_of,
    drafts_of,
    envelope_of,
    own_attachment,
    parties,
    reachable,
    threads_for_listing,
    threads_visible_to,
)


__all__ = [
    "attachment_of",
    "current_key",
    "directory",
    "draft_of",
    "drafts_of",
    "earlier_keys",
    "envelope_of",
    "holders",
    "holders_of",
    "holds",
    "key_log",
    "members",
    "own_attachment",
    "own_key",
    "parties",
    "reachable",
    "recoveries_for",
    "recovery_set",
    "threads_for_listing",
    "threads_visible_to",
    "wraps_of",
]
