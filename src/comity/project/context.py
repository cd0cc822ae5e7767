"""What every page needs to know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from comity import __version__
from comity.kernel.languages import direction


def page(request: HttpRequest) -> dict[str, Any]:
    """The version, and the language and direction of the interface."""
    language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    return {
        "version": __version__,
        "interface_language": language,
        "interface_direction": direction(language),
        "interface_languages": settings.LANGUAGES,
        "theme": request.COOKIES.get("theme", ""),
    }
