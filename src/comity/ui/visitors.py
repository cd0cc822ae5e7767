"""From where a reader asks, as far as it must be known while a request is answered; it is kept nowhere."""

from django.conf import settings
from django.http import HttpRequest

from comity.kernel.shares import network_of


def network(request: HttpRequest) -> str:
    """The network of who asks, see ``network_of``; empty when it cannot be told.

    Where the settings say that a proxy of ours stands before the server (``COMITY_HTTPS``), it is the address that
    this proxy has put last into ``X-Forwarded-For``; what stands before it in that header anybody could have written.
    """
    if settings.SECURE_PROXY_SSL_HEADER is None:
        return network_of(request.META.get("REMOTE_ADDR", ""))
    return network_of(request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2])
