"""Which treaties bind two States on a day."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from comity.base.places import queries as places
from comity.engines.records.views import reader, reading_language
from comity.kernel.languages import direction
from comity.knowledge.treaties.enums import Standing
from comity.knowledge.treaties.models import Treaty, TreatyAction
from comity.knowledge.treaties.queries import participation
from comity.knowledge.treaties.queries.deriving import Verdict
from comity.knowledge.treaties.views.frame import day_asked, kind_names, titles_of, written
from comity.ui.components import Badge, Column, Crumb, Row, Tone
from comity.ui.templatetags.ui import badge


@dataclass(frozen=True, slots=True)
class Line:
    """One treaty that binds both, with the acts on which that rests."""

    treaty: Treaty
    title: str
    language: str
    link: str
    acts: tuple[str, str]
    is_certain: bool

    def row(self) -> Row:
        """The line as the table shows it."""
        head = format_html(
            '<a href="{}" lang="{}" dir="{}">{}</a> <span class="quiet">{}</span>',
            self.link,
            self.language,
            direction(self.language),
            self.title,
            self.treaty.symbol,
        )
        certain = _("Yes") if self.is_certain else badge(Badge(_("Not certain on this day"), Tone.BRASS))
        return Row(head, (*self.acts, certain))


def between(request: HttpRequest) -> HttpResponse:
    """The form, and the treaties in force between the two States that it names."""
    language = reading_language()
    names = places.names(language)
    day, sentence = day_asked(request)
    codes, unknown = [], []
    for field in ("a", "b"):
        typed = request.GET.get(field, "").strip()
        place = places.resolve(typed) if typed else None
        codes.append(place.code if place else "")
        if typed and place is None:
            unknown.append(typed)
    first, second = codes
    asked = bool(first and second)
    lines = _lines(request, first, second, day) if asked and first != second else []
    return render(
        request,
        "treaties/between.html",
        {
            "states": sorted(
                ((code, names[code]) for code, place in places.places().items() if place.is_counted or code == "EU"),
                key=lambda item: item[1],
            ),
            "first": first,
            "second": second,
            "first_name": names.get(first, ""),
            "second_name": names.get(second, ""),
            "day": day,
            "sentence": sentence,
            "unknown": unknown,
            "asked": asked,
            "is_same": asked and first == second,
            "columns": (Column(names.get(first, "")), Column(names.get(second, "")), Column(_("Certain"))),
            "crime": [line.row() for line in lines if line.treaty.crime_types],
            "others": [line.row() for line in lines if not line.treaty.crime_types],
            "number": len(lines),
            "crumbs": (Crumb(_("Treaties"), reverse("treaties:list")), Crumb(_("Between two States"))),
        },
    )


def _lines(request: HttpRequest, first: str, second: str, day: dt.date) -> list[Line]:
    bindings = participation.binding_between(first, second, day, person=reader(request))
    keys = {act.key for one in bindings for verdict in (one.first, one.second) for act in verdict.acts[:1]}
    acts = {a.pk: a for a in TreatyAction.objects.filter(pk__in=keys).defer("text")}
    titles = titles_of([one.treaty for one in bindings])
    kinds = kind_names()
    lines = []
    for one in bindings:
        title, language = titles[one.treaty.pk]
        lines.append(
            Line(
                treaty=one.treaty,
                title=title,
                language=language,
                link=reverse("treaties:page", args=[one.treaty.symbol]),
                acts=(_act(one.first, acts, kinds), _act(one.second, acts, kinds)),
                is_certain=one.standing == Standing.YES,
            )
        )
    return lines


def _act(verdict: Verdict, acts: Mapping[int, TreatyAction], kinds: Mapping[str, str]) -> str:
    action = acts.get(verdict.acts[0].key) if verdict.acts else None
    return f"{kinds[action.kind]}, {written(action.period)}" if action else ""
