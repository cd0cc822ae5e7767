"""Where a section is answered: typed and kept by one button, or with script by itself while one writes."""

import json
import uuid
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from comity.base.people.models import User, remembering
from comity.engines.questionnaires import actions, queries, rules
from comity.engines.questionnaires.actions.answering import Kept, Text
from comity.engines.questionnaires.enums import AnswerState, Kind, Outcome
from comity.engines.questionnaires.forms import CHOSEN_ELSEWHERE, written
from comity.engines.questionnaires.grammar.evaluating import is_empty
from comity.engines.questionnaires.models import Answer, Response, Writing
from comity.engines.questionnaires.registry import Suggestion, definition_of, suggested
from comity.engines.questionnaires.shapes import Question, Section
from comity.engines.questionnaires.views.answers import State, beside_of, elsewhere, section_shown
from comity.engines.questionnaires.views.asking import answerer, language, responded
from comity.engines.questionnaires.views.enclosed import as_linked, keep_sent
from comity.engines.questionnaires.views.responses import answerable, heading, told_holder
from comity.engines.questionnaires.views.values import keys_of, linked, state_badge
from comity.kernel.errors import NotPermitted, Refused, Unreadable
from comity.kernel.languages import INTERFACE, isolated
from comity.kernel.lists import said_of


FORBIDDEN: Final = 403
CONFLICT: Final = 409
# Between the parts of what a button asks for; it stands in no code.
SEPARATOR: Final = "|"


def writing_language(sent: Any) -> str:
    """In which language texts are written on this page: as it was chosen, else that of the page."""
    chosen = str(sent.get("in") or sent.get("language") or "")
    return chosen if chosen in INTERFACE else language()


def section_named(state: State, code: str) -> Section:
    """The section that an address names."""
    for one in state.definition.sections:
        if one.code == code:
            return one
    raise Http404


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, key: uuid.UUID, part: str) -> HttpResponse:
    """A section: its questions, what is answered, and what stands beside."""
    person, response = answerer(request), responded(request, key)
    state = State.of(response)
    chosen = section_named(state, part)
    if request.method == "POST":
        return _sent(request, state, chosen, person)
    return _page(request, state, chosen, person)


def _page(request: HttpRequest, state: State, chosen: Section, person: User) -> HttpResponse:
    response = state.response
    may_write = answerable(person, response, chosen.code)
    writing = writing_language(request.GET)
    shown, answered = section_shown(
        state, chosen, person=person, language=language(), writing=writing, may_write=may_write
    )
    sections = [one for one in state.definition.sections if one.code in state.course.sections]
    place = sections.index(chosen) if chosen in sections else None
    content = heading(request, state, chosen) | {
        "part": shown,
        "answered": answered,
        "may_write": may_write,
        "may_clear": may_write and rules.may_clear(person, response),
        "writing": writing,
        "languages": list(INTERFACE.items()),
        "sitting": str(uuid.uuid4()),
        "person": person,
        "elsewhere": json.dumps(elsewhere(state, chosen)),
        "back": sections[place - 1] if place else None,
        "has_files": any(one.kind is Kind.FILE for one in chosen.questions),
        "following": sections[place + 1] if place is not None and place + 1 < len(sections) else None,
        "holders": [told_holder(one) for one in queries.assignments_of(response) if one.section == chosen.code],
    }
    return render(request, "questionnaires/section.html", content)


