"""Authorities that have no installation: whom one's authority has compared, and what is carried to them."""

import uuid
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.base.audit.actions import seen
from comity.base.people.models import Organisation
from comity.base.places import queries as places
from comity.base.places.enums import Kind
from comity.base.places.models import Place
from comity.engines.exchange import actions, crypto, queries, rules
from comity.engines.exchange.exports import Carried, carried_page, is_too_large, key_page
from comity.engines.exchange.forms import Knowing
from comity.engines.exchange.imports import read_card
from comity.engines.exchange.models import AuthorityKey, Piece
from comity.engines.exchange.views.answering import check_may_ask, person_of
from comity.engines.exchange.views.pages import frame
from comity.kernel.errors import NotNow, Refused
from comity.kernel.languages import by_name
from comity.ui.components import Crumb
from comity.ui.modules import CannotLink


OCTETS: Final = "application/octet-stream"
ASKED: Final = frozenset({Kind.STATE, Kind.TERRITORY})


def language() -> str:
    """The language of the page, in which a file begins."""
    return (get_language() or "en").partition("-")[0]


@require_safe
def key_maker(request: HttpRequest) -> HttpResponse:
    """The page with which an authority makes a key without an installation: for anybody, and the same for all."""
    try:
        content = key_page(language())
    except CannotLink as error:
        raise Http404 from error
    answer = HttpResponse(content)
    answer["Content-Disposition"] = 'attachment; filename="comity-key.html"'
    return answer


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The authorities without an installation that one's own knows; another is added here."""
    content = frame(request, _("Authorities without an installation"))
    person = person_of(request)
    mine: list[Organisation] = content["authorities"]
    form = Knowing(
        request.POST or None,
        request.FILES or None,
        organisations=[(one.pk, one.name) for one in mine],
        places=_places(),
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            actions.meet(
                next(one for one in mine if one.pk == sent["organisation"]),
                read_card(sent["card"]),
                digits=sent["digits"],
                place=Place.objects.get(pk=sent["place"]),
                by=person,
            )
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("The numbers are the same. Your authority can write to it now."))
            return redirect("exchange:correspondents")
    seen("exchange.read_correspondents", None, by=person)
    several = list(queries.acquaintances_of(person))
    keys = AuthorityKey.objects.filter(
        organisation__in=[one.correspondent_id for one in several], ended_at__isnull=True
    )
    digits = {key.organisation_id: crypto.digits_of_key(_public(key)) for key in keys}
    lines = [{"met": one, "digits": digits[one.correspondent_id]} for one in several]
    status = 422 if form.errors else 200
    return render(request, "exchange/correspondents.html", {**content, "form": form, "lines": lines}, status=status)


def _public(key: AuthorityKey) -> dict[str, Any]:
    return {"recipient": key.recipient, "recipient_pq": key.recipient_pq, "signing": key.signing}


def _places() -> list[tuple[str, str]]:
    names = places.names(language())
    asked = [code for code, place in places.places().items() if Kind(place.kind) in ASKED]
    return by_name((code, names.get(code, code)) for code in asked)


@never_cache
@login_required
@require_POST
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """Write no more to an authority without an installation, and take nothing of it."""
    check_may_ask(request)
    person = person_of(request)
    met = get_object_or_404(queries.acquaintances_of(person), pk=pk)
    actions.part_from(met, by=person)
    messages.success(request, _("Nothing is sealed to it any more, and no answer of it is taken."))
    return redirect("exchange:correspondents")


# ---------------------------------------------------------------- what is carried to them


def _carried(request: HttpRequest, key: uuid.UUID) -> Carried:
    """A message of one's own for an authority without an installation.

    Raises:
        Http404: it is none of one's own, or goes to nobody such.
        NotNow: the key to which it is sealed is not used any more.
    """
    check_may_ask(request)
    envelope = queries.envelope_of(person_of(request), key)
    if envelope is None or envelope.sender_id not in rules.authorities_of(person_of(request)):
        raise Http404
    receiver = next(iter(queries.correspondents_among(queries.parties(envelope.thread))), None)
    author = envelope.keys.filter(organisation=envelope.sender_id).first()
    if receiver is None or author is None or receiver.pk == envelope.sender_id:
        raise Http404
    is_ended = envelope.keys.filter(organisation=receiver.pk, ended_at__isnull=False).exists()
    if is_ended or not queries.is_acquainted(envelope.sender, receiver):
        raise NotNow(_("This was sealed to a key that is not used any more. Write the message again."))
    return Carried(envelope, receiver, author)


@never_cache
@login_required
@require_safe
def carry(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """How a message comes to an authority without an installation: as one page, or as files of the age format."""
    content = frame(request, _("To be carried"))
    one = _carried(request, key)
    seen("exchange.carry", one.envelope, by=person_of(request), to=one.receiver.owner)
    files = one.envelope.attachments.order_by("pk")
    crumbs = (
        *content["crumbs"][:-1],
        Crumb(_("Conversation"), reverse("exchange:thread", args=[one.envelope.thread_id])),
        content["crumbs"][-1],
    )
    told = {"one": one, "files": files, "is_too_large": is_too_large(one.envelope), "crumbs": crumbs}
    return render(request, "exchange/correspondence.html", {**content, **told})


@never_cache
@login_required
@require_safe
def carried(request: HttpRequest, key: uuid.UUID) -> HttpResponse | StreamingHttpResponse:
    """A message with its files as one page that opens it."""
    one = _carried(request, key)
    if is_too_large(one.envelope) or not settings.NODE_MODULES.is_dir():
        raise Http404
    seen("exchange.carry_out", one.envelope, by=person_of(request), to=one.receiver.owner)
    answer = StreamingHttpResponse(carried_page(one, language()), content_type="text/html; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="sealed-{str(one.envelope.pk)[:8]}.html"'
    return answer


@never_cache
@login_required
@require_safe
def message(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A message as it is sealed: an ordinary file of the age format."""
    one = _carried(request, key)
    seen("exchange.carry_out", one.envelope, by=person_of(request), to=one.receiver.owner)
    answer = HttpResponse(bytes(one.envelope.sealed), content_type=OCTETS)
    answer["Content-Disposition"] = f'attachment; filename="message-{str(key)[:8]}.age"'
    return answer


@never_cache
@login_required
@require_safe
def sealed(request: HttpRequest, key: uuid.UUID, file: uuid.UUID) -> HttpResponse | StreamingHttpResponse:
    """A file of a message as it is sealed, of any size."""
    one = _carried(request, key)
    found = get_object_or_404(one.envelope.attachments, pk=file)
    seen("exchange.carry_out", one.envelope, by=person_of(request), to=one.receiver.owner)
    several = Piece.objects.filter(attachment=found).order_by("number")
    numbers = list(several.values_list("number", flat=True))
    content = (bytes(several.get(number=number).sealed) for number in numbers)
    answer = StreamingHttpResponse(content, content_type=OCTETS)
    answer["Content-Disposition"] = f'attachment; filename="{str(found.pk)[:8]}.age"'
    return answer
