"""Meetings of the working group and constructive dialogues: the pages for everybody, and registration."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.people.models import User
from comity.base.people.views.asking import root_of
from comity.engines.records.views import reader, reading_language
from comity.kernel.errors import NotPermitted, Refused
from comity.operations.reviews import suggesting
from comity.operations.reviews.actions import assemblies as actions
from comity.operations.reviews.enums import Admission, Assembly, Capacity, Gender
from comity.operations.reviews.exports import event
from comity.operations.reviews.forms.assemblies import DelegateForm, StakeholderForm
from comity.operations.reviews.models import Gathering, Registration
from comity.operations.reviews.queries import assemblies as queries
from comity.operations.reviews.rules import acting
from comity.operations.reviews.rules import assemblies as rules
from comity.operations.reviews.rules.needs import states_for
from comity.operations.reviews.views.reviewing import CONFLICT, GET_OR_POST, UNPROCESSABLE, place_name
from comity.ui.components import Badge, Crumb, Download, Fact, Tone
from comity.ui.visitors import network
from comity.ui.written import moment


TONES = {
    Admission.PENDING: Tone.BRASS,
    Admission.APPROVED: Tone.SUCCESS,
    Admission.OBJECTED: Tone.DANGER,
    Admission.WITHDRAWN: Tone.OUTLINE,
}


def crumbs(*steps: Crumb) -> list[Crumb]:
    """The way to a page of meetings."""
    first = [Crumb(_("Reviews"), reverse("reviews:reviews"))]
    here = Crumb(_("Meetings of the mechanisms"), reverse("reviews:gatherings") if steps else "")
    return [*first, here, *steps]


def found(request: HttpRequest, key: uuid.UUID) -> Gathering:
    """A meeting that whoever asks may see; else there is no such page."""
    one = queries.one(reader(request), key)
    if one is None:
        raise Http404
    return one


def badge_of(one: Gathering) -> Badge:
    """Where a meeting stands."""
    now = timezone.now()
    if one.cancelled_at is not None:
        return Badge(_("Called off"), Tone.DANGER)
    if one.announced_at is None:
        return Badge(_("Not announced yet"), Tone.OUTLINE)
    return Badge(_("Over"), Tone.PLAIN) if one.ends_at < now else Badge(_("Announced"), Tone.SUCCESS)


def facts_of(one: Gathering) -> list[Fact]:
    """What a page says of a meeting."""
    return [
        Fact(_("What it is"), one.get_kind_display()),
        Fact(_("Mechanism"), one.get_mechanism_display()),
        Fact(_("Begins"), moment(one.begins_at)),
        Fact(_("Ends"), moment(one.ends_at)),
        Fact(_("How people come together"), one.get_form_display()),
        *([Fact(_("Where, or by what means"), one.venue)] if one.venue else []),
        Fact(_("Registration until"), moment(one.registration_ends_at)),
        *(
            [Fact(_("Held after"), one.after.title, reverse("reviews:gathering", args=[one.after.pk]))]
            if one.after is not None
            else []
        ),
    ]


def agenda_of(one: Gathering, person: User | None) -> list[dict[str, Any]]:
    """The agenda with the documents that the reader may read; two queries however many there are."""
    items = list(one.items.all())
    keys = sorted({str(each.record_id) for item in items for each in item.documents.all()})
    known = suggesting.named(keys, person=person, language=reading_language())
    return [
        {
            "one": item,
            "documents": [known[str(each.record_id)] for each in item.documents.all() if str(each.record_id) in known],
        }
        for item in items
    ]


@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every meeting that one sees, those to come first."""
    person = reader(request)
    several = list(queries.visible_to(person).order_by("begins_at", "pk"))
    now = timezone.now()
    content = {
        "coming": [(one, badge_of(one)) for one in several if one.ends_at >= now],
        "past": [(one, badge_of(one)) for one in reversed(several) if one.ends_at < now],
        "is_host": acting.may_conduct(person),
        "crumbs": crumbs(),
    }
    return render(request, "reviews/gatherings.html", content)


