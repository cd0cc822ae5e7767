"""One question by itself: its texts from the first to the last, remarks of colleagues, evidence, records."""

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comity.base.people.models import User
from comity.base.places import queries as places
from comity.engines.questionnaires import actions, queries, rules
from comity.engines.questionnaires.actions.answering import Text
from comity.engines.questionnaires.enums import Kind, Outcome
from comity.engines.questionnaires.forms import LinkForm, RemarkForm
from comity.engines.questionnaires.models import Answer, Response, Writing
from comity.engines.questionnaires.registry import Linked, shelf
from comity.engines.questionnaires.shapes import Question
from comity.engines.questionnaires.views.answers import State, files_in, section_shown
from comity.engines.questionnaires.views.asking import answerer, language, responded
from comity.engines.questionnaires.views.enclosed import as_linked
from comity.engines.questionnaires.views.responses import answerable, heading
from comity.engines.questionnaires.views.values import Piece, keys_of, linked, pieces, told
from comity.kernel.errors import Overtaken, Unreadable
from comity.kernel.languages import isolated


LONGEST_QUERY = 200


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, key: uuid.UUID, asked: str) -> HttpResponse:
    """A question with everything that was written for it, and the ways to show its answer."""
    person, response = answerer(request), responded(request, key)
    state = State.of(response)
    one = state.definition.questions.get(asked)
    if one is None or not one.is_answered:
        raise Http404
    section = state.definition.section_of[asked]
    if request.method == "POST":
        _done(request, response, one, person)
        return redirect(reverse("questionnaires:answer", args=[key, asked]))
    answer = state.answers.get(asked)
    is_colleague = rules.is_colleague(person, response)
    history = list(queries.history_of(answer)) if answer is not None and is_colleague else []
    texts: list[Answer | Writing] = [answer, *history] if answer is not None else []
    known = linked(keys_of(texts, {asked: one.kind}), person, language())
    known |= as_linked(files_in(response, section, is_colleague=is_colleague))
    may_write = answerable(person, response, section.code)
    _part, shown = section_shown(
        state, section, person=person, language=language(), writing=language(), may_write=False
    )
    now = told(answer, one, language(), known) if answer is not None else None
    words = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    place = shelf()
    content = heading(request, state, last=isolated(asked)) | {
        "code": isolated(asked),
        "section": section.code,
        "one": next(each for each in shown if each.asked.code == asked),
        "answer": now if now is None or is_colleague else replace(now, comment="", taken=""),
        "history": [told(each, one, language(), known) for each in history],
        "remarks": queries.remarks_of(response, [asked]).get(asked, []) if is_colleague else [],
        "remark_form": RemarkForm() if rules.may_remark(person, response) else None,
        "is_colleague": is_colleague,
        "may_write": may_write,
        "is_record": one.kind is Kind.RECORD,
        "records": _records(one, answer, known),
        "evidence": pieces(answer.evidence, known) if answer is not None else (),
        "number": answer.number if answer is not None else 0,
        "words": words,
        "has_shelf": place is not None,
        "contribute": place.contribute(person) if place is not None and may_write else "",
    }
    content |= _found(words if may_write else "", person, rules.home_of(response) or "")
    return render(request, "questionnaires/question.html", content)


def _found(typed: str, person: User, home: str) -> dict[str, Any]:
    """What a search finds, each with the name of whose it is, and whether anything of those who answer is among it."""
    place = shelf()
    found = place.find(typed, person=person, language=language(), place=home) if place is not None and typed else ()
    names = places.names(language())
    return {
        "found": [(one, names.get(one.place, one.place)) for one in found],
        "nothing_of": names.get(home, home) if found and all(one.place != home for one in found) else "",
    }


def _records(one: Question, answer: Answer | None, known: dict[str, Linked]) -> tuple[Piece, ...]:
    """The records that are the answer itself, where records are asked for."""
    if one.kind is not Kind.RECORD or answer is None or not isinstance(answer.value, list):
        return ()
    return pieces([{"record": str(key)} for key in answer.value], known)


def _done(request: HttpRequest, response: Response, one: Question, person: User) -> None:
    """Do what a button of the page asks for.

    Raises:
        Refused: it may not be done.
    """
    seen = int(request.POST["seen"]) if request.POST.get("seen", "").isdecimal() else 0
    match request.POST.get("do"):
        case "remark":
            actions.remark(response, one.code, request.POST.get("text", ""), by=person)
            messages.success(request, _("Your remark stands here for your colleagues."))
        case "link" | "unlink" as how:
            _link(request, response, one, person, (how, seen))
        case "empty":
            _write(response, one, person, seen, Text(None))
            messages.success(request, _("The answer is taken back; what it said stays among the earlier texts."))
        case "bring":
            _bring(request, response, one, person, seen)
        case _:
            raise Unreadable(_("The page did not say what is to be done."))


def _link(request: HttpRequest, response: Response, one: Question, person: User, asked: tuple[str, int]) -> None:
    """Add or take away a record: the answer itself where records are asked for, else what shows it."""
    how, seen = asked
    form = LinkForm(request.POST)
    if not form.is_valid():
        raise Unreadable(_("This is no link to what was asked for."))
    key, where = str(form.cleaned_data["record"]), form.cleaned_data["locator"].strip()
    if how == "link" and key not in linked({key}, person, language()):
        raise Unreadable(_("There is no such record among those that you can read."))
    answer = queries.answers_of(response).get(one.code)
    if one.kind is Kind.RECORD and request.POST.get("as") != "evidence":
        before = list(answer.value) if answer is not None and isinstance(answer.value, list) else []
        value = [*before, key] if how == "link" and key not in before else [each for each in before if each != key]
        value = before if how == "link" and key in before else value
        text = Text(value, answer.comment if answer else "", answer.evidence if answer else ())
        _write(response, one, person, seen, text)
        return
    entry = {"record": key, "locator": where} if where else {"record": key}
    known = [each for each in (answer.evidence if answer is not None else ()) if each != entry]
    actions.put_evidence(response, one.code, [*known, entry] if how == "link" else known, by=person, seen=seen)


def _bring(request: HttpRequest, response: Response, one: Question, person: User, seen: int) -> None:
    """Make an earlier text the answer again."""
    answer = queries.answers_of(response).get(one.code)
    number = request.POST.get("number", "")
    wanted: Any = None
    if answer is not None and number.isdecimal():
        wanted = next((each for each in queries.history_of(answer) if each.number == int(number)), None)
    if wanted is None:
        raise Unreadable(_("There is no such text."))
    _write(response, one, person, seen, Text(wanted.value, wanted.comment, wanted.evidence))
    messages.success(request, _("The earlier text is the answer again."))


def _write(response: Response, one: Question, person: User, seen: int, text: Text) -> None:
    kept = actions.answer(response, one.code, text, by=person, seen=seen)
    if kept.outcome == Outcome.BESIDE:
        raise Overtaken(_("Somebody else has written meanwhile. Look at it, then try again."))
