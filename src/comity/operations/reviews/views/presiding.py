"""Where the Secretariat sets meetings up, the bureau admits, and it is written down who came."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.audit.actions import seen
from comity.base.people.models import User
from comity.base.places import queries as places
from comity.engines.records.views import reader, reading_language
from comity.kernel.errors import NotPermitted, Refused, Unreadable
from comity.operations.reviews.actions import assemblies as actions
from comity.operations.reviews.enums import Admission, Assembly, Capacity, Gender, Office
from comity.operations.reviews.exports import listed
from comity.operations.reviews.forms.assemblies import GatheringForm, ItemForm, OfficerForm
from comity.operations.reviews.models import Gathering, Registration
from comity.operations.reviews.queries import assemblies as queries
from comity.operations.reviews.rules import acting
from comity.operations.reviews.rules import assemblies as rules
from comity.operations.reviews.views.assembling import TONES, agenda_of, badge_of, crumbs, found
from comity.operations.reviews.views.following import WORDS, found_records, is_key
from comity.operations.reviews.views.leading import host
from comity.operations.reviews.views.reviewing import (
    CONFLICT,
    GET_OR_POST,
    UNPROCESSABLE,
    acted,
    chosen_of,
    number,
    place_name,
)
from comity.ui.components import Badge, Crumb, Download


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def edit(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponse:
    """Set a meeting up, or change what is said of it."""
    person = host(request)
    held = found(request, key) if key is not None else None
    meetings = queries.visible_to(person).filter(kind=Assembly.WORKING_GROUP, cancelled_at__isnull=True)
    names = ("kind", "mechanism", "title", "begins_at", "ends_at", "form", "venue", "registration_ends_at")
    initial = {name: getattr(held, name) for name in names} | {"after": str(held.after_id or "")} if held else {}
    known = {str(one.pk): one for one in meetings if held is None or one.pk != held.pk}
    form = GatheringForm(
        request.POST or None, meetings=[(one, each.title) for one, each in known.items()], initial=initial
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data | {"after": known.get(form.cleaned_data["after"])}
        try:
            made = actions.arrange_meeting(told, held=held, by=person)
        except NotPermitted:
            raise
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return redirect("reviews:gathering-desk", made.pk)
    content = {"form": form, "held": None, "heading": _("Meeting"), "crumbs": crumbs(Crumb(_("Meeting")))}
    return render(request, "reviews/assisting.html", content, status=UNPROCESSABLE if form.errors else 200)


def _admitting(request: HttpRequest, key: uuid.UUID) -> tuple[Gathering, User]:
    """A meeting and who asks, when they admit people to it.

    Raises:
        Http404: they do not.
    """
    one, person = found(request, key), reader(request)
    if person is None or not rules.may_admit(person, one):
        raise Http404
    return one, person


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def desk(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The agenda, the bureau and the registrations of a meeting, for who leads it and who admits."""
    one, person = _admitting(request, key)
    if request.method in {"GET", "HEAD"}:
        seen("meeting.read", one, by=person)
    do, is_host = request.POST.get("do", ""), acting.may_conduct(person)
    following = max((each.number for each in one.items.all()), default=0) + 1
    item = ItemForm(request.POST if do == "item" else None, initial={"number": following})
    officer = OfficerForm(request.POST if do == "officer" else None)
    words = request.GET.get("find", "").strip()[:WORDS]

    def page(refusal: str = "", status: int = 200) -> HttpResponse:
        several = queries.registrations(one, person)
        content = {
            "one": one,
            "badge": badge_of(one),
            "refusal": refusal,
            "is_host": is_host,
            "agenda": agenda_of(one, person),
            "bureau": queries.bureau(one),
            "item": item,
            "officer": officer,
            "words": words,
            "records": found_records(words if is_host else "", None),
            "registrations": [_registration(each) for each in several],
            "counts": _counts(several),
            "has_begun": one.begins_at <= timezone.now(),
            "downloads": [Download(_("Registrations"), reverse("reviews:gathering-csv", args=[one.pk]), "CSV")],
            "crumbs": crumbs(Crumb(one.title, reverse("reviews:gathering", args=[one.pk])), Crumb(_("Desk"))),
        }
        return render(request, "reviews/gathering_desk.html", content, status=status)

    if request.method != "POST":
        return page()
    sent = {"item": item, "officer": officer}.get(do)
    if sent is not None and not sent.is_valid():
        return page(status=UNPROCESSABLE)
    acts = _acts(request, one, person, item, officer)
    back = reverse("reviews:gathering-desk", args=[one.pk])
    return acted(request, chosen_of(acts, do), lambda no: page(no, CONFLICT), back)


