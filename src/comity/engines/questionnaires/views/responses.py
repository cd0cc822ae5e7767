"""Responses as those see them who work on them: how far they are, who has what, and what falls short."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.base.people.models import User
from comity.base.places import queries as places
from comity.engines.questionnaires import actions, queries, rules
from comity.engines.questionnaires.enums import Level
from comity.engines.questionnaires.forms import GiveForm, name_of
from comity.engines.questionnaires.grammar import wording
from comity.engines.questionnaires.grammar.progress import LEVELS, Gap, Tally, gaps, progress
from comity.engines.questionnaires.models import Assignment, Response
from comity.engines.questionnaires.shapes import Section
from comity.engines.questionnaires.views.answers import State
from comity.engines.questionnaires.views.asking import answerer, language, responded
from comity.engines.questionnaires.views.shown import TONES, Words, words
from comity.engines.questionnaires.views.values import home_name
from comity.ui.components import Badge, Crumb, Fact, Tab, Tone


def crumbs(response: Response | None = None, last: str = "") -> tuple[Crumb, ...]:
    """The way to a page about a response."""
    way = [Crumb(_("Your questionnaires"), reverse("questionnaires:responses") if response else "")]
    if response is not None:
        title = words(response.version.title, language())
        here = reverse("questionnaires:response", args=[response.pk]) if last else ""
        way.append(Crumb(title.text, here, title.language))
    return tuple([*way, Crumb(last)] if last else way)


def heading(request: HttpRequest, state: State, chosen: Section | None = None, last: str = "") -> dict[str, Any]:
    """What stands at the head of every page about a response."""
    response = state.response
    shown = f"{chosen.code} {words(chosen.title, language()).text}" if chosen is not None else last
    return {
        "response": response,
        "title": words(state.definition.title, language()),
        "edition": response.version.edition,
        "place": response.place_id or "",
        "home": places.names(language()).get(response.place_id or "", "") or home_name(response),
        "is_closed": response.closed_at is not None,
        "crumbs": crumbs(response, shown),
    }


def tabs(state: State, current: str) -> list[Tab]:
    """The pages about a whole response."""
    several = {
        "response": _("Sections"),
        "progress": _("By article and person"),
        "gaps": _("Where it falls short"),
    }
    key = state.response.pk
    return [
        Tab(label, reverse(f"questionnaires:{name}", args=[key]), name == current) for name, label in several.items()
    ]


@never_cache
@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The questionnaires on which a person works."""
    person = answerer(request)
    several = list(queries.for_listing_responses(queries.responses_visible_to(person))[:200])
    counts, names = queries.states_of(several), places.names(language())
    lines = [
        {
            "response": one,
            "title": words(one.version.title, language()),
            "place": one.place_id or "",
            "name": names.get(one.place_id, one.place_id) if one.place_id else home_name(one),
            "answers": sum(counts.get(one.pk, {}).values()),
            "size": one.version.size,
        }
        for one in several
    ]
    return render(request, "questionnaires/responses.html", {"lines": lines, "crumbs": crumbs()})


