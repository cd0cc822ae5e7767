"""Messages that leave the house, and notices that wait for people inside it."""

from comity.base.notices.models.inbox import CalendarFeed, Notice, Wishes
from comity.base.notices.models.sending import Destination, Message


__all__ = ["CalendarFeed", "Destination", "Message", "Notice", "Wishes"]
