"""Where a person chooses when letters come, and makes the address of their calendar."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comity.base.notices import actions, queries
from comity.base.notices.forms import WishesForm
from comity.base.people.views.asking import person_of, root_of, signed
from comity.ui.components import Crumb
from comity.ui.templatetags.addresses import in_language


UNPROCESSABLE = 422


@signed
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """The choice of letters, and of the calendar."""
    person = person_of(request)
    wishes = queries.wishes_of(person)
    form = WishesForm(request.POST if request.method == "POST" else None, wishes=wishes)
    if request.method == "POST" and form.is_valid():
        actions.choose(form.chosen(person), by=person)
        messages.success(request, _("Kept. It holds from the next letter on."))
        return redirect("notices:settings")
    return _page(request, form, status=UNPROCESSABLE if form.errors else 200)


@signed
@require_POST
def make_calendar(request: HttpRequest) -> HttpResponse:
    """Make the secret address of the calendar, or a new one; it is shown on this page and never again."""
    person = person_of(request)
    token = actions.make_calendar(person, by=person)
    address = f"{root_of(request)}{in_language(f'/notices/calendar/{token}.ics')}"
    return _page(request, WishesForm(None, wishes=queries.wishes_of(person)), calendar_address=address)


@signed
@require_POST
def end_calendar(request: HttpRequest) -> HttpResponse:
    """Let the address of the calendar lead nowhere."""
    person = person_of(request)
    actions.end_calendar(person, by=person)
    messages.success(request, _("The address of your calendar leads nowhere now."))
    return redirect("notices:settings")


def _page(request: HttpRequest, form: WishesForm, *, calendar_address: str = "", status: int = 200) -> HttpResponse:
    person = person_of(request)
    content = {
        "form": form,
        "email": person.email,
        "can_mail": queries.can_mail(),
        "calendar": queries.calendar_of(person),
        "calendar_address": calendar_address,
        "crumbs": (Crumb(_("Notices"), in_language("/notices/")), Crumb(_("Letters and calendar"))),
    }
    return render(request, "notices/settings.html", content, status=status)
