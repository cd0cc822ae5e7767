"""Hand a message over to a webhook."""

import time
from typing import Final

from django.conf import settings

from comity import __version__
from comity.base.notices.crypto import signature
from comity.base.notices.enums import Fault
from comity.base.notices.models import Message
from comity.base.notices.shapes import Attempt
from comity.kernel.outside import Unreachable, post


TAKEN: Final = range(200, 300)
ELSEWHERE: Final = range(300, 400)
GONE: Final = 410


def call(message: Message) -> Attempt:
    """Try once; it takes at most ten seconds, and nothing of the answer is kept but its number."""
    body = message.text.encode()
    try:
        reply = post(
            message.destination.address,
            body,
            headers_of(message, body, now=int(time.time())),
            is_internal_allowed=settings.INTERNAL_WEBHOOKS,
        )
    except Unreachable as no:
        return Attempt(fault=Fault(no.reason.value), detail=no.detail)
    if reply.status in TAKEN:
        return Attempt()
    if reply.status == GONE:
        return Attempt(fault=Fault.GONE, detail=str(reply.status), is_final=True, is_unwanted=True)
    return Attempt(fault=Fault.REDIRECTED if reply.status in ELSEWHERE else Fault.STATUS, detail=str(reply.status))


def headers_of(message: Message, body: bytes, *, now: int) -> dict[str, str]:
    """The headers of Standard Webhooks; the name is that of the message, at every attempt the same."""
    name = f"msg_{message.key.hex}"
    return {
        "Content-Type": "application/json",
        "User-Agent": f"Comity/{__version__}",
        "webhook-id": name,
        "webhook-timestamp": str(now),
        "webhook-signature": signature(message.destination.secret, name=name, timestamp=now, body=body),
    }
