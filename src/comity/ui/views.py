"""The choice between light and dark, and the style guide."""

from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from comity.ui.forms import ExampleForm
from comity.ui.guide import NUMBERS, content
from comity.ui.map import world_map
from comity.ui.samples import SAMPLES
from comity.ui.shell import THEMES, shell, theme_cookie


A_YEAR: Final = 365 * 24 * 3600  # seconds


# Exempt, so that reading a page sets no cookie and pages stay cacheable; a forged request could only change colours.
@csrf_exempt
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme in a cookie and return to the page that the reader was on."""
    following = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(following, {request.get_host()}, require_https=request.is_secure()):
        following = "/"
    response = HttpResponseRedirect(following)
    theme = request.POST.get("theme", "")
    if theme not in THEMES or theme == "auto":
        response.delete_cookie(theme_cookie(), samesite="Lax")
    else:
        response.set_cookie(
            theme_cookie(), theme, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
        )
    return response


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Every component of the design system, for who builds pages and for the tests in a browser; where it is set."""
    if not settings.GUIDE:
        raise Http404
    language = shell(request)["shell"].language
    sample = SAMPLES[language]
    statuses = {
        "IT": "party",
        "FR": "party",
        "ML": "party",
        "CN": "party",
        "AR": "signatory",
        "RU": "party",
        "SA": "left",
        "TO": "none",
    }
    return render(
        request,
        "ui/guide.html",
        {
            **content(language),
            "drawing": world_map(
                statuses, {"IT": sample.state}, {"IT": "#main"}, numbers=NUMBERS, title=sample.treaty
            ),
            "form": ExampleForm({"reference": "", "received": "yesterday", "where": "full"}),
        },
    )
