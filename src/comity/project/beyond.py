"""Where a page leads that the module of the page does not know: from a law or a treaty to the legal basis finder."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from comity.operations.assistance import registry
from comity.ui.shell import MenuLink


def links(request: HttpRequest) -> tuple[MenuLink, ...]:
    """What stands below the page that answers this request; nothing below most."""
    match = request.resolver_match
    name = match.view_name if match else ""
    if name in {"legislation:page", "legislation:provision"}:
        asked = f"?{urlencode({'law': request.path})}"
    elif name in {"treaties:page", "treaties:article"} and match and match.kwargs["symbol"] in registry.instruments():
        asked = ""
    else:
        return ()
    return (MenuLink(_("Which treaty binds both States?"), reverse("assistance:find") + asked, is_current=False),)
