"""The library, and the page of one item."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from comity.engines.citations.views import cited_by
from comity.engines.records.models import Record
from comity.engines.records.views import RecordList, RecordPage
from comity.kernel.languages import own_name
from comity.knowledge.library.models import Resource
from comity.ui.components import Badge, Fact, Tone


def badges(resource: Resource) -> list[Badge]:
    """What kind of thing it is, and whether anyone has checked what is said of it."""
    shown = [Badge(resource.get_form_display(), Tone.ACCENT)]
    return shown if resource.is_verified else [*shown, Badge(_("Not verified"), Tone.OUTLINE)]


class ResourceList(RecordList):
    """Items by form, collection, audience, language, crime and year."""

    detail_model = Resource
    lead = gettext_lazy(
        "Tools, guides, model laws, standards of judicial integrity, publications and teaching modules, "
        "with every language in which they exist."
    )

    def line(self, record: Record) -> dict[str, Any]:
        """An item with its publisher, year and form."""
        resource: Resource = record.resource
        said = (resource.publisher, str(resource.year or ""), resource.series)
        return super().line(record) | {"said": said, "badges": badges(resource)}


class ResourcePage(RecordPage):
    """One item of the library."""

    detail_model = Resource
    template_name = "library/page.html"

    def context(self, record: Record) -> dict[str, Any]:
        """The item with its language versions and what else is in its series."""
        resource: Resource = record.resource
        versions = [one | {"name": own_name(one["language"])} for one in resource.versions]
        return super().context(record) | {
            "badges": badges(resource),
            "document": resource.url,
            "versions": versions,
            "cited_by": cited_by(self.request, record, has_links=False),
            "is_verified": resource.is_verified,
        }

    def facts(self, record: Record) -> list[Fact]:
        """Its publisher, year, series and symbol."""
        resource: Resource = record.resource
        rows: list[tuple[str, object, str]] = [
            (pgettext("of a document", "Form"), resource.get_form_display(), ""),
            (pgettext("of a library", "Collection"), resource.get_collection_display(), ""),
            (_("Publisher"), resource.publisher, "en"),
            (_("Year"), str(resource.year or ""), ""),
            (_("Series"), resource.series, "en"),
            (_("Number in the series"), resource.number, "en"),
            (_("Symbol"), resource.symbol, "en"),
        ]
        return [Fact(name, value, language=language) for name, value, language in rows if value]
