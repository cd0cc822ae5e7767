"""Thematic reports: what many reviews say together, on a page and to take away."""

import csv
import io
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comity.base.places.enums import Group
from comity.engines.records.views import reader, reading_language
from comity.kernel.documents.pdf import to_pdf
from comity.kernel.documents.shapes import Document, Paragraph, Run, Style, Table
from comity.kernel.documents.word import to_word
from comity.kernel.lists import said_of
from comity.kernel.shares import Share
from comity.operations.reviews.enums import Counted
from comity.operations.reviews.models import Cycle
from comity.operations.reviews.queries import figures, thematic
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.rules import acting
from comity.operations.reviews.views import articles
from comity.ui.components import Column, Crumb, Download, Row
from comity.ui.visitors import network


MEDIA: Final = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
# So many files one network may have set in an hour.
MADE: Final = Share(60)
TOO_MANY: Final = 429
UNTOLD: Final = "··"


@never_cache
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """One table: what is counted in which cycle; with the question behind a figure where one was asked for."""
    person = reader(request)
    is_host = acting.may_conduct(person)
    everything = is_host and request.GET.get("scope") == "all"
    cycles = list(queries.cycles())
    cycle = figures.known_cycle(request.GET.get("cycle", "")) or (cycles[0] if cycles else None)
    asked = request.GET.get("what", "")
    what = Counted(asked) if asked in Counted.values else Counted.GAP
    found = thematic.report(cycle, what, everything=everything) if cycle is not None else None
    form = request.GET.get("format", "")
    if form:
        if found is None or cycle is None or form not in MEDIA:
            raise Http404
        if not MADE.take(network(request)):
            return HttpResponse("", status=TOO_MANY, content_type="text/plain")
        return _file(found, cycle, what, form, everything=everything)
    chosen = {"cycle": str(cycle.pk) if cycle else "", "what": what.value} | ({"scope": "all"} if everything else {})
    article, group = request.GET.get("article", ""), request.GET.get("group", "")
    content = {
        "cycles": cycles,
        "cycle": cycle,
        "whats": [(one.value, one.label, one is what) for one in Counted],
        "what": what.label,
        "is_host": is_host,
        "everything": everything,
        "columns": [*(Column(name) for name in _heads(found)), Column(_("Together"))] if found else [],
        "lines": _lines(found, chosen) if found else [],
        "left_out": found.table.left_out if found else 0,
        "reviews": found.reviews if found else 0,
        "question": thematic.question(cycle, what, article, group, everything=everything)
        if cycle is not None and ("article" in request.GET or "group" in request.GET)
        else "",
        "asked": _named(article, group),
        "downloads": [
            Download(_("Thematic report"), f"?{urlencode(chosen | {'format': one})}", one.upper()) for one in MEDIA
        ]
        if found
        else [],
        "crumbs": [Crumb(_("Reviews"), reverse("reviews:reviews")), Crumb(_("Thematic reports"))],
    }
    return render(request, "reviews/report.html", content)


def _heads(found: thematic.Report) -> list[str]:
    names: dict[str, Any] = {**dict(Group.choices), thematic.NONE: _("No regional group")}
    return [str(names[one]) for one in found.columns]


def _article(one: str, titles: Any) -> str:
    return articles.label(one, titles) if one != thematic.NONE else _("No article")


def _named(article: str, group: str) -> str:
    """Which figure was asked for."""
    groups: dict[str, Any] = {**dict(Group.choices), thematic.NONE: _("No regional group")}
    titles = articles.names() if article else {}
    words = [_article(article, titles) if article else "", str(groups.get(group, "")) if group else ""]
    return " · ".join(filter(None, words)) or _("Together")


def _lines(found: thematic.Report, chosen: dict[str, str]) -> list[Row]:
    """The table with each figure as the way to its question."""
    titles, table = articles.names(), found.table

    def cell(value: int | None, article: str, group: str) -> str:
        if value is None:
            return format_html('<abbr title="{}">{}</abbr>', _("not told"), UNTOLD)
        address = f"?{urlencode(chosen | {'article': article, 'group': group})}#question"
        label = _("The question behind this figure")
        return format_html('<a href="{}" title="{}">{}</a>', address, label, value)

    rows = [
        Row(
            _article(one, titles),
            (*(cell(table.cells[one, group], one, group) for group in found.columns), cell(table.rows[one], one, "")),
        )
        for one in found.rows
    ]
    sums = (*(cell(table.columns[group], "", group) for group in found.columns), cell(table.total, "", ""))
    return [*rows, Row(_("Together"), sums)] if rows else []


def _plain(found: thematic.Report) -> list[list[str]]:
    """The table as plain words, its head first."""
    titles, table = articles.names(), found.table

    def said(value: int | None) -> str:
        return UNTOLD if value is None else str(value)

    rows = [[pgettext("of a treaty", "Article"), *_heads(found), _("Together")]]
    rows += [
        [_article(one, titles), *(said(table.cells[one, group]) for group in found.columns), said(table.rows[one])]
        for one in found.rows
    ]
    return [*rows, [_("Together"), *(said(table.columns[group]) for group in found.columns), said(table.total)]]


def _file(found: thematic.Report, cycle: Cycle, what: Counted, form: str, *, everything: bool) -> HttpResponse:
    rows = _plain(found)
    if form == "csv":
        out = io.StringIO()
        csv.writer(out).writerows(rows)
        content = out.getvalue().encode("utf-8")
    else:
        written = _document(rows, cycle, what, everything=everything)
        content = to_pdf(written) if form == "pdf" else to_word(written)
    response = HttpResponse(content, content_type=MEDIA[form])
    response["Content-Disposition"] = f'attachment; filename="thematic-report.{form}"'
    return response


def basis(*, everything: bool) -> str:
    """What a report rests on, in a sentence."""
    if everything:
        return _("Counted in everything that the Secretariat may read. Not for publication.")
    return _("Counted in what States have consented to publish.")


def _document(rows: list[list[str]], cycle: Cycle, what: Counted, *, everything: bool) -> Document:
    head, *body = rows
    told = _("Figures below three are not told (··), nor those that would give them away.")
    heading = _("Thematic report")
    counted = _("Counted are reviews in which there is at least one on the article.")
    table = Table(
        head=tuple((Run(cell, is_bold=True),) for cell in head),
        rows=tuple(tuple((Run(cell),) for cell in row) for row in body),
        widths=(4, *(1 for _cell in head[1:])),
        label=str(what.label),
    )
    return Document(
        title=said_of(heading, what.label),
        language=reading_language(),
        blocks=(
            Paragraph((Run(f"{cycle.get_mechanism_display()}, {cycle.name}"),), Style.LEAD),
            Paragraph((Run(f"{basis(everything=everything)} {counted} {told}"),), Style.QUIET),
            table,
        ),
        made_at=timezone.now(),
        mark=_("Not for publication") if everything else "",
    )
