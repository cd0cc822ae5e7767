"""Where a State's own people see which of its records nobody has confirmed for long, and confirm several at once."""

import uuid
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comity.base.people.models import User
from comity.engines.records import actions, queries
from comity.engines.records.models import Record, Text
from comity.engines.records.registry import detail_models
from comity.engines.records.views.reading import line, reader
from comity.kernel.errors import NotPermitted
from comity.ui.components import Crumb


PAGE: Final = 50


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The records of one's own State that nobody has confirmed for long; those that were ticked are confirmed."""
    person = reader(request)
    assert person is not None, "only who is signed in comes here"
    if not queries.is_keeper(person):
        raise NotPermitted(_("Only those who keep the records of a State confirm them here."))
    return confirmed(request, person) if request.method == "POST" else listed(request, person)


def listed(request: HttpRequest, person: User) -> HttpResponse:
    """The list, of one database where it is asked for, the oldest first."""
    texts = Prefetch("texts", Text.objects.order_by("pk"))
    old = queries.old_for(person, timezone.now().date()).select_related("place", *sorted(detail_models()))
    kind = asked if (asked := request.GET.get("kind", "")) in detail_models() else ""
    if kind:
        old = old.filter(kind=kind)
    here = f"kind={kind}&page=" if kind else "page="
    pages = Paginator(old.prefetch_related(texts), PAGE)
    shown = pages.get_page(request.GET.get("page"))
    content = {
        "lines": [told(record) for record in shown],
        "months": queries.months(),
        "database": capfirst(str(detail_models()[kind]._meta.verbose_name_plural)) if kind else "",
        "summary": ngettext("%(number)s record", "%(number)s records", pages.count) % {"number": pages.count},
        "back": f"?{here}{shown.previous_page_number()}" if shown.has_previous() else "",
        "following": f"?{here}{shown.next_page_number()}" if shown.has_next() else "",
        "crumbs": (Crumb(_("Records to confirm")),),
    }
    return render(request, "records/upkeep.html", content)


def confirmed(request: HttpRequest, person: User) -> HttpResponse:
    """Confirm what was ticked, and say how many that were."""
    keys = [key for one in request.POST.getlist("record")[:PAGE] if (key := key_of(one)) is not None]
    count = actions.confirm_many(keys, by=person) if keys else 0
    if count:
        said = ngettext("%(count)s record is confirmed.", "%(count)s records are confirmed.", count)
        messages.success(request, said % {"count": count})
    else:
        messages.info(request, _("Nothing was confirmed: tick the records that are still true."))
    return redirect("records:upkeep")


def told(record: Record) -> dict[str, Any]:
    """A record as its line shows it: how old what is known of it is, and of what kind it is."""
    kind = str(detail_models()[record.kind]._meta.verbose_name)
    return line(record) | {"record": record, "kind": capfirst(kind)}


def key_of(text: str) -> uuid.UUID | None:
    """A record's key as a form sends it; None for what is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
