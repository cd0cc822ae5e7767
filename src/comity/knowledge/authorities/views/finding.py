"""Whom do I ask? A page that works without script, on a slow line and a small screen."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.base.places import queries as places
from comity.engines.records.views import reader, reading_language
from comity.knowledge.authorities import queries
from comity.knowledge.authorities.exports.sentences import by, explained, spoken
from comity.knowledge.authorities.forms import FindForm
from comity.knowledge.authorities.queries import Title
from comity.knowledge.authorities.registry import communities_of, designating, sheet_of
from comity.knowledge.authorities.views.showing import note_kept, shown, ways_of
from comity.ui.components import Crumb


UNPROCESSABLE = 422


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """The form, and whom to ask, in which language and by which channel, with what remains if none answers."""
    language = reading_language()
    titles = queries.titles_of(
        {one.treaty: Title(one.treaty, "en") for one in designating()}
        | {symbol: Title(title or symbol, told or "en") for symbol, title, told in queries.treaties_named()},
        language,
    )
    choices = sorted(
        ((symbol, f"{_shortened(title.text)} ({symbol})") for symbol, title in titles.items()),
        # The treaties that are here come first, the bilateral ones after them by the States between which they are.
        key=lambda one: (not titles[one[0]].address, one[0]),
    )
    # A link from elsewhere says one of the two, and leaves the other to the reader; the form sends both.
    is_asked = {"state", "function"} <= request.GET.keys() and any(request.GET[name] for name in ("state", "function"))
    form = FindForm(request.GET if is_asked else None, language=language, treaties=choices, initial=request.GET.dict())
    context = {"form": form, "crumbs": (Crumb(_("Authorities"), reverse("authorities:list")), Crumb(_("Whom to ask")))}
    if not is_asked or not form.is_valid():
        status = UNPROCESSABLE if is_asked else 200
        return render(request, "authorities/find.html", context | {"is_answered": False}, status=status)
    question = form.question
    answer = queries.find(question, queries.reading_of(reader(request)))
    note_kept(reader(request), [one.shown for one in answer.found], how="find")
    names = places.names(language)
    context |= {
        "is_answered": True,
        "question": question,
        "state_name": names[question.state],
        "sheet": sheet_of(question.state),
        "function_name": dict(form.fields["function"].choices)[question.function],  # type: ignore[attr-defined] # -- a field of choices
        "day": question.on.isoformat(),
        "answers": [
            {
                "rank": one.rank,
                "line": shown(one.shown, language, titles),
                "why": explained(one, question, titles, language),
                "is_best": one.rank == 1,
                "languages": spoken(one.languages),
                "channels": by(one.channels),
            }
            for one in answer.found
        ],
        "ways": ways_of(answer, language),
        "communities": communities_of(tuple(filter(None, (question.state, question.asking))), reader(request)),
        "are_both": bool(question.asking),
    }
    return render(request, "authorities/find.html", context)


def _shortened(title: str) -> str:
    """A title that fits a list of choices on a phone."""
    return title if len(title) <= 90 else f"{title[:88].rstrip()}…"  # noqa: PLR2004 -- characters of a line
