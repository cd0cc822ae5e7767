"""The inbox, the choice of letters, the calendar, and what staff see of messages."""

from comity.base.notices.views.inbox import signed_in


__all__ = ["signed_in"]
