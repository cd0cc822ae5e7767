"""Everything that one mailbox, one webhook or one person follows, and the way to it."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.access.enums import Permission
from comity.base.access.roles import may
from comity.base.notices import actions as notices
from comity.base.notices.enums import Channel
from comity.base.notices.models import Destination
from comity.base.notices.queries import can_mail, latest_to
from comity.engines.records.views import reader, reading_language
from comity.engines.search import actions, queries
from comity.engines.search.actions.writing import links
from comity.engines.search.crypto import MANAGED_WITHIN, Purpose, opened
from comity.engines.search.forms import LinkForm
from comity.engines.search.models import Subscription
from comity.engines.search.views.following import over
from comity.ui.components import Crumb


UNPROCESSABLE: Final = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Where a link to what a mailbox follows is asked for; who is signed in sees what they follow at once."""
    person = reader(request)
    form = LinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and can_mail() and form.is_valid():
        actions.send_link(form.cleaned_data["mailbox"], language=reading_language(), by=person)
        return redirect("search:alerts-written")
    content = {
        "form": form,
        "can_mail": can_mail(),
        "lines": [_line(one) for one in queries.followed_by(person)] if person else [],
        "is_signed_in": person is not None,
        "may_manage": may(person, Permission.NOTICE_MANAGE),
        "crumbs": (Crumb(_("Search"), reverse("search:page")), Crumb(_("Searches that you follow"))),
    }
    return render(request, "search/alerts.html", content, status=UNPROCESSABLE if form.errors else 200)


@never_cache
@require_safe
def written(request: HttpRequest) -> HttpResponse:
    """That a link is on its way if the mailbox follows anything."""
    crumbs = (Crumb(_("Search"), reverse("search:page")), Crumb(_("Searches that you follow")))
    return render(request, "search/link_written.html", {"crumbs": crumbs})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """What one mailbox or webhook follows; to end one, to end all, or to let a paused webhook go on."""
    destination = _destination(token)
    if destination is None:
        return over(request)
    if request.method == "POST":
        return _done(request, destination, token)
    content = {
        "destination": destination,
        "is_mailbox": destination.channel == Channel.EMAIL,
        "lines": [_line(one) for one in queries.followed_with(destination)],
        "latest": latest_to(destination),
        "crumbs": (Crumb(_("Search"), reverse("search:page")), Crumb(_("Searches that you follow"))),
    }
    return render(request, "search/manage.html", content)


def _destination(token: str) -> Destination | None:
    """What a link is for; links to a mailbox end after a while, since messages are passed on."""
    key = opened(Purpose.MANAGE, token)
    destination = Destination.objects.filter(pk=key).first() if key else None
    is_mailbox = destination is not None and destination.channel == Channel.EMAIL
    if is_mailbox and opened(Purpose.MANAGE, token, within=MANAGED_WITHIN) is None:
        return None
    return destination


def _done(request: HttpRequest, destination: Destination, token: str) -> HttpResponse:
    if request.POST.get("do") == "end-all":
        count = actions.end_all(destination, by=reader(request))
        told = ngettext(
            "You follow %(count)d search no more, and your address is deleted.",
            "You follow %(count)d searches no more, and your address is deleted.",
            count,
        )
        messages.success(request, told % {"count": count})
        return redirect("search:alerts")
    if request.POST.get("do") == "resume":
        notices.resume(destination, by=reader(request))
        messages.success(request, _("Messages are sent there again."))
    return redirect("search:manage", token)


def _line(subscription: Subscription) -> dict[str, Any]:
    known = links(subscription)
    return {"subscription": subscription, "search": known["search"], "end": known["end"]}
