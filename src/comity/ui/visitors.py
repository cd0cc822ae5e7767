"""From where a reader asks, as far as it must be known while a request is answered; it is kept nowhere."""

from django.http import HttpRequest

from comity.kernel.shares import network_of


def network(request: HttpRequest) -> str:
    """The network of who asks, see ``network_of``; empty when it cannot be told.

    What our own proxies say of it (``COMITY_PROXIES``) stands in ``REMOTE_ADDR`` by now; what others said is gone.
    """
    return network_of(request.META.get("REMOTE_ADDR", ""))
