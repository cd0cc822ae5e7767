"""What the next page tells its reader is kept in the browser until then, in a cookie of this very host."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage


class Told(CookieStorage):
    """Django's own, signed, under a name that no neighbour can plant; what does not fit is left out, oldest first."""

    cookie_name = f"{settings.COOKIE_PREFIX}messages"
