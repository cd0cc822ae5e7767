"""Where staff write what the installation says of itself."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comity.base.access.enums import Permission
from comity.base.administration import actions, queries
from comity.base.administration.enums import Spot
from comity.base.administration.forms import IdentityForm, WordingForm
from comity.base.administration.models import Wording
from comity.base.administration.views.asking import language, staff
from comity.kernel.errors import Overtaken
from comity.kernel.languages import INTERFACE
from comity.ui.components import Crumb
from comity.ui.shell import Identity


UNPROCESSABLE: Final = 422
CONFLICT: Final = 409
# So many earlier states are listed.
LISTED: Final = 30


def identity_shown(request: HttpRequest) -> Identity:
    """What this installation is called and how its staff are reached, for every page; from memory."""
    said = {**queries.words(Spot.IDENTITY, "en"), **queries.words(Spot.IDENTITY, language())}
    rest = queries.rest(Spot.IDENTITY)
    return Identity(said.get("name", ""), said.get("contact", ""), rest.get("email", ""))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: HttpRequest) -> HttpResponse:
    """What the installation is called, and its contact."""
    person = staff(request, Permission.FRONT_PAGE_EDIT)
    now = queries.wording(Spot.IDENTITY)
    if request.method != "POST":
        began = earlier(Spot.IDENTITY, request.GET.get("from", "")) or now
        return _page(request, IdentityForm(initial=filled(IdentityForm, began, now)))
    form = IdentityForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=UNPROCESSABLE)
    try:
        actions.write(Spot.IDENTITY, form.words(), form.rest(), expected=form.cleaned_data["seen"] or 0, by=person)
    except Overtaken as no:
        form.add_error(None, str(no))
        return _page(request, form, status=CONFLICT)
    messages.success(request, _("It is kept; readers see it now."))
    return redirect("administration:identity")


def earlier(spot: Spot, number: str) -> Wording | None:
    """What was written once; None when no earlier state is asked for."""
    if not number:
        return None
    found = next((one for one in queries.history(spot) if str(one.number) == number), None)
    if found is None:
        raise Http404
    return found


def filled(form: type[WordingForm], began: Wording | None, now: Wording | None) -> dict[str, Any]:
    """What a form of words holds at first."""
    initial: dict[str, Any] = {"seen": now.number if now else 0}
    if began is not None:
        initial |= began.rest
        initial |= {f"{name}_{code}": text for code, said in began.words.items() for name, text in said.items()}
    return initial


def by_language(form: WordingForm, written: Mapping[str, Any]) -> list[tuple[str, str, list[Any], bool]]:
    """The fields of each language, the reader's own first, and whether anything was written in it."""
    return [
        (code, name, [form[f"{field}_{code}"] for field in form.texts], code in written)
        for code, name in sorted(INTERFACE.items(), key=lambda one: one[0] != language())
    ]


def history_shown(spot: Spot) -> Sequence[Wording]:
    """The latest states, with who wrote them."""
    return list(queries.history(spot)[:LISTED])


def _page(request: HttpRequest, form: IdentityForm, *, status: int = 200) -> HttpResponse:
    history = history_shown(Spot.IDENTITY)
    content = {
        "form": form,
        "languages": by_language(form, history[0].words if history else {}),
        "history": history,
        "crumbs": (Crumb(_("Administration"), reverse("administration:desk")), Crumb(_("Name and contact"))),
    }
    return render(request, "administration/identity.html", content, status=status)
