"""Which treaties bind two States on a day."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.base.places import queries as places
from comity.engines.records.views import reader, reading_language
from comity.knowledge.treaties.enums import Standing
from comity.knowledge.treaties.models import Treaty, TreatyAction
from comity.knowledge.treaties.queries import instruments, participation
from comity.knowledge.treaties.queries.deriving import Verdict
from comity.knowledge.treaties.views.frame import day_asked, title_of, written
from comity.ui.components import Crumb


@dataclass(frozen=True, slots=True)
class Line:
    """One treaty that binds both, with the acts on which that rests."""

    treaty: Treaty
    title: str
    language: str
    link: str
    acts: tuple[str, str]
    is_certain: bool


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
            "crime": [line for line in lines if line.treaty.crime_types],
            "others": [line for line in lines if not line.treaty.crime_types],
            "number": len(lines),
            "crumbs": (Crumb(_("Treaties"), reverse("treaties:list")), Crumb(_("Between two States"))),
        },
    )


def _lines(request: HttpRequest, first: str, second: str, day: dt.date) -> list[Line]:
    bindings = participation.binding_between(first, second, day, person=reader(request))
    keys = {act.key for one in bindings for verdict in (one.first, one.second) for act in verdict.acts[:1]}
    acts = {a.pk: a for a in TreatyAction.objects.filter(pk__in=keys).select_related("provenance").defer("text")}
    titled = {
        t.pk: t
        for t in instruments.with_titles(instruments.visible_to(reader(request))).filter(
            pk__in=[one.treaty.pk for one in bindings]
        )
    }
    lines = []
    for one in bindings:
        title, language = title_of(titled[one.treaty.pk])
        lines.append(
            Line(
                treaty=one.treaty,
                title=title,
                language=language,
                link=reverse("treaties:page", args=[one.treaty.symbol]),
                acts=(_act(one.first, acts), _act(one.second, acts)),
                is_certain=one.standing == Standing.YES,
            )
        )
    return lines


def _act(verdict: Verdict, acts: dict[int, TreatyAction]) -> str:
    action = acts.get(verdict.acts[0].key) if verdict.acts else None
    return f"{action.get_kind_display()}, {written(action.period)}" if action else ""