def _registration(each: Registration) -> dict[str, Any]:
    return {
        "one": each,
        "badge": Badge(Admission(each.state).label, TONES[Admission(each.state)]),
        "seat": Capacity(each.seat).label,
        "place_name": place_name(each.place_id) if each.place_id else "",
        "may_decide": each.seat not in rules.OF_STATES and each.state != Admission.WITHDRAWN,
        "is_approved": each.state == Admission.APPROVED,
        "decisions": [(one, Admission(one.state).label) for one in each.decisions.all()],
    }


def _counts(several: list[Registration]) -> list[tuple[str, list[tuple[Any, int | None]]]]:
    held = queries.counted(several)
    return [
        (_("As what"), [(Capacity(key).label, count) for key, count in held["seat"].items()]),
        (_("Gender"), [(Gender(key).label, count) for key, count in held["gender"].items()]),
        (_("State"), [(place_name(key), count) for key, count in held["place"].items()]),
    ]


def _acts(
    request: HttpRequest, one: Gathering, person: User, item: ItemForm, officer: OfficerForm
) -> dict[str, Callable[[], object]]:
    """What the page offers, by name; who may not is refused by the action."""
    sent = request.POST
    acts: dict[str, Callable[[], object]] = {
        "announce": lambda: actions.announce(one, by=person),
        "call-off": lambda: actions.call_off(one, sent.get("reason", ""), by=person),
        "item": lambda: actions.keep_item(one, **item.cleaned_data, by=person),
        "officer": lambda: _seat(one, officer, person),
        "attendance": lambda: actions.write_attendance(one, {number(key) for key in sent.getlist("came")}, by=person),
    }
    chosen = next((each for each in one.items.all() if str(each.pk) == sent.get("agenda")), None)
    if chosen is not None:
        acts["drop"] = lambda: actions.drop_item(chosen, by=person)
        if is_key(sent.get("record", "")):
            acts["lay"] = lambda: actions.lay_before(chosen, uuid.UUID(sent["record"]), by=person)
    gone = next((each for each in queries.bureau(one) if str(each.pk) == sent.get("seat")), None)
    if gone is not None:
        acts["unseat"] = lambda: actions.unseat_officer(gone, by=person)
    asked = next((r for r in queries.registrations(one, person) if str(r.pk) == sent.get("registration")), None)
    if asked is not None:
        reason = sent.get("reason", "")
        acts["approve"] = lambda: actions.admit(asked, Admission.APPROVED, reason, by=person)
        acts["object"] = lambda: actions.admit(asked, Admission.OBJECTED, reason, by=person)
    return acts


def _seat(one: Gathering, officer: OfficerForm, person: User) -> object:
    told = officer.cleaned_data
    who = User.objects.filter(username=told["username"].strip(), is_active=True, is_service=False).first()
    if who is None:
        raise Unreadable(_("There is no such account."))
    return actions.seat_officer(one, who, Office(told["office"]), by=person)


@never_cache
@login_required
@require_safe
def table(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Who is registered, as a file."""
    one, person = _admitting(request, key)
    seen("meeting.export", one, by=person)
    content = listed(queries.registrations(one, person), dict(places.names(reading_language())))
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="registrations.csv"'},
    )
