"""Queue messages, send them, try them again, forget them."""

from comity.base.notices.actions.keeping import destination_for, forget, resume, retry, tidy
from comity.base.notices.actions.queueing import queue, queue_many
from comity.base.notices.actions.sending import send_due


__all__ = ["destination_for", "forget", "queue", "queue_many", "resume", "retry", "send_due", "tidy"]