@never_cache
@require_http_methods(GET_OR_POST)
def page(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A meeting with its agenda, and the form in which one registers: a State its people, others themselves."""
    one, person = found(request, key), reader(request)
    codes = sorted(states_for(person))
    form = _form(request, one, codes)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form is not None and form.is_valid():
            try:
                made, token = actions.register(one, form.applicant(), network=network(request), by=person)
            except NotPermitted:
                raise
            except Refused as no:
                form.add_error(None, str(no))
            else:
                return _registered(request, one, made, token)
    content = {
        "one": one,
        "badge": badge_of(one),
        "facts": facts_of(one),
        "agenda": agenda_of(one, person),
        "form": form,
        "is_state": bool(codes),
        "mine": [(each, _state(each)) for each in queries.registrations(one, person) if each.place_id in codes],
        "may_admit": rules.may_admit(person, one),
        "downloads": [Download(_("Calendar"), reverse("reviews:gathering-ics", args=[one.pk]), "ICS")],
        "crumbs": crumbs(Crumb(one.title)),
    }
    return render(request, "reviews/gathering.html", content, status=status)


def _form(request: HttpRequest, one: Gathering, codes: list[str]) -> DelegateForm | StakeholderForm | None:
    """The form for who asks; None where one cannot register now."""
    try:
        rules.check_open(one, timezone.now())
    except Refused:
        return None
    data = request.POST if request.method == "POST" else None
    if codes:
        seats = [(seat.value, seat.label) for seat in rules.OF_STATES]
        return DelegateForm(data, places=[(code, place_name(code)) for code in codes], seats=seats)
    seats = [(seat.value, seat.label) for seat in rules.OF_OTHERS[Assembly(one.kind)]]
    return StakeholderForm(data, seats=seats)


def _registered(request: HttpRequest, one: Gathering, made: Registration, token: str) -> HttpResponse:
    """The page that tells once how to come back to a registration."""
    address = reverse("reviews:registration", args=[one.pk, token])
    content = {
        "one": one,
        "made": made,
        "badge": _state(made),
        "address": f"{root_of(request)}{address}",
        "is_state": bool(made.place_id),
        "crumbs": crumbs(Crumb(one.title, reverse("reviews:gathering", args=[one.pk])), Crumb(_("Registered"))),
    }
    return render(request, "reviews/registered.html", content)


def _state(one: Registration) -> Badge:
    return Badge(Admission(one.state).label, TONES[Admission(one.state)])


@never_cache
@require_http_methods(GET_OR_POST)
def registration(request: HttpRequest, key: uuid.UUID, token: str) -> HttpResponse:
    """One's own registration, for who holds its address: how it stands, one's gender, and the way to take it back."""
    held = queries.by_token(key, token)
    if held is None:
        raise Http404
    refusal, status = "", 200
    if request.method == "POST":
        person = reader(request)
        try:
            if request.POST.get("do") == "gender":
                said = request.POST.get("gender", "")
                gender = Gender(said) if said in Gender.values else Gender.UNSAID
                actions.say_gender(held, gender, token=token, by=person)
            else:
                actions.take_registration_back(held, token=token, by=person)
        except Refused as no:
            refusal, status = str(no), CONFLICT
        else:
            messages.success(request, _("Done."))
            return redirect("reviews:registration", key, token)
    decisions = list(held.decisions.all())
    content = {
        "one": held.gathering,
        "held": held,
        "badge": _state(held),
        "seat": Capacity(held.seat).label,
        "reason": decisions[-1].reason if decisions and held.state == Admission.OBJECTED else "",
        "genders": [(value, label, value == held.gender) for value, label in Gender.choices],
        "is_back": held.state == Admission.WITHDRAWN,
        "refusal": refusal,
        "crumbs": crumbs(
            Crumb(held.gathering.title, reverse("reviews:gathering", args=[key])), Crumb(_("Your registration"))
        ),
    }
    return render(request, "reviews/registration.html", content, status=status)


@never_cache
@require_safe
def calendar(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A meeting for calendar programs."""
    one = found(request, key)
    address = f"{root_of(request)}{reverse('reviews:gathering', args=[one.pk])}"
    return HttpResponse(
        event(one, address=address, language=reading_language()),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="meeting.ics"'},
    )
