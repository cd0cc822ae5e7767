"""The list of hot topics, and the page of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy

from comity.base.people.models import User
from comity.engines.records.models import Record
from comity.engines.records.views import RecordList, RecordPage, reader, reading_language
from comity.engines.search import forms as searches
from comity.engines.search import queries as search
from comity.engines.search.views import naming, showing
from comity.knowledge.gateways import queries, rules
from comity.knowledge.gateways.enums import Portal
from comity.knowledge.gateways.models import PORTALS, HotTopic
from comity.knowledge.gateways.shapes import Item
from comity.ui.components import Result


# So many results of a saved search are shown; the others are one step away.
FOUND: Final = 5


@dataclass(frozen=True, slots=True)
class Line:
    """An item with what the page shows of it: for a search how much it finds, and the first of that."""

    shown: queries.Shown
    kind: str
    place_name: str
    results: Sequence[Result] = ()
    count: int = 0
    search: str = ""


class HotTopicList(RecordList):
    """Hot topics by portal and crime."""

    detail_model = HotTopic
    template_name = "gateways/list.html"
    lead = gettext_lazy("What editors have put together on a question of the day: records of every kind, in order.")

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        """Whether the reader may compose some."""
        return {"may_compose": rules.may_compose(reader(request))}


class HotTopicPage(RecordPage):
    """One hot topic, with what it holds."""

    detail_model = HotTopic
    template_name = "gateways/page.html"

    def context(self, record: Record) -> dict[str, Any]:
        """The hot topic with its items as this reader may read them."""
        person = reader(self.request)
        may_compose = rules.may_compose(person)
        return super().context(record) | {
            "lines": lines(record.hottopic.parts, person),
            "portals": portals_of(record),
            "edit": reverse("gateways:edit", args=[record.pk]) if may_compose else "",
            "state": "" if record.published_at and record.state == "published" else record.get_state_display(),
        }

    def facts(self, record: Record) -> list[Any]:
        """Its contents are shown in full; there is nothing else."""
        return []

    def subjects(self, record: Record) -> list[Any]:
        """Its portals are named at its head."""
        return []


def portals_of(record: Record) -> list[tuple[str, str]]:
    """The portals in which a hot topic stands: what each is called, and its front page."""
    found = {one.term for one in record.topics.all() if one.scheme == PORTALS}
    return [(str(one.label), reverse("portal", args=[one.value])) for one in Portal if one.value in found]


def lines(items: Sequence[Item], person: User | None) -> list[Line]:
    """The items that a person may read as the page shows them; a search is asked anew every time."""
    language = reading_language()
    names = naming.names(language)
    return [
        _searched(one, person, names)
        if one.item.search
        else Line(one, str(naming.kind(one.kind)), names.places.get(one.place, ""))
        for one in queries.shown(items, person=person, language=language)
    ]


def _searched(one: queries.Shown, person: User | None, names: naming.Names) -> Line:
    asked = searches.read(QueryDict(one.item.search)).first
    answer = search.ask(
        asked.text,
        person=person,
        language=names.language,
        filters=asked.filters,
        facets=(),
        sort=asked.sort,
        limit=FOUND,
        snippet=0,
        across=asked.across,
    )
    return Line(one, "", "", showing.results(answer, names), answer.count, showing.address(asked))
