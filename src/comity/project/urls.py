"""Every address of the portal."""

from collections.abc import Iterator

from django.apps import apps
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from comity.kernel.background import Background
from comity.project import sitemaps
from comity.project.api import api, nothing
from comity.project.assistants.views import endpoint


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether it serves, and how the work in the background of the process that answers is doing."""
    lines = [
        f"{one.name} {'stopped' if not one.is_running else 'failing' if one.faults else 'ok'}\n"
        for one in Background.health()
    ]
    return HttpResponse(["ok\n", *lines], content_type="text/plain; charset=utf-8")


def modules() -> Iterator[URLResolver]:
    """The pages of every installed module, under the address that its app names."""
    for config in apps.get_app_configs():
        if address := getattr(config, "address", ""):
            yield path(f"{address}/", include(f"{config.name}.urls"))


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health, name="health"),
    path("api/v1/", RedirectView.as_view(url="/api/v1/openapi.json")),
    path("api/v1/", api.urls),
    # A path may hold any character, also the end of a line, and every answer here is data.
    re_path(r"^api/v1/", nothing),
    # Where the provider of one's own organisation sends people back to: one address, whatever the language.
    path("directory/", include("comity.base.people.urls.directory")),
    path("mcp", endpoint, name="assistants"),
    path("audit/", include("comity.base.audit.urls.machines")),
    path("sealed/", include("comity.engines.exchange.urls.machines")),
    path("", include("comity.base.administration.urls.machines")),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:section>-<int:number>.xml", sitemaps.part, name="sitemap-part"),
    *i18n_patterns(
        path("", include("comity.ui.urls")),
        path("", include("comity.project.portal.urls")),
        *modules(),
        path("account/", include("comity.base.people.urls.entrance")),
    ),
]