@never_cache
@login_required
@require_safe
def page(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A response: its sections, how far each is, and who has it."""
    person, response = answerer(request), responded(request, key)
    state = State.of(response)
    done = progress(state.definition, state.course, state.answers)
    holders: dict[str, list[Assignment]] = {}
    for one in queries.assignments_of(response):
        holders.setdefault(one.section, []).append(one)
    own = rules.sections_of(person, response)
    writes_all = rules.may_write_all(person, response)
    is_open = response.closed_at is None
    content = heading(request, state) | {
        "occasion": queries.occasion_of(person, response, language()),
        "tabs": tabs(state, "response") if rules.is_colleague(person, response) else [],
        "figures": figures(done.whole),
        "lines": [
            {
                "code": one.code,
                "title": words(one.title, language()),
                "article": wording.article_name(one.article, "", language()),
                "tally": done.sections[one.code],
                "badges": badges(done.sections[one.code]),
                "holders": [told_holder(each) for each in holders.get(one.code, ())],
                "is_asked": one.code in state.course.sections,
                "is_own": one.code in own,
            }
            for one in state.definition.sections
        ],
        "may_give": writes_all and is_open,
        "person": person,
        "may_write": is_open and (writes_all or bool(own)),
        "writes_some": bool(own) and not writes_all,
    }
    return render(request, "questionnaires/response.html", content)


def told_holder(one: Assignment) -> dict[str, Any]:
    """Who has a section."""
    if one.person is not None:
        return {"key": one.pk, "name": name_of(one.person), "is_person": True}
    return {"key": one.pk, "name": one.organisation.name if one.organisation is not None else "", "is_person": False}


def figures(whole: Tally) -> list[Fact]:
    """How far the whole is, in a few numbers."""
    return [
        Fact(_("answered, of %(asked)s asked") % {"asked": whole.asked}, whole.answered),
        Fact(_("ready"), whole.ready),
        Fact(_("cleared"), whole.cleared),
        Fact(_("required and missing"), whole.missing),
    ]


def badges(tally: Tally) -> list[Badge]:
    """What of a section needs somebody."""
    found = []
    if tally.contested:
        found.append(Badge(_("%(count)s to settle") % {"count": tally.contested}, Tone.DANGER))
    if tally.missing:
        found.append(Badge(_("%(count)s required missing") % {"count": tally.missing}, Tone.BRASS))
    if tally.asked and tally.cleared == tally.asked:
        found.append(Badge(_("Cleared"), Tone.SUCCESS))
    elif tally.asked and tally.ready + tally.cleared == tally.asked:
        found.append(Badge(_("Ready"), Tone.ACCENT))
    return found


def colleagues_of(request: HttpRequest, key: uuid.UUID) -> Response:
    """The response that an address names, for those who answer it; whoever only reads it finds nothing there."""
    response = responded(request, key)
    if not rules.is_colleague(answerer(request), response):
        raise Http404
    return response


@never_cache
@login_required
@require_safe
def progressed(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """How far a response is, by article and by person."""
    state = State.of(colleagues_of(request, key))
    done = progress(state.definition, state.course, state.answers)
    names = {one.by_id: name_of(one.by) for one in state.answers.values()}
    given: dict[int, list[str]] = {}
    for one in queries.assignments_of(state.response):
        if one.person is not None:
            names.setdefault(one.person.pk, name_of(one.person))
            given.setdefault(one.person.pk, []).append(one.section)
    people = [(names[one], done.people.get(one, Tally()), given.get(one, [])) for one in names]
    people.sort(key=lambda one: (-one[1].answered, one[0]))
    first: dict[str, str] = {}
    for section in state.definition.sections:
        for question in section.questions:
            first.setdefault(question.article or section.article, section.code)
    content = heading(request, state, last=_("By article and person")) | {
        "tabs": tabs(state, "progress"),
        "articles": [
            (wording.article_name(article, "", language()), tally, first[article])
            for article, tally in done.articles.items()
        ],
        "people": people,
    }
    return render(request, "questionnaires/progress.html", content)


@never_cache
@login_required
@require_safe
def falling_short(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Which articles are not met, or not yet answered, by how far they oblige; each leads to its question."""
    state = State.of(colleagues_of(request, key))
    found = gaps(state.definition, state.course, state.answers)
    content = heading(request, state, last=_("Where it falls short")) | {
        "occasion": queries.occasion_of(answerer(request), state.response, language()),
        "tabs": tabs(state, "gaps"),
        "groups": [(Badge(level.label, TONES[level]), _by_article(found, level)) for level in LEVELS],
        "count": len(found),
        "unmet": sum(1 for one in found if one.answer and one.level is Level.MANDATORY),
        "unsaid": sum(1 for one in found if not one.answer and one.level is Level.MANDATORY),
    }
    return render(request, "questionnaires/gaps.html", content)


ANSWERS = {"no": Tone.DANGER, "in-part": Tone.BRASS, "": Tone.OUTLINE}


def _by_article(found: list[Gap], level: Level) -> list[tuple[str, list[tuple[Gap, Words, Badge]]]]:
    names = {"no": _("No"), "in-part": _("In part"), "": _("Not answered yet")}
    groups: dict[str, list[tuple[Gap, Words, Badge]]] = {}
    for one in found:
        if one.level is level:
            line = (one, words(one.question.text, language()), Badge(names[one.answer], ANSWERS[one.answer]))
            groups.setdefault(one.article, []).append(line)
    return [(wording.article_name(article, "", language()), lines) for article, lines in groups.items()]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, key: uuid.UUID, part: str) -> HttpResponse:
    """Give a section to a person or an organisation of the State."""
    person, response = answerer(request), responded(request, key)
    rules.check_may_assign(person, response)
    state = State.of(response)
    chosen = next((one for one in state.definition.sections if one.code == part), None)
    if chosen is None:
        raise Http404
    offices, people = queries.offices_for(response), queries.people_for(response)
    form = GiveForm(request.POST if request.method == "POST" else None, organisations=offices, people=people)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        actions.assign(response, part, by=person, person=told["person"], organisation=told["organisation"])
        messages.success(request, _("The section is given; who has it now finds it in their inbox."))
        return redirect(f"{reverse('questionnaires:response', args=[key])}#s-{part}")
    content = heading(request, state, last=_("Give section %(code)s") % {"code": part}) | {
        "form": form,
        "part": chosen.code,
        "section": words(chosen.title, language()),
        "holders": [told_holder(one) for one in queries.assignments_of(response) if one.section == part],
        "has_offices": offices.exists() or people.exists(),
    }
    return render(request, "questionnaires/give.html", content, status=422 if form.errors else 200)


@login_required
@require_POST
def take_back(request: HttpRequest, key: uuid.UUID, number: int) -> HttpResponse:
    """Take a section back from who has it."""
    person, response = answerer(request), responded(request, key)
    one = next((each for each in queries.assignments_of(response) if each.pk == number), None)
    if one is None:
        raise Http404
    actions.unassign(one, by=person)
    messages.success(request, _("The section is taken back. What was written stays."))
    return redirect(reverse("questionnaires:give", args=[key, one.section]))


def answerable(person: User, response: Response, section: str) -> bool:
    """Whether somebody may answer a section now, for what a page offers."""
    return response.closed_at is None and (
        rules.may_write_all(person, response) or section in rules.sections_of(person, response)
    )