def _sent(request: HttpRequest, state: State, chosen: Section, person: User) -> HttpResponse:
    """Keep what was typed, then do what the button asks; nothing refused takes anything else with it."""
    rules.check_may_answer(person, state.response, chosen.code)
    do, *rest = request.POST.get("do", "save").split(SEPARATOR)
    settled = rest[0] if do in {"choose", "leave", "join"} and rest else ""
    refused: dict[str, str] = {}
    kept: list[Kept] = []
    sent = 0
    for question in chosen.questions:
        if question.code == settled:
            continue
        if question.kind is Kind.FILE:
            told = keep_sent(request, state.response, question, person)
            sent += len(request.FILES.getlist(f"f:{question.code}")) - len(told)
            refused |= {question.code: " ".join(told)} if told else {}
            continue
        try:
            one = keep(request, state.response, question, person)
        except Refused as no:
            refused[question.code] = str(no)
        else:
            kept += [one] if one is not None and one.outcome != Outcome.UNCHANGED else []
    try:
        refused |= _done(request, state.response, chosen, person, [do, *rest])
    except Refused as no:
        refused[settled or (rest[0] if rest else "")] = str(no)
    actions.tell_if_ready(state.response, chosen.code, by=person)
    if kept or sent:
        messages.success(request, _("Saved."))
    if any(one.outcome == Outcome.BESIDE for one in kept):
        messages.warning(request, _("Somebody else has written meanwhile. Both texts are kept; see below."))
    for code, sentence in refused.items():
        messages.warning(request, said_of(isolated(code), sentence) if code else sentence)
    at = next(iter(rest), "") if do != "section" else ""
    there = reverse("questionnaires:section-answer", args=[state.response.pk, chosen.code])
    return redirect(f"{there}?in={writing_language(request.POST)}" + (f"#q-{at}" if at else ""))


def keep(request: HttpRequest, response: Response, question: Question, person: User) -> Kept | None:
    """Keep what a form says about one question, if its field was in the form and says something new.

    What the person had before them is compared: a field that they left as it was never stands against what somebody
    else has written meanwhile.

    Raises:
        Refused: it may not be kept.
    """
    seen = request.POST.get(f"seen:{question.code}", "")
    if not seen.isdecimal() or not question.is_answered or question.kind in CHOSEN_ELSEWHERE:
        return None
    known = Answer.objects.filter(response=response, question=question.code).first()
    before = queries.text_of(known, int(seen)) if known is not None else None
    base = before or known
    value = written(question, request.POST, writing_language(request.POST), base.value if base else None)
    is_nothing = is_empty(value) and (before is None or is_empty(before.value))
    if is_nothing or (before is not None and is_as_seen(value, before, seen)):
        return None
    text = Text(
        value,
        known.comment if known else "",
        known.evidence if known else (),
        AnswerState.DRAFT,
        sitting=request.POST.get("sitting", "")[:36],
    )
    return actions.answer(response, question.code, text, by=person, seen=int(seen))


def is_as_seen(value: Any, before: Answer | Writing, seen: str) -> bool:
    """Whether a field says what it said when the page was opened, or the beginning of what has grown out of it."""
    if value == before.value or before.number == int(seen):
        return bool(value == before.value)
    if not isinstance(value, dict) or not isinstance(before.value, dict):
        return False
    return all(str(before.value.get(code, "")).startswith(str(text)) for code, text in value.items())


def _done(request: HttpRequest, response: Response, chosen: Section, person: User, asked: list[str]) -> dict[str, str]:
    """Do what a button asks for; what could not be done, by question code.

    Raises:
        Refused: it may not be done, or the button is none of ours.
    """
    match asked:
        case ["save"]:
            return {}
        case ["section", state] if state in AnswerState.values:
            return dict(actions.mark_section(response, chosen.code, AnswerState(state), by=person))
        case ["mark", code, state] if state in AnswerState.values:
            answer = _answer_of(response, code)
            actions.mark(answer, AnswerState(state), by=person, seen=answer.number)
        case ["take", code, provider, key]:
            question = next((one for one in chosen.questions if one.code == code), None)
            if question is None:
                raise Unreadable(_("This suggestion is not there any more."))
            one = suggestion_of(response, question, provider, key, person)
            known = queries.answers_of(response).get(code)
            actions.take(response, code, one, by=person, seen=known.number if known else 0)
        case ["drop", code, name]:
            actions.take_out(response, code, name, by=person, sitting=request.POST.get("sitting", "")[:36])
        case ["choose", code, number, seen, beside]:
            actions.choose(
                _answer_of(response, code), _number(number), _numbers(beside), by=person, seen=_number(seen)
            )
        case ["leave", code, beside]:
            actions.settle(_answer_of(response, code), _numbers(beside), by=person)
        case ["join", code, seen, beside]:
            _join(request, _answer_of(response, code), chosen, person, (_number(seen), _numbers(beside)))
        case _:
            raise Unreadable(_("The page did not say what is to be done."))
    return {}


