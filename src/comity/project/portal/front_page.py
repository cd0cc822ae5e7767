"""What staff have written for the home page, as readers see it, and the page on which it is written."""

from typing import Any, Final

import nh3
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from markdown_it import MarkdownIt

from comity.base.access.enums import Permission
from comity.base.administration import actions
from comity.base.administration import queries as written
from comity.base.administration.enums import HomePart, Spot
from comity.base.administration.forms import HomeForm
from comity.base.administration.views.asking import staff
from comity.base.administration.views.writing import by_language, earlier, filled, history_shown
from comity.base.people.models import User
from comity.engines.records import queries as records
from comity.engines.records.enums import State
from comity.kernel.errors import Overtaken
from comity.knowledge.gateways.models import HotTopic
from comity.project.portal import queries
from comity.ui.components import Crumb
from comity.ui.templatetags.addresses import in_language


UNPROCESSABLE: Final = 422
CONFLICT: Final = 409
# What is left of a text in Markdown; headings would break the outline of the page.
TAGS: Final = {"p", "a", "strong", "em", "ul", "ol", "li", "blockquote", "br", "code"}


def cleaned(text: str) -> SafeString:
    """A text in Markdown as HTML that can do nothing: no HTML of the writer's, no script, no picture, plain links."""
    made = MarkdownIt("commonmark", {"html": False}).render(text)
    safe = nh3.clean(
        made, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"https", "http", "mailto"}, link_rel=None
    )
    return mark_safe(safe)  # noqa: S308 -- cleaned in the line above


def shown(language: str, person: User | None) -> dict[str, Any]:
    """What the home page shows besides its own; no query where nothing is highlighted, else three."""
    words, rest = written.words(Spot.HOME, language), written.rest(Spot.HOME)
    return framed(words, rest, language, person)


def framed(words: Any, rest: Any, language: str, person: User | None) -> dict[str, Any]:
    """The same for words that may not be kept yet."""
    return {
        "words": {"headline": words.get("headline", ""), "lead": words.get("lead", "")},
        "welcome": cleaned(words["welcome"]) if words.get("welcome") else "",
        "order": rest.get("order") or HomePart.values,
        "highlights": highlighted(rest.get("highlights") or [], language, person),
    }


def highlighted(keys: list[str], language: str, person: User | None) -> list[dict[str, Any]]:
    """The hot topics that are named and that a person may read, in their order."""
    found = dict(_topics(language, person, keys)) if keys else {}
    return [found[key] for key in keys if key in found]


def _topics(language: str, person: User | None, keys: list[str] | None = None) -> list[tuple[str, dict[str, Any]]]:
    rows = records.visible_to(person).filter(kind=HotTopic.kind, state=State.PUBLISHED)
    if keys is not None:
        rows = rows.filter(pk__in=keys)
    listed = records.for_listing(rows.select_related(HotTopic.kind).order_by("-changed_at", "pk"), language=language)
    return [
        (
            str(record.pk),
            {
                "title": text.title,
                "summary": text.summary,
                "language": text.language,
                "link": in_language(record.hottopic.address),
            },
        )
        for record in listed
        if (text := records.best_text(list(record.texts.all()), language=language))
    ]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """The home page as it is written, with a preview before it is kept; with ``from`` as it was written once."""
    person = staff(request, Permission.FRONT_PAGE_EDIT)
    choices = [(key, line["title"]) for key, line in _topics(queries.language(), person)]
    now = written.wording(Spot.HOME)
    if request.method != "POST":
        began = earlier(Spot.HOME, request.GET.get("from", "")) or now
        initial = filled(HomeForm, began, now)
        if order := initial.pop("order", None):
            initial |= {f"place_{value}": None for value in HomePart.values}
            initial |= {f"place_{value}": number for number, value in enumerate(order, start=1)}
        return _page(request, HomeForm(initial=initial, highlights=choices))
    form = HomeForm(request.POST, highlights=choices)
    if not form.is_valid():
        return _page(request, form, status=UNPROCESSABLE)
    if request.POST.get("do") != "save":
        language = queries.language()
        preview = framed(form.words()[language], form.rest(), language, person)
        return _page(request, form, preview=preview)
    try:
        actions.write(Spot.HOME, form.words(), form.rest(), expected=form.cleaned_data["seen"] or 0, by=person)
    except Overtaken as no:
        form.add_error(None, str(no))
        return _page(request, form, status=CONFLICT)
    messages.success(request, _("It is kept; readers see it now."))
    return redirect("home-edit")


def _page(
    request: HttpRequest, form: HomeForm, *, status: int = 200, preview: dict[str, Any] | None = None
) -> HttpResponse:
    history = history_shown(Spot.HOME)
    content = {
        "form": form,
        "preview": preview,
        "languages": by_language(form, history[0].words if history else {}),
        "places": [form[f"place_{value}"] for value in HomePart.values],
        "history": history,
        "crumbs": (Crumb(_("Administration"), reverse("administration:desk")), Crumb(_("Home page"))),
    }
    return render(request, "portal/home_edit.html", content, status=status)
