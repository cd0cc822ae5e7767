"""Where staff see what could not be sent, and have it tried again."""

import uuid
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from comity.base.audit.actions import seen
from comity.base.notices import actions, queries, rules
from comity.base.people.models import User
from comity.ui.components import Crumb


PAGE: Final = 50


def staff(request: HttpRequest) -> User:
    """The person who asks, when they may manage messages.

    Raises:
        NotPermitted: they may not.
    """
    person = request.user if isinstance(request.user, User) else None
    rules.check_may_manage(person)
    assert person is not None, "a visitor may not"
    return person


@never_cache
@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What was given up, what is tried again by itself, and where nothing is sent any more."""
    person = staff(request)
    # Mailboxes of others stand here, though most of each is masked.
    seen("notices.read", None, by=person)
    shown = Paginator(queries.given_up(person), PAGE).get_page(request.GET.get("page"))
    content = {
        "given_up": shown,
        "count": shown.paginator.count,
        "back": f"?page={shown.previous_page_number()}" if shown.has_previous() else "",
        "following": f"?page={shown.next_page_number()}" if shown.has_next() else "",
        "put_off": queries.put_off(person)[:PAGE],
        "paused": queries.paused(person)[:PAGE],
        "can_mail": queries.can_mail(),
        "crumbs": (Crumb(_("Messages")),),
    }
    return render(request, "notices/page.html", content)


@never_cache
@login_required
@require_POST
def retry(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Try a message again."""
    person = staff(request)
    message = get_object_or_404(queries.given_up(person), pk=key)
    actions.retry(message, by=person)
    messages.success(request, _("It is tried again now."))
    return redirect("notices:page")


@never_cache
@login_required
@require_POST
def resume(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Send to a destination again."""
    person = staff(request)
    actions.resume(get_object_or_404(queries.paused(person), pk=key), by=person)
    messages.success(request, _("Messages are sent there again."))
    return redirect("notices:page")
