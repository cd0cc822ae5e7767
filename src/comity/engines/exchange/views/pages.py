"""The pages of the sealed exchange. What they show of a message is opened in the browser; the host gives the frame."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comity.base.people.models import Organisation
from comity.engines.exchange import queries, registry, rules
from comity.engines.exchange.enums import BY_RECEIVER, BY_SENDER, Act
from comity.engines.exchange.queries.departed import sentences_of, standing_of
from comity.engines.exchange.views.answering import check_may_ask, person_of
from comity.engines.exchange.views.words import sentences
from comity.ui.components import Crumb


PAGE = 30


def frame(request: HttpRequest, last: str = "", **content: Any) -> dict[str, Any]:
    """What every page of the exchange needs."""
    check_may_ask(request)
    person = person_of(request)
    crumbs = [Crumb(_("Sealed exchange"), reverse("exchange:list") if last else "")]
    authorities = list(Organisation.objects.filter(pk__in=rules.authorities_of(person)).order_by("name"))
    return {
        "crumbs": tuple([*crumbs, Crumb(last)] if last else crumbs),
        "authorities": authorities,
        "due": [said for one in standing_of([one.pk for one in authorities]).values() for said in sentences_of(one)],
        "sentences": sentences(),
        "person": person.pk,
        "at_keys": False,
        **content,
    }


@never_cache
@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The conversations of one's authorities, the latest first."""
    content = frame(request)
    mine = {one.pk for one in content["authorities"]}
    threads = queries.threads_for_listing(person_of(request))
    page: Page[Any] = Paginator(threads, PAGE).get_page(request.GET.get("page"))
    lines = [
        {
            "thread": one,
            "others": [party.organisation for party in one.parties.all() if party.organisation_id not in mine]
            or [party.organisation for party in one.parties.all()],
            "count": one.count,
        }
        for one in page.object_list
    ]
    shown = _("Page %(number)s of %(count)s") % {"number": page.number, "count": page.paginator.num_pages}
    ways = {
        "shown": shown if page.paginator.num_pages > 1 else "",
        "back": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "following": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    has_key = not lines and queries.own_key(person_of(request)) is not None
    return render(request, "exchange/list.html", {**content, "lines": lines, "has_key": has_key, **ways})


@never_cache
@login_required
@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """A new message to another authority."""
    content = frame(request, _("New message"))
    others = queries.reachable(person_of(request))
    return render(request, "exchange/new.html", {**content, "others": others})


@never_cache
@login_required
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """One's own key and those of one's authorities."""
    return render(request, "exchange/keys.html", frame(request, _("Keys"), at_keys=True))


@never_cache
@login_required
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Where a receipt is checked, in the browser alone."""
    return render(request, "exchange/check.html", frame(request, _("Check a receipt")))


@never_cache
@login_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Words looked for in the browser, in what one's authority has opened; none of them comes here."""
    return render(request, "exchange/search.html", frame(request, _("Search in sealed messages")))


@never_cache
@login_required
@require_safe
def thread(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A conversation: who takes part, and the place for what is opened in the browser."""
    content = frame(request, _("Conversation"))
    found = queries.threads_visible_to(person_of(request)).filter(pk=key).first()
    if found is None:
        raise Http404
    parties = list(queries.parties(found))
    mine = [one for one in content["authorities"] if one in parties]
    acts = {
        "sender": [(one.value, one.label) for one in Act if one in BY_SENDER],
        "receiver": [(one.value, one.label) for one in Act if one in BY_RECEIVER and one != Act.OPENED],
    }
    told = {
        "thread": found,
        "parties": parties,
        "mine": mine,
        "acts": acts,
        "elsewhere": queries.peers_to_carry_to(found.pk),
        "leads": registry.leads(person_of(request), found.pk),
    }
    return render(request, "exchange/thread.html", {**content, **told})