def _join(request: HttpRequest, answer: Answer, chosen: Section, person: User, read: tuple[int, list[int]]) -> None:
    """Make what stands in the field the answer, and settle the texts that the person has read."""
    seen, beside = read
    question = next(one for one in chosen.questions if one.code == answer.question)
    value = written(question, request.POST, writing_language(request.POST), answer.value)
    text = Text(value, answer.comment, answer.evidence)
    kept = actions.answer(answer.response, answer.question, text, by=person, seen=seen)
    if kept.outcome != Outcome.BESIDE:
        actions.settle(kept.answer, beside, by=person)


def suggestion_of(response: Response, question: Question, provider: str, key: str, person: User) -> Suggestion:
    """A suggestion that was shown, asked for again: what a form sends is no suggestion.

    Raises:
        Unreadable: nobody suggests it any more.
    """
    found = suggested(response, [question], person=person, language=language()).get(question.code, ())
    for one in found:
        if (one.provider, one.key) == (provider, key):
            return one
    raise Unreadable(_("This suggestion is not there any more."))


def _answer_of(response: Response, code: str) -> Answer:
    answer = queries.answers_of(response).get(code)
    if answer is None:
        raise Unreadable(_("There is no answer to “%(code)s” yet.") % {"code": code})
    return answer


def _number(text: str) -> int:
    if not text.isdecimal():
        raise Unreadable(_("The page did not say what is to be done."))
    return int(text)


def _numbers(text: str) -> list[int]:
    return [_number(one) for one in text.split()]


@never_cache
@login_required
@require_POST
def save(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One answer, sent by the script while somebody writes; what became of it, as JSON."""
    person = answerer(request)
    with remembering(person):
        return _saved(request, responded(request, key), person)


def _saved(request: HttpRequest, response: Response, person: User) -> HttpResponse:
    question = definition_of(response.version).questions.get(request.POST.get("question", ""))
    if question is None or not question.is_answered:
        raise Http404
    try:
        kept = keep(request, response, question, person)
    except Refused as no:
        status = FORBIDDEN if isinstance(no, NotPermitted) else CONFLICT
        return JsonResponse({"refused": str(no)}, status=status)
    answer = kept.answer if kept is not None else queries.answer_to(response, question.code)
    told: dict[str, Any] = {
        "outcome": (kept.outcome if kept is not None else Outcome.UNCHANGED).value,
        "number": answer.number if answer is not None else 0,
        "state": str(state_badge(answer).text) if answer is not None else "",
        "beside": "",
    }
    if answer is not None and answer.is_contested:
        told["beside"] = _contested(request, response, question, person)
    return JsonResponse(told)


def _contested(request: HttpRequest, response: Response, question: Question, person: User) -> str:
    """The texts that stand on one question, to be put into the page."""
    waiting = queries.beside(response).get(question.code, [])
    answer = queries.answers_of(response)[question.code]
    if not waiting:
        return ""
    known = linked(keys_of([answer, *waiting], {question.code: question.kind}), person, language())
    if question.kind is Kind.FILE:
        known |= as_linked(queries.enclosures_of(response, is_colleague=True))
    beside = beside_of(answer, question, waiting, language(), known)
    return render_to_string("questionnaires/beside.html", {"beside": beside}, request)
