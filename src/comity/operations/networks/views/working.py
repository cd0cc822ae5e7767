"""The desk of a contact point, the cases of networks, and what is done in one."""

import uuid
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.base.audit.actions import seen
from comity.base.people.models import User
from comity.engines.records.views import reader, reading_language
from comity.kernel.errors import NotPermitted, Refused
from comity.kernel.lists import listed, said_of
from comity.operations.networks import actions, queries, rules
from comity.operations.networks.enums import Milestone, Outcome
from comity.operations.networks.forms import AskForm, AssignForm, Choices, CloseForm, FileForm, MilestoneForm
from comity.operations.networks.models import ContactPoint, Help
from comity.operations.networks.views.words import (
    CONFLICT,
    UNPROCESSABLE,
    badge_of,
    crime_names,
    crumbs,
    desk_crumb,
    found_or_404,
    line_of,
    member,
    name_of,
    named,
    networks_with_names,
    place_names,
    short_of,
    shown,
    state_of,
    to_begin,
    type_names,
)
from comity.ui.components import Crumb, Fact, Tab


GET_OR_POST: Final = ["GET", "HEAD", "POST"]
PAGE: Final = 30


@never_cache
@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits today in one's networks; who stands in none reads how one comes to."""
    person, now = reader(request), timezone.now()
    assert person is not None
    found = queries.desk_of(person, now)
    names, types = place_names(), type_names()
    seen("networks.desk", None, by=person)

    def lines(several: list[Help]) -> list[dict[str, Any]]:
        return [line_of(one, names, types, now) for one in several]

    content = {
        "posts": [{"point": one, "short": short_of(one.network), "state": state_of(one)} for one in found.posts],
        "may_begin": bool(rules.begins_in(found.posts)),
        "is_staff": rules.may_manage(person),
        "alerts": [(one, short_of(one.network), names.get(one.place_id, one.place_id)) for one in found.alerts],
        "handed": lines(found.handed),
        "cases": lines(found.cases),
        "unassigned": lines(found.unassigned),
        "stalled": lines(found.stalled),
        "uncovered": [
            (
                network,
                short_of(network),
                listed(name for _code, name in named((one, names.get(one, one)) for one in several)),
            )
            for network, several in found.uncovered
        ],
        "unheard": [(one, short_of(one.network), names.get(one.place_id, one.place_id)) for one in found.unheard],
        "crumbs": crumbs(_("Today")),
    }
    return render(request, "networks/desk.html", content)


@never_cache
@login_required
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The cases of one's State in one's networks, open ones or closed ones."""
    person, posts = member(request)
    names, types, now = place_names(), type_names(), timezone.now()
    show = "closed" if request.GET.get("show") == "closed" else "open"
    every = queries.visible_to(person, posts)
    counts = {"open": every.filter(closed_on__isnull=True), "closed": every.filter(closed_on__isnull=False)}
    rows = queries.for_listing(counts[show]).order_by("-touched_at", "pk")
    page: Page[Help] = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    seen("networks.list", None, by=person, show=show)
    many = page.paginator.num_pages
    labels = {"open": pgettext("of a case", "Open"), "closed": _("Closed")}
    content = {
        "tabs": [
            Tab(labels[name], f"?show={name}", is_current=show == name, count=found.count())
            for name, found in counts.items()
        ],
        "lines": [line_of(one, names, types, now) for one in page.object_list],
        "is_member": bool(rules.begins_in(posts)),
        "shown": _("Page %(number)s of %(count)s") % {"number": page.number, "count": many} if many > 1 else "",
        "back": f"?show={show}&page={page.previous_page_number()}" if page.has_previous() else "",
        "following": f"?show={show}&page={page.next_page_number()}" if page.has_next() else "",
        "crumbs": crumbs(desk_crumb(), _("Cases")),
    }
    return render(request, "networks/cases.html", content)


def _with_names(several: list[str], names: Any) -> Choices:
    return [(one, names.get(one, one)) for one in several]


def _offered(posts: list[ContactPoint]) -> dict[str, Choices]:
    names, language = place_names(), reading_language()
    table = queries.table()
    own = {one.place_id for one in posts}
    return {
        "post": [(str(one.pk), f"{one.network.short} — {one.organisation.name}") for one in posts],
        "requested": [("", "—"), *named((code, names.get(code, code)) for code in table if code not in own)],
        "type": list(type_names().items()),
        "crime_types": named(crime_names().items()),
        "networks": [(one.pk, said_of(one.short, one.name_in(language))) for one in queries.current_networks()],
    }


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask another State's contact point for help in a case."""
    person, posts = member(request)
    if not posts:
        raise NotPermitted(_("Only a contact point asks for the help of a network."))
    posts = to_begin(posts)
    # Whoever comes from a page on two States finds both chosen; what is not offered is not taken.
    given = {name: request.GET[name] for name in ("post", "requested") if name in request.GET}
    form = AskForm(request.POST or None, offered=_offered(posts), initial={"post": str(posts[0].pk), **given})
    if request.method == "POST" and form.is_valid():
        asker = next(one for one in posts if str(one.pk) == form.cleaned_data["post"])
        try:
            made = actions.ask_for_help(asker, form.asked(), by=person)
        except NotPermitted:
            raise
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return redirect("networks:case", made.pk)
    here = _("Ask for help")
    content = {"form": form, "title": here, "crumbs": crumbs(desk_crumb(), here)}
    return render(request, "networks/ask.html", content, status=UNPROCESSABLE if form.errors else 200)


