"""What stands in the path of a request and opens something by itself is left out of the lines of the server."""

import logging
import re
from typing import Any, Final


LEFT_OUT: Final = "(link)"
# Where a route calls what opens something otherwise than ``token``.
OTHERS: Final = {
    "records:collection": "key",
    "records:collection-edit": "key",
    "records:collection-download": "key",
}
# What looks like 24 random bytes and more, written in the letters of addresses: in a path that leads nowhere.
RANDOM: Final = re.compile(r"(?=[\w.-]*[a-z])(?=[\w.-]*[A-Z])(?=[\w.-]*\d)[\w.-]{32,}", re.ASCII)


class LinksLeftOut(logging.Filter):
    """Takes the secret part of links in letters, of shared collections and of calendars out of a line.

    A refused request is logged with its path, and such a path would open for whoever reads the log what it opens for
    its owner: a new password, an invitation.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the line where there is something to leave out; every line is written."""
        if isinstance(record.args, tuple):
            secret = _secret_of(getattr(record, "request", None))
            record.args = tuple(_without(one, secret) if isinstance(one, str) else one for one in record.args)
        return True


def _secret_of(request: Any) -> str:
    match = getattr(request, "resolver_match", None)
    if match is None:
        return ""
    return str(match.kwargs.get("token") or match.kwargs.get(OTHERS.get(match.view_name, ""), ""))


def _without(text: str, secret: str) -> str:
    if secret:
        text = text.replace(secret, LEFT_OUT)
    return RANDOM.sub(LEFT_OUT, text) if "/" in text else text
