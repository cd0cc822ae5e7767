"""The list of one kind of record, narrowed by what the reader chooses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from comity.base.places import queries as places
from comity.base.terms import queries as terms
from comity.engines.records import queries
from comity.engines.records.models import Detail, Record
from comity.engines.records.shapes import CRIME_TYPES
from comity.engines.records.views.reading import line, note_unpublished, reader, reading_language
from comity.kernel.languages import alphabetical
from comity.ui.components import Crumb


PAGE: Final = 50
LONGEST: Final = 200
# The parameters of a list; the last is the one under which the search knows them too.
PLACE: Final = "place"
CRIME: Final = "crime_type"
YEAR: Final = "year"
WORDS: Final = "q"
FIRST_YEAR: Final = 1
LAST_YEAR: Final = 9999


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter, how many it would leave (None: not counted), and its label's language if not the page's."""

    value: str
    label: str | Promise
    number: int | None
    is_chosen: bool
    language: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """Something that a list can be narrowed by, with the values that leave anything."""

    name: str
    label: str | Promise
    choices: tuple[Choice, ...]


class RecordList(View):
    """All records of one kind that the reader may read, newest first, narrowed by place, crime, year and own lists.

    Words are handed over to the search, which looks for them in this kind alone.
    """

    # Given in as_view(), which only takes what the class has already.
    detail_model: ClassVar[type[Detail]] = Detail  # type: ignore[type-abstract] # -- never used as it stands
    template_name = "records/list.html"
    # A sentence about what is in the list; empty for none.
    lead: str | Promise = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the list; words lead to the search."""
        model = self.detail_model
        chosen = {name: request.GET.get(name, "").replace("\0", "").strip()[:LONGEST] for name in self.names()}
        if chosen[WORDS]:
            kept = {name: chosen[name] for name in (PLACE, CRIME, YEAR) if chosen[name]}
            asked = urlencode({"q": chosen[WORDS], "kind": model.kind, **kept})
            return redirect(f"{reverse(settings.UI_MENUS.search)}?{asked}")
        year, fault = year_typed(chosen[YEAR])
        every = queries.visible_to(reader(request)).filter(kind=model.kind)
        counts = queries.counts(every, model)
        pages = Paginator(self.found(self.narrowed(every, chosen, year)), PAGE)
        page = pages.get_page(request.GET.get("page"))
        note_unpublished(request, page, how="list")
        name, more = str(model._meta.verbose_name_plural), self.more_filters(request)
        return render(
            request,
            self.template_name,
            {
                "name": name,
                "lead": self.lead,
                "kind": model.kind,
                "lines": [self.line(record) for record in page],
                "filters": self.filters(counts, chosen),
                "more_filters": more,
                "has_years": counts.first is not None,
                "years": counts,
                "chosen": chosen,
                "is_narrowed": any(chosen.values()) or any(one.is_chosen for own in more for one in own.choices),
                "fault": fault,
                "summary": ngettext("%(number)s record", "%(number)s records", pages.count) % {"number": pages.count},
                "back": _address(request, page.previous_page_number()) if page.has_previous() else "",
                "following": _address(request, page.next_page_number()) if page.has_next() else "",
                "crumbs": (Crumb(name[:1].upper() + name[1:]),),
                **self.get_context(request),
            },
        )

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        """What the page of a kind shows beside its list; nothing as a rule."""
        return {}

    def names(self) -> list[str]:
        """The parameters that the list understands beside its page."""
        own = [one.scheme for one in self.detail_model.vocabularies]
        return [PLACE, CRIME, YEAR, WORDS, *own, *(one.name for one in queries.choice_fields(self.detail_model))]

    def narrowed(self, records: QuerySet[Record], chosen: Mapping[str, str], year: int | None) -> QuerySet[Record]:
        """The records that answer to everything that is chosen."""
        topics = {one.scheme: chosen[one.scheme] for one in self.detail_model.vocabularies if chosen[one.scheme]}
        if chosen[CRIME]:
            topics[CRIME_TYPES] = chosen[CRIME]
        fields = [one.name for one in queries.choice_fields(self.detail_model)]
        return queries.narrowed(
            records,
            self.detail_model,
            place=chosen[PLACE],
            year=year,
            topics=topics,
            choices={name: chosen[name] for name in fields if chosen[name]},
        )

    def found(self, records: QuerySet[Record]) -> QuerySet[Record]:
        """The records in the order of the list, with what a line shows; a kind with more to show loads it here."""
        model = self.detail_model
        if model.years:
            records = records.order_by(f"-{model.kind}__{model.years[0]}", "-published_at", "pk")
        return queries.for_listing(records.select_related(model.kind), language=reading_language())

    def line(self, record: Record) -> dict[str, Any]:
        """What the list shows of one record; a kind with more to say adds it here."""
        return line(record)

    def more_filters(self, request: HttpRequest) -> list[Filter]:
        """Filters of the kind's own, which ``found`` must heed; none as a rule."""
        return []

    def filters(self, counts: queries.Counts, chosen: Mapping[str, str]) -> list[Filter]:
        """What the list can be narrowed by, without what no record has."""
        language = reading_language()
        names, crimes = places.names(language), terms.every_label(CRIME_TYPES, language)
        lists: list[tuple[str, str | Promise, Mapping[str, int], Mapping[str, str | Promise], bool]] = [
            (PLACE, _("State or organization"), counts.places, dict(names), False),
            (CRIME, _("Crime"), counts.topics[CRIME_TYPES], dict(crimes), False),
        ]
        for field in queries.choice_fields(self.detail_model):
            label = str(getattr(field, "verbose_name", field.name))
            lists.append(
                (field.name, label[:1].upper() + label[1:], counts.choices[field.name], dict(field.flatchoices), False)
            )
        lists += [
            (one.scheme, one.label, counts.topics.get(one.scheme, {}), one.names, one.spoken)
            for one in self.detail_model.vocabularies
        ]
        return [
            Filter(name, label, _choices(numbers, labels, chosen[name], spoken=spoken))
            for name, label, numbers, labels, spoken in lists
            if numbers
        ]


def year_typed(text: str) -> tuple[int | None, str]:
    """The year that was typed, and a sentence when it is none."""
    if not text:
        return None, ""
    if text.isdecimal() and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text), ""
    return None, _("“%(text)s” is not a year. Write it in four figures, such as 2019.") % {"text": text[:20]}


def _choices(
    numbers: Mapping[str, int], labels: Mapping[str, str | Promise], chosen: str, *, spoken: bool
) -> tuple[Choice, ...]:
    made = [
        Choice(value, labels.get(value, value), number, value == chosen, value if spoken else "")
        for value, number in numbers.items()
    ]
    return tuple(sorted(made, key=lambda one: alphabetical(str(one.label), reading_language())))


def _address(request: HttpRequest, number: int) -> str:
    asked = request.GET.copy()
    asked["page"] = str(number)
    return f"?{asked.urlencode()}"
