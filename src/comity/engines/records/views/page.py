"""The page of one record of one kind."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.generic import View

from comity.base.places import queries as places
from comity.base.terms import queries as terms
from comity.engines.records import queries
from comity.engines.records.models import Detail, Record
from comity.engines.records.shapes import CRIME_TYPES, PLACES
from comity.engines.records.views.reading import line, readable, reader, reading_language
from comity.ui.components import Crumb, Fact


class RecordPage(View):
    """One record of one kind."""

    # Given in as_view(), which only takes what the class has already.
    detail_model: ClassVar[type[Detail]] = Detail  # type: ignore[type-abstract] # -- never used as it stands
    template_name = "records/page.html"

    def get(self, request: HttpRequest, **which: Any) -> HttpResponse:
        """Show the record, or say that it is not there (404) or no longer there (410)."""
        record = readable(request, self.detail_model.kind, **which)
        return render(request, self.template_name, self.context(record))

    def context(self, record: Record) -> dict[str, Any]:
        """What the page shows; a kind with more to show adds it here."""
        model, shown = self.detail_model, line(record)
        listed = str(model._meta.verbose_name_plural)
        title = shown["text"].title if shown["text"] else str(record.pk)
        language = shown["text"].language if shown["text"] else ""
        return {
            **shown,
            "record": record,
            "name": model._meta.verbose_name,
            "facts": [*self.facts(record), *self.subjects(record)],
            "sources": record.sources.all(),
            "links": queries.linked_to(record, reader(self.request), language=reading_language()),
            "cite": reverse("records:cite", args=[record.pk]),
            "crumbs": (
                Crumb(listed[:1].upper() + listed[1:], reverse(f"{model._meta.app_label}:list")),
                Crumb(title, language=language),
            ),
        }

    def facts(self, record: Record) -> list[Fact]:
        """The fields of the kind by their names, without those that are empty."""
        detail: Detail = getattr(record, record.kind)
        fields = [one for one in detail._meta.concrete_fields if not one.primary_key]
        rows = [(str(getattr(one, "verbose_name", one.name)), _shown(detail, one.name)) for one in fields]
        return [Fact(name[:1].upper() + name[1:], value) for name, value in rows if value not in {"", None}]

    def subjects(self, record: Record) -> list[Fact]:
        """The place and the topics of a record, each leading to the list of what else is about it."""
        language, kind_list = reading_language(), reverse(f"{self.detail_model._meta.app_label}:list")
        found = queries.topics_by_scheme(list(record.topics.all()))
        names = places.names(language)
        facts = []
        if code := record.place_id:
            facts.append(
                Fact(_("State or organization"), names.get(code, code), reverse("place", args=[code]), flag=code)
            )
        lists = [
            (_("Countries studied"), PLACES, "place", dict(names), False),
            (_("Crimes"), CRIME_TYPES, "crime_type", dict(terms.every_label(CRIME_TYPES, language)), False),
            *((one.label, one.scheme, one.scheme, one.names, one.spoken) for one in self.detail_model.vocabularies),
        ]
        for label, scheme, parameter, labels, spoken in lists:
            if found.get(scheme):
                lines = [(kind_list, parameter, one, labels.get(one, one), one) for one in found[scheme]]
                facts.append(Fact(label, _linked(lines, spoken=spoken)))
        return facts


def _linked(lines: Sequence[tuple[Any, ...]], *, spoken: bool) -> SafeString:
    own = '<a href="{}?{}={}" lang="{}">{}</a>' if spoken else '<a href="{}?{}={}">{}</a>'
    rows = (
        (address, parameter, value, *((language,) if spoken else ()), label)
        for address, parameter, value, label, language in lines
    )
    return format_html_join(" · ", own, rows)


def _shown(detail: Detail, name: str) -> Any:
    display = getattr(detail, f"get_{name}_display", None)
    value = display() if display else getattr(detail, name)
    return "" if isinstance(value, list | dict) else value
