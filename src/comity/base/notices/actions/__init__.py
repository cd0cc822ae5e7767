"""Tell people what concerns them; queue messages, send them, try them again, forget them."""

from comity.base.notices.actions.choosing import choose, end_calendar, make_calendar
from comity.base.notices.actions.heralding import herald
from comity.base.notices.actions.keeping import destination_for, forget, resume, retry, tidy
from comity.base.notices.actions.queueing import queue, queue_many
from comity.base.notices.actions.reminding import remind
from comity.base.notices.actions.sending import send_due
from comity.base.notices.actions.telling import forget_old, mark_done, mark_read, notify, settle, settle_several


__all__ = [
    "choose",
    "destination_for",
    "end_calendar",
    "forget",
    "forget_old",
    "herald",
    "make_calendar",
    "mark_done",
    "mark_read",
    "notify",
    "queue",
    "queue_many",
    "remind",
    "resume",
    "retry",
    "send_due",
    "settle",
    "settle_several",
    "tidy",
]
