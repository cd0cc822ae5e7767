"""Where somebody asks to be told of what a search finds from now on, confirms it, and ends it."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.notices.enums import Channel
from comity.base.notices.queries import can_mail
from comity.engines.records.views import reader, reading_language
from comity.engines.search import actions, forms, queries
from comity.engines.search.actions.writing import links
from comity.engines.search.crypto import CONFIRMED_WITHIN, Purpose, opened
from comity.engines.search.enums import Facet
from comity.engines.search.forms import FollowForm, Search
from comity.engines.search.shapes import Wish, group_of
from comity.engines.search.views import naming, showing
from comity.kernel.errors import NotNow
from comity.kernel.lists import listed
from comity.ui.components import Crumb, Fact
from comity.ui.visitors import network


UNPROCESSABLE: Final = 422
CONFLICT: Final = 409
GONE: Final = 410
LONGEST_TITLE: Final = 300


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The form under a search, and what became of it."""
    # What is followed is the search itself, from its first page and in no order.
    asked = forms.read(request.GET).first
    asked = Search(text=asked.text, filters=asked.filters, across=asked.across)
    form = FollowForm(request.POST if request.method == "POST" else None, can_mail=can_mail())
    if request.method == "POST" and form.is_valid():
        try:
            subscription = actions.subscribe(_wish(request, asked, form), by=reader(request), network=network(request))
        except NotNow as no:
            form.add_error(None, str(no))
            return _form(request, asked, form, CONFLICT)
        if subscription.destination.channel == Channel.EMAIL:
            return redirect("search:written")
        content = {
            "title": subscription.title,
            "secret": subscription.destination.secret,
            "address": subscription.destination.address,
            "manage": links(subscription)["manage"],
            "crumbs": _crumbs(),
        }
        return render(request, "search/webhook.html", content)
    return _form(request, asked, form, UNPROCESSABLE if form.errors else 200)


def _form(request: HttpRequest, asked: Search, form: FollowForm, status: int) -> HttpResponse:
    names = naming.names(reading_language())
    content = {
        "form": form,
        "facts": _facts(asked, names),
        "can_mail": can_mail(),
        "search": showing.address(asked),
        "feed": showing.address(asked, "feed"),
        "crumbs": (Crumb(_("Search"), showing.address(asked)), Crumb(_("Tell me of new records"))),
    }
    return render(request, "search/follow.html", content, status=status)


def _crumbs() -> tuple[Crumb, ...]:
    return (Crumb(_("Search"), reverse("search:page")), Crumb(_("Tell me of new records")))


def _facts(asked: Search, names: naming.Names) -> list[Fact]:
    """What is followed, in words."""
    told = [Fact(_("Words"), asked.text)] if asked.text else []
    for facet, label in naming.FACETS.items():
        groups: dict[str, list[str]] = {}
        for value in asked.filters.get(facet, ()):
            code = group_of(value) if facet is Facet.MARK else ""
            groups.setdefault(code, []).append(str(names.value(facet, value)))
        told += [Fact(names.group(code) if code else label, listed(values)) for code, values in groups.items()]
    return told or [Fact(_("Words"), _("Everything that is published"))]


def title_of(asked: Search) -> str:
    """What a search is called in the interface's language: its words and the values it is narrowed to."""
    names = naming.names(reading_language())
    chosen = [str(names.value(facet, value)) for facet in naming.FACETS for value in asked.filters.get(facet, ())]
    words = [_("“%(words)s”") % {"words": asked.text}] if asked.text else []
    return (" · ".join([*words, *chosen]) or _("Everything that is published"))[:LONGEST_TITLE]


def _wish(request: HttpRequest, asked: Search, form: FollowForm) -> Wish:
    given = form.cleaned_data
    return Wish(
        text=asked.text,
        filters=asked.filters,
        across=asked.across,
        parameters=asked.parameters,
        title=title_of(asked),
        language=reading_language(),
        channel=Channel(given["channel"]),
        address=given["address"],
        frequency=form.frequency_chosen,
        root=settings.PUBLIC_ADDRESS or request.build_absolute_uri("/").rstrip("/"),
        form=given["form"],
    )


@never_cache
@require_safe
def written(request: HttpRequest) -> HttpResponse:
    """That a message is on its way; the same for every mailbox, so that nobody learns what others follow."""
    return render(request, "search/written.html", {"crumbs": _crumbs(), "heading": _("Look into your mailbox")})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm a subscription: programs that look at links in mail only open them, so a button does it.

    The link is a secret of its own, so no form of ours needs to have sent it.
    """
    key = opened(Purpose.CONFIRM, token, within=CONFIRMED_WITHIN)
    if request.method == "POST" and key is not None:
        actions.confirm(key, by=reader(request))
    subscription = queries.subscription(key) if key else None
    if subscription is None:
        return over(request)
    content = {
        "subscription": subscription,
        "is_confirmed": subscription.confirmed_at is not None,
        "search": links(subscription)["search"],
        "manage": links(subscription)["manage"],
        "crumbs": _crumbs(),
    }
    return render(request, "search/confirm.html", content)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, token: str) -> HttpResponse:
    """End a subscription: a button for people, and one click in a mail program (RFC 8058), which sends no cookie."""
    key = opened(Purpose.END, token)
    if key is None:
        return over(request)
    if request.method == "POST":
        actions.end(key, by=reader(request))
    subscription = queries.subscription(key)
    content = {"subscription": subscription, "crumbs": _crumbs()}
    return render(request, "search/end.html", content)


def over(request: HttpRequest) -> HttpResponse:
    """410: the link was not made here, is too old, or what it was for has ended."""
    return render(request, "search/over.html", {"crumbs": _crumbs()}, status=GONE)
