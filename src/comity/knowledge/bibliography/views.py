"""The bibliography, the page of one work, and as many works as a reader has chosen in a file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from comity.engines.citations.views import cited_by
from comity.engines.records import queries
from comity.engines.records.exports.formats import FORMATS, written
from comity.engines.records.models import Record
from comity.engines.records.views import RecordList, RecordPage, reader, reading_language
from comity.engines.records.views.listing import LONGEST, year_typed
from comity.kernel.errors import Unreadable
from comity.knowledge.bibliography.exports import references
from comity.knowledge.bibliography.grammar import names_of
from comity.knowledge.bibliography.models import Work
from comity.ui.components import Badge, Download, Fact, Tone


def badges(work: Work) -> list[Badge]:
    """What kind of work it is, and whether anyone has checked what is said of it."""
    shown = [Badge(work.get_form_display(), Tone.ACCENT)]
    return shown if work.is_verified else [*shown, Badge(_("Not verified"), Tone.OUTLINE)]


def published_in(work: Work) -> str:
    """Journal, volume, issue and pages: “Crime, Law and Social Change 58 (2), 179-194”."""
    issue = f"({work.issue})" if work.issue else ""
    where = " ".join(filter(None, (work.container, work.volume, issue)))
    return ", ".join(filter(None, (where, work.pages)))


class WorkList(RecordList):
    """Works by country studied, crime, year, form, method and language."""

    detail_model = Work
    template_name = "bibliography/list.html"
    lead = gettext_lazy("What others have written about crime and cooperation against it, annotated by us.")

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        """The files in which the works that are shown can be taken away."""
        asked = request.GET.copy()
        asked.pop("page", None)
        query = f"?{asked.urlencode()}" if asked else ""
        return {
            "downloads": [
                Download(label, reverse("bibliography:file", args=[form]) + query)
                for form, (label, _type, _write) in FORMATS.items()
            ]
        }

    def line(self, record: Record) -> dict[str, Any]:
        """A work with its authors, year and where it came out."""
        work: Work = record.work
        said = (names_of(work.authors), str(work.year or ""), work.container or work.publisher)
        return super().line(record) | {"said": said, "badges": badges(work)}


class WorkFile(WorkList):
    """The works that a list would show, all of them, as a file for reference managers."""

    def get(self, request: HttpRequest, form: str = "") -> HttpResponse:
        """The file; words are no filter here, since only the search knows them."""
        chosen = {name: request.GET.get(name, "").replace("\0", "").strip()[:LONGEST] for name in self.names()}
        year, _fault = year_typed(chosen["year"])
        every = queries.visible_to(reader(request)).filter(kind=Work.kind)
        records = self.narrowed(every, chosen, year).order_by("-work__year", "pk")
        root = request.build_absolute_uri("/").rstrip("/")
        try:
            content, media_type = written(references(records, root=root, language=reading_language()), form)
        except Unreadable as unreadable:
            raise Http404(str(unreadable)) from unreadable
        response = HttpResponse(content, content_type=media_type)
        response["Content-Disposition"] = f'attachment; filename="comity-bibliography.{form}"'
        response["X-Robots-Tag"] = "noindex"
        return response


class WorkPage(RecordPage):
    """One work."""

    detail_model = Work
    template_name = "bibliography/page.html"

    def context(self, record: Record) -> dict[str, Any]:
        """The work with the way to it."""
        work: Work = record.work
        return super().context(record) | {
            "badges": badges(work),
            "byline": names_of(work.authors),
            "document": work.url or (f"https://doi.org/{work.doi}" if work.doi else ""),
            "cited_by": cited_by(self.request, record, has_links=False),
            "is_verified": work.is_verified,
        }

    def facts(self, record: Record) -> list[Fact]:
        """Who wrote it, when, and where it came out."""
        work: Work = record.work
        spoken = work.language
        rows: list[tuple[str, object, str]] = [
            (_("Authors"), "; ".join(names_of([name]) for name in work.authors), spoken),
            (_("Editors"), "; ".join(names_of([name]) for name in work.editors), spoken),
            (_("Date"), work.issued, ""),
            (_("Published in"), published_in(work), spoken),
            (pgettext("of a document", "Form"), work.get_form_display(), ""),
            (_("Publisher"), ", ".join(filter(None, (work.publisher, work.publisher_place))), spoken),
            (_("Series"), work.series, spoken),
            (_("Number"), work.number, spoken),
            (_("Edition"), work.edition, spoken),
            ("DOI", work.doi, "en"),
            ("ISBN", work.isbn, "en"),
            ("ISSN", work.issn, "en"),
        ]
        return [Fact(name, value, language=language) for name, value, language in rows if value]
