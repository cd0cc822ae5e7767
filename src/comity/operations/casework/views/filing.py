"""Registering a request, also one that came on paper, and changing what its file says in the clear."""

import uuid
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comity.base.people.models import Organisation, User
from comity.base.places.enums import Kind
from comity.base.places.forms import choices_of
from comity.engines.exchange import queries as exchange
from comity.engines.exchange.models import Envelope
from comity.engines.exchange.views.words import sentences
from comity.engines.records.views import reading_language
from comity.kernel.errors import NotPermitted, Overtaken, Refused
from comity.kernel.languages import by_name
from comity.operations.assistance.exports import writing
from comity.operations.casework import actions, queries, rules
from comity.operations.casework.enums import Direction, Way
from comity.operations.casework.forms import ChangeForm, Choices, RegisterForm
from comity.operations.casework.models import Case
from comity.operations.casework.shapes import Travelled
from comity.operations.casework.views.words import (
    CONFLICT,
    UNPROCESSABLE,
    crime_names,
    crumbs,
    found_or_404,
    keeper,
    place_names,
    type_names,
)


SAID: Final = (
    "type", "way", "sent_on", "other_place_id", "other_id", "reference", "their_reference", "instrument", "urgency",
    "revision",
)  # fmt: skip
OTHERS: Final = frozenset({Kind.STATE, Kind.TERRITORY, Kind.ORGANISATION})
GET_OR_POST: Final = ["GET", "HEAD", "POST"]


def _named(pairs: Any) -> list[tuple[Any, str]]:
    return by_name(pairs)


def _others(language: str, kept: str) -> Choices:
    """Who can be asked or ask; a State that was asked under a name that it no longer has stays with its file."""
    found = choices_of(language, OTHERS)
    if not kept or any(code == kept for code, _name in found):
        return found
    return [*found, (kept, place_names().get(kept, kept))]


def offered(person: User, kept: str = "") -> dict[str, Choices]:
    """What may be chosen, with the place that a file names already; the same number of queries whatever there is."""
    language = reading_language()
    own = Organisation.objects.filter(pk__in=rules.offices_of(person)).order_by("name")
    treaties = _named((key, f"{name} ({key})") for key, name in writing.treaty_names(language).items())
    return {
        "organisation": [(one.pk, one.name) for one in own],
        "type": list(type_names().items()),
        "other_place": _others(language, kept),
        "other": [("", "—"), *((one.pk, one.name) for one in exchange.reachable(person))],
        "instrument": [("", "—"), *treaties],
        "crime_types": _named(crime_names(language).items()),
    }


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _travelled(request: HttpRequest, person: User) -> Envelope | None:
    """The message on which a file is to be kept: the one that is named, when the person may open it."""
    key = _key(request.POST.get("envelope", "") or request.GET.get("envelope", ""))
    return found_or_404(queries.envelope_from(person, key)) if key is not None else None


def _first(person: User, envelope: Envelope | None) -> dict[str, Any]:
    today = timezone.now().date()
    if envelope is None:
        return {"sent_on": today, "way": Way.POST, "direction": Direction.INCOMING}
    is_ours = envelope.sender_id in rules.offices_of(person)
    others = [one for one in exchange.parties(envelope.thread) if one.pk not in rules.offices_of(person)]
    other = envelope.sender if not is_ours else (others[0] if others else None)
    return {
        "sent_on": envelope.at.date(),
        "way": Way.SEALED,
        "direction": Direction.OUTGOING if is_ours else Direction.INCOMING,
        "other": other.pk if other is not None else "",
        "other_place": other.place_id if other is not None else "",
    }


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a file: of a message of the sealed exchange, or of what came or went another way."""
    person = keeper(request)
    envelope = _travelled(request, person)
    form = RegisterForm(request.POST or None, offered=offered(person), initial=_first(person, envelope))
    if request.method == "POST" and form.is_valid():
        try:
            case = actions.open_case(
                form.registered(),
                organisation=Organisation.objects.get(pk=form.cleaned_data["organisation"]),
                direction=Direction(form.cleaned_data["direction"]),
                by=person,
                travelled=Travelled(envelope.thread_id, envelope.pk) if envelope is not None else None,
            )
        except NotPermitted:
            raise
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return redirect("casework:page", case.pk)
    here = _("Register a request")
    content = {"form": form, "envelope": envelope, "title": here, "case": None, "crumbs": crumbs(here)}
    opening = {"person": person.pk, "sentences": sentences()} if envelope is not None else {}
    return render(request, "casework/form.html", content | opening, status=UNPROCESSABLE if form.errors else 200)


def _said(case: Case) -> dict[str, Any]:
    told = {name.removesuffix("_id"): getattr(case, name) for name in SAID}
    return {**told, "crime_types": [one.pk for one in case.crime_types.all()]}


@never_cache
@login_required
@require_http_methods(GET_OR_POST)
def change(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Change what a file says in the clear."""
    person = keeper(request)
    case = found_or_404(queries.case_of(person, key))
    form = ChangeForm(
        request.POST or None, case=case, offered=offered(person, case.other_place_id), initial=_said(case)
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.amend(case, form.registered(), by=person, revision=form.cleaned_data["revision"])
        except NotPermitted:
            raise
        except Refused as no:
            form.add_error(None, str(no))
            status = CONFLICT if isinstance(no, Overtaken) else UNPROCESSABLE
        else:
            return redirect("casework:page", case.pk)
    here = _("Change the file")
    way = crumbs(case.reference or _("File"))
    way = [*way[:-1], type(way[0])(way[-1].label, reverse("casework:page", args=[case.pk])), type(way[0])(here)]
    content = {"form": form, "envelope": None, "title": here, "case": case, "crumbs": way}
    return render(
        request,
        "casework/form.html",
        content,
        status=status if status != 200 or not form.errors else UNPROCESSABLE,  # noqa: PLR2004 -- well
    )
