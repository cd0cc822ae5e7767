"""The list of authorities, the page of one, and the printable page of a State."""

import uuid
from collections.abc import Mapping, Sequence

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from comity.base.people.models import User
from comity.base.places import queries as places
from comity.engines.citations.views import shown as cited
from comity.engines.records.views import readable, reader, reading_language
from comity.kernel.errors import NotPermitted
from comity.kernel.languages import alphabetical
from comity.kernel.lists import listed
from comity.knowledge.authorities import queries, rules
from comity.knowledge.authorities.enums import Freshness, Function, Group
from comity.knowledge.authorities.exports.sentences import today
from comity.knowledge.authorities.models import Authority
from comity.knowledge.authorities.queries import Change, Disclosed, Question
from comity.knowledge.authorities.registry import sheet_of
from comity.knowledge.authorities.views.showing import Shown, note_kept, shown, ways_of
from comity.ui.components import Crumb, Download, Moment


PAGE = 50
PARTS = {
    "name": gettext_lazy("Name"),
    "designations": gettext_lazy("Designations"),
    "restricted": gettext_lazy("What is kept for other authorities"),
    "confirmed": gettext_lazy("Confirmation"),
}


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """All authorities by State; those of a State, a function, or not confirmed, when asked for."""
    language = reading_language()
    names = places.names(language)
    reading = queries.reading_of(reader(request))
    function = request.GET.get("function", "") if request.GET.get("function", "") in Function.values else ""
    state = request.GET.get("state", "").upper()
    visible = queries.visible_to(reading.person)
    found = queries.narrowed(visible, places=(state,) if state else (), function=function)
    keys = sorted(
        found.order_by().values_list("pk", "record__place", "identifier"),
        key=lambda one: (alphabetical(names.get(one[1] or "", one[1] or ""), language), one[2]),
    )
    pages = Paginator(keys, PAGE)
    current = pages.get_page(request.GET.get("page"))
    several = queries.of_keys([key for key, _place, _name in current.object_list], reading)
    note_kept(reading.person, several, how="list")
    lines = [shown(one, language, {}) for one in several]
    held = {one for one in visible.order_by().values_list("record__place", flat=True).distinct() if one}
    return render(
        request,
        "authorities/list.html",
        {
            "groups": grouped(lines),
            "states": sorted(
                ((code, names.get(code, code)) for code in held), key=lambda one: alphabetical(one[1], language)
            ),
            "state": state,
            "state_name": names.get(state, state),
            "functions": Function.choices,
            "function": function,
            "number": len(keys),
            "number_of_states": len(held),
            "current": current,
            "may_import": may_edit(reading.person),
            "downloads": downloads(state, function),
            "crumbs": (Crumb(_("Authorities")),),
        },
    )


def downloads(state: str, function: str) -> tuple[Download, ...]:
    """The forms in which the authorities of a list can be taken away."""
    asked = "&".join(f"{name}={value}" for name, value in (("state", state), ("function", function)) if value)
    ending = f"?{asked}" if asked else ""
    forms = (("vcf", "vCard"), ("csv", "CSV"), ("json", "JSON"))
    return tuple(
        Download(label, reverse("authorities:export", args=[form]) + ending, form.upper()) for form, label in forms
    )


def grouped(lines: Sequence[Shown]) -> list[tuple[str, str, list[Shown]]]:
    """The lines of a list by State: code, name, lines."""
    found: dict[str, list[Shown]] = {}
    for line in lines:
        found.setdefault(line.place, []).append(line)
    return [(code, several[0].place_name, several) for code, several in found.items()]


def may_edit(person: User | None) -> bool:
    """Whether the way to the importer is shown to a person."""
    if person is None:
        return False
    try:
        rules.check_may_edit(person)
    except NotPermitted:
        return False
    return True


def may_confirm(person: User | None, place: str) -> bool:
    """Whether the button is shown by which an authority is confirmed."""
    try:
        rules.check_may_confirm(person, place)
    except NotPermitted:
        return False
    return True


def found(request: HttpRequest, key: uuid.UUID) -> Disclosed:
    """The authority of a key, as this reader may read it.

    Raises:
        Http404: there is none that this reader may see.
        Gone: there was one, and it is withdrawn.
    """
    record = readable(request, Authority.kind, pk=key)
    authority = queries.loaded(Authority.objects.filter(pk=record.pk)).first()
    if authority is None:
        raise Http404
    return queries.disclosed(authority, queries.reading_of(reader(request)))


@require_safe
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One authority: how it is reached, what it does, and since when that is known."""
    one = found(request, pk)
    note_kept(reader(request), [one], how="page")
    language = reading_language()
    line = shown(one, language, queries.titles(one.designations, language), cited(request, one.authority.record))
    groups = {group.value: str(group.label) for group in Group} | {name: str(label) for name, label in PARTS.items()}
    history = [
        Moment(str(change.on), became(change, groups), str(change.on)) for change in queries.history_of(one.authority)
    ]
    return render(
        request,
        "authorities/page.html",
        {
            "line": line,
            "history": history,
            "is_published": bool(history),
            "may_confirm": may_confirm(reader(request), one.place),
            "today": today().isoformat(),
            "sources": one.sources,
            "downloads": (
                Download("vCard", reverse("authorities:file", args=[pk, "vcf"]), "VCF"),
                Download("CSV", reverse("authorities:file", args=[pk, "csv"]), "CSV"),
                Download("JSON", reverse("authorities:file", args=[pk, "json"]), "JSON"),
            ),
            "address": request.build_absolute_uri(one.authority.address),
            "crumbs": (
                Crumb(_("Authorities"), reverse("authorities:list")),
                Crumb(line.place_name, reverse("authorities:state", args=[one.place])) if one.place else Crumb("–"),
                Crumb(line.name, language=line.language),
            ),
        },
    )


def became(change: Change, groups: Mapping[str, str]) -> str:
    """What became of a record in one revision."""
    if change.parts:
        return _("Changed: %(parts)s") % {"parts": listed(groups[part] for part in change.parts)}
    return _("Published") if change.number == 1 else _("Published again")


@require_safe
def state(request: HttpRequest, code: str) -> HttpResponse:
    """Every authority of one State on one page, to be printed and laid into a file."""
    place = places.places().get(code) or places.places().get(code.upper())
    if place is None:
        raise Http404
    language = reading_language()
    names = places.names(language)
    reading = queries.reading_of(reader(request))
    near = [place.code, *(other for other, one in places.places().items() if one.sovereign_id == place.code)]
    several = list(queries.all_of(queries.narrowed(queries.visible_to(reading.person), places=near), reading))
    note_kept(reading.person, several, how="state")
    titles = queries.titles([each for one in several for each in one.designations], language)
    # The State's own first, then those of its territories.
    several.sort(key=lambda one: (one.place != place.code, names.get(one.place, ""), one.authority.identifier))
    ways = queries.find(Question(place.code, Function.MUTUAL_LEGAL_ASSISTANCE, today()), reading)
    return render(
        request,
        "authorities/state.html",
        {
            "sheet": sheet_of(place.code),
            "code": place.code,
            "name": names[place.code],
            "lines": [shown(one, language, titles) for one in several],
            "ways": ways_of(ways, language),
            "unconfirmed": sum(1 for one in several if one.freshness != Freshness.CONFIRMED),
            "today": today().isoformat(),
            "address": request.build_absolute_uri(f"/authorities/states/{place.code}/"),
            "downloads": downloads(place.code, ""),
            "crumbs": (Crumb(_("Authorities"), reverse("authorities:list")), Crumb(names[place.code])),
        },
    )
