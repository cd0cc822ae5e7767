"""How far the finder's data reach, treaty by treaty."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.engines.records.views import reader, reading_language
from comity.kernel.dates import Period
from comity.kernel.errors import Unreadable
from comity.kernel.languages import direction
from comity.knowledge.authorities import queries as authorities
from comity.operations.assistance import queries, registry
from comity.ui.components import Column, Crumb, Row
from comity.ui.templatetags.addresses import in_language
from comity.ui.templatetags.ui import day


def _reported(number: int, on: dt.date) -> SafeString:
    words = conditional_escape(_("%(number)s on %(day)s"))
    # Safe, since the words were escaped and the day is a component.
    return SafeString(words % {"number": number, "day": day(on)})


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every treaty that the finder knows: how many parties, how many were reported, and up to when all is known."""
    language = reading_language()
    on = timezone.now().date()
    try:
        on = Period.parse(request.GET.get("on", "").strip()).latest
    except Unreadable:
        on = timezone.now().date()
    ledger = queries.ledger(on, person=reader(request))
    listed = queries.coverage(ledger)
    titles = authorities.titles_of({one.symbol: authorities.Title(one.symbol, "en") for one in listed}, language)
    rows = []
    for one in listed:
        title = titles[one.symbol]
        head = format_html(
            '<a href="{}" lang="{}" dir="{}">{}</a> <span class="quiet">{}</span>',
            in_language(f"/treaties/{one.symbol}/"),
            title.language,
            direction(title.language),
            title.text,
            one.symbol,
        )
        reported = _reported(*one.reported) if one.reported else "—"
        parties = _("not known here") if one.parties is None else str(one.parties)
        rows.append(Row(head, (str(one.articles), parties, reported, day(one.complete_on) or "—")))
    return render(
        request,
        "assistance/coverage.html",
        {
            "rows": rows,
            "columns": (
                Column(_("Measures")),
                Column(_("Parties known")),
                Column(_("Parties reported")),
                Column(_("Every act known until")),
            ),
            "day": on.isoformat(),
            "number": len(listed),
            "of": len(registry.measures()),
            "known": sum(1 for one in listed if one.parties is not None),
            "crumbs": (
                Crumb(_("Which treaty binds both States?"), reverse("assistance:find")),
                Crumb(_("What the finder knows")),
            ),
        },
    )
