"""Look for citations in the texts, and keep what was found as the records are."""

from comity.engines.citations.actions.reading import (
    bring_up_to_date,
    catch_up,
    read_everything,
    read_records,
)
from comity.engines.citations.actions.sweeping import Sweep


__all__ = ["Sweep", "bring_up_to_date", "catch_up", "read_everything", "read_records"]
