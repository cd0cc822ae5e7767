"""Where editors write the front page of a portal: what it says of itself, and the order of its hot topics."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comity.base.people.models import User
from comity.engines.records.models import Text
from comity.engines.records.views import reader, reading_language
from comity.kernel.errors import Overtaken
from comity.kernel.languages import INTERFACE
from comity.knowledge.gateways import actions, forms, queries, registry, rules
from comity.knowledge.gateways.enums import Portal
from comity.knowledge.gateways.forms import FrontForm
from comity.knowledge.gateways.models import Front, HotTopic
from comity.knowledge.gateways.shapes import Introduction, Theme
from comity.ui.components import Crumb


UNPROCESSABLE: Final = 422
CONFLICT: Final = 409
# So many earlier states are listed.
LISTED: Final = 30


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def front(request: HttpRequest, code: str) -> HttpResponse:
    """The front page of a portal as it is written; with ``from`` as it was written once, to be kept again."""
    theme = registry.themes().get(code)
    if theme is None:
        raise Http404
    person = reader(request)
    assert person is not None, "only who is signed in comes here"
    rules.check_may_write_front(person)
    now = queries.front_of(code)
    if request.method == "POST":
        return _sent(request, theme, now, person)
    began = _earlier(code, request.GET.get("from", "")) or now
    form = FrontForm(initial=forms.front_filled(_words(theme, began), now.number if now else 0))
    return _shown(request, theme, form, _topics(code, person, began.order if began else ()))


def _earlier(code: str, number: str) -> Front | None:
    """What was written once; None when no earlier state is asked for."""
    if not number:
        return None
    found = next((one for one in queries.history_of(code) if str(one.number) == number), None)
    if found is None:
        raise Http404
    return found


def _words(theme: Theme, front: Front | None) -> Mapping[str, Introduction]:
    return {code: queries.introduction(theme, front, code) for code in INTERFACE}


def _topics(code: str, person: User, order: Sequence[str]) -> list[tuple[HotTopic, Text]]:
    return queries.of_portal(code, person=person, language=reading_language(), order=order)


def _sent(request: HttpRequest, theme: Theme, now: Front | None, person: User) -> HttpResponse:
    press, _colon, which = request.POST.get("do", "").partition(":")
    topics = _topics(theme.code, person, request.POST.getlist("topic"))
    if press != "save":
        number = int(which) if which.isdecimal() else -1
        if press in {"up", "down"}:
            topics = forms.moved(topics, number, -1 if press == "up" else 1)
        # What is only being put in order is not judged yet.
        return _shown(request, theme, FrontForm(initial=_typed(request.POST)), topics)
    form = FrontForm(request.POST)
    if not form.is_valid():
        return _shown(request, theme, form, topics, status=UNPROCESSABLE)
    order = [str(topic.pk) for topic, _text in topics]
    # While all stand as they would by themselves, new ones go on to do so.
    if order == [str(topic.pk) for topic, _text in _topics(theme.code, person, ())]:
        order = []
    try:
        actions.write_front(theme.code, form.words(), order, by=person, expected=form.cleaned_data["seen"] or 0)
    except Overtaken:
        return _overtaken(request, theme, form, topics)
    messages.success(request, _("The front page is kept; readers see it now."))
    return redirect("gateways:front", theme.code)


def _typed(posted: QueryDict) -> dict[str, Any]:
    return {name: posted.get(name, "") for name in FrontForm().fields}


def _overtaken(
    request: HttpRequest, theme: Theme, form: FrontForm, topics: Sequence[tuple[HotTopic, Text]]
) -> HttpResponse:
    """What the other wrote beside what this person wrote, language by language; pressed again, theirs is kept."""
    now, wanted = queries.front_of(theme.code), form.words()
    there = _words(theme, now)
    beside = [
        (name, "\n".join((there[code].lead, *there[code].paragraphs)), "\n".join((said.lead, *said.paragraphs)))
        for code, name in INTERFACE.items()
        if (said := wanted.get(code, theme.introductions[code])) != there[code]
    ]
    again = FrontForm(initial=_typed(request.POST) | {"seen": now.number if now else 0})
    return _shown(request, theme, again, topics, status=CONFLICT, beside=beside)


def _shown(  # noqa: PLR0913 -- what the page is made of
    request: HttpRequest,
    theme: Theme,
    form: FrontForm,
    topics: Sequence[tuple[HotTopic, Text]],
    *,
    status: int = 200,
    beside: Sequence[tuple[str, str, str]] = (),
) -> HttpResponse:
    language, title = reading_language(), str(Portal(theme.code).label)
    history = list(queries.history_of(theme.code)[:LISTED])
    written = history[0].words if history else {}
    content = {
        "form": form,
        "title": title,
        "portal": reverse("portal", args=[theme.code]),
        "languages": [
            (code, name, form[f"lead_{code}"], form[f"text_{code}"], code in written)
            for code, name in sorted(INTERFACE.items(), key=lambda one: one[0] != language)
        ],
        "topics": topics,
        "history": history,
        "is_overtaken": status == CONFLICT,
        "beside": beside,
        "crumbs": (Crumb(title, reverse("portal", args=[theme.code])), Crumb(_("Edit"))),
    }
    return render(request, "gateways/front.html", content, status=status)