@never_cache
@login_required
@require_safe
def case(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A case as it stands."""
    person, posts = member(request)
    return _page(request, found_or_404(queries.case_of(person, key)), person, posts)


def _page(
    request: HttpRequest,
    held: Help,
    person: User,
    posts: list[ContactPoint],
    *,
    status: int = 200,
    **changed: Any,
) -> HttpResponse:
    seen("networks.read", held, by=person)
    names, now = place_names(), timezone.now()
    types, crimes = type_names(), crime_names()
    sides = rules.sides_of(posts, held)
    known = queries.counterparts(held)
    by_key = {one.pk: one for one in known}
    both = [
        {
            "label": label,
            "place": (code, names.get(code, code)),
            "shown": shown(by_key[key], names) if key in by_key else None,
            "name": name_of(point.person) if point is not None else "",
        }
        for label, code, key, point in (
            (_("Asks"), held.requesting_id, held.asker_id, held.asker),
            (_("Is asked"), held.requested_id, held.helper_id, held.helper),
        )
    ]
    own_places = {one.place_id for one in sides.values()}
    may_assign = [one for one in known if rules.may_manage(person) or one.place_id in own_places]
    files = queries.files_to_keep(person, held) if sides else []
    content = {
        "case": held,
        "title": f"{names.get(held.requesting_id, '')} → {names.get(held.requested_id, '')}",
        "type": types.get(held.type, held.type),
        "badge": badge_of(held),
        "is_open": held.closed_on is None,
        "line": line_of(held, names, types, now),
        "facts": [
            Fact(_("Networks"), networks_with_names(held.networks.all())),
            Fact(_("Offences"), listed(crimes.get(one.pk, one.pk) for one in held.crime_types.all()) or "—"),
            Fact(_("Opened"), f"{held.opened_on:%Y-%m-%d}"),
            *([Fact(_("Closed"), f"{held.closed_on:%Y-%m-%d}")] if held.closed_on else []),
        ],
        "both": both,
        "happened": [(one, Milestone(one.milestone).label, name_of(one.by)) for one in held.milestones.all()],
        "threads": queries.threads_of(person, held),
        "files": queries.files_of(person, held),
        "is_party": bool(sides),
        "reach": MilestoneForm(initial={"on": now.date(), "milestone": _next(held)}),
        "close": CloseForm(initial={"on": now.date()}),
        "assign": AssignForm(offered={"point": _points(may_assign, names)}) if may_assign else None,
        "file": FileForm(offered={"file": _files(files, types)}) if files else None,
        "refusal": "",
        "crumbs": crumbs(desk_crumb(), Crumb(_("Cases"), reverse("networks:cases")), _("Case")),
        **changed,
    }
    return render(request, "networks/case.html", content, status=status)


def _next(held: Help) -> str:
    """The first milestone that a case has not reached."""
    reached = {one.milestone for one in held.milestones.all()}
    return next((one.value for one in Milestone if one.value not in reached), Milestone.EXECUTED.value)


def _points(several: list[ContactPoint], names: Any) -> Choices:
    return [
        (str(one.pk), said_of(names.get(one.place_id, one.place_id), f"{name_of(one.person)} ({one.network.short})"))
        for one in several
    ]


def _files(several: list[Any], types: dict[str, str]) -> Choices:
    return [
        (str(one.pk), f"{one.reference or str(one.pk)[:8]} — {types.get(one.type, one.type)}, {one.sent_on:%Y-%m-%d}")
        for one in several
    ]


@never_cache
@login_required
@require_POST
def act(request: HttpRequest, key: uuid.UUID, verb: str) -> HttpResponse:
    """Do something in a case."""
    person, posts = member(request)
    held = found_or_404(queries.case_of(person, key))
    form = _form(verb, held, person, posts, request.POST)
    if form is not None and not form.is_valid():
        return _page(request, held, person, posts, status=UNPROCESSABLE, **{verb: form})
    told = form.cleaned_data if form is not None else {}
    try:
        if verb == "converse":
            return redirect("exchange:thread", actions.converse(held, by=person).pk)
        if verb == "reach":
            actions.reach(held, Milestone(told["milestone"]), told["on"], by=person)
        elif verb == "close":
            actions.close_case(held, Outcome(told["outcome"]), told["on"], by=person)
        elif verb == "assign":
            point = found_or_404(
                next((one for one in queries.counterparts(held) if str(one.pk) == told["point"]), None)
            )
            actions.assign(held, point, by=person)
        else:
            actions.keep_file(held, uuid.UUID(told["file"]), by=person)
    except NotPermitted:
        raise
    except Refused as no:
        return _page(request, held, person, posts, status=CONFLICT, refusal=str(no))
    return redirect("networks:case", held.pk)


def _form(verb: str, held: Help, person: User, posts: list[ContactPoint], sent: Any) -> Any:
    """The form that reads what was sent for a verb; None for a verb without one."""
    names = place_names()
    if verb == "converse":
        return None
    if verb == "reach":
        return MilestoneForm(sent)
    if verb == "close":
        return CloseForm(sent)
    if verb == "assign":
        return AssignForm(sent, offered={"point": _points(queries.counterparts(held), names)})
    if verb == "file":
        return FileForm(sent, offered={"file": _files(queries.files_to_keep(person, held), type_names())})
    raise Http404
