"""What Django says at the start when something that the pages are made with is missing."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, register
from django.core.checks import Warning as Notice

from comity.ui.assets import installed


@register()
def files_from_npm(**kwargs: Any) -> list[CheckMessage]:
    """Warn when fonts, flags or the map are missing; pages work without them, plainer."""
    if installed():
        return []
    return [
        Notice(
            f"Fonts, flags and the map are not in {settings.NODE_MODULES}.",
            hint="Run `npm ci --ignore-scripts` in the repository, or set COMITY_NODE_MODULES.",
            id="ui.W001",
        )
    ]
