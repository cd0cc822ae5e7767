"""Take files in, scan them, release them, take them back, clear away what nobody names."""

from comity.base.files.actions.moving import keep_until, remove, retry, withdraw
from comity.base.files.actions.processing import process_due
from comity.base.files.actions.receiving import lay, receive
from comity.base.files.actions.tidying import faults, tidy


__all__ = ["faults", "keep_until", "lay", "process_due", "receive", "remove", "retry", "tidy", "withdraw"]
