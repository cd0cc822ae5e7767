"""Links in shown texts, and what cites a record."""

from comity.engines.citations.views.linking import Shown, marked, pieces, shown
from comity.engines.citations.views.received import CitedBy, cited_by


__all__ = ["CitedBy", "Shown", "cited_by", "marked", "pieces", "shown"]
