"""Questionnaires on paper: forms to take away, empty or filled, and to send in again."""

import uuid
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comity.base.audit.actions import seen
from comity.base.people.models import User
from comity.base.places import queries as places
from comity.engines.questionnaires import actions, queries, rules
from comity.engines.questionnaires.enums import AnswerState, Outcome, Stage
from comity.engines.questionnaires.exports import made
from comity.engines.questionnaires.exports.given import to_json
from comity.engines.questionnaires.forms.paper import PaperForm, SendForm
from comity.engines.questionnaires.grammar import paper
from comity.engines.questionnaires.imports.sent import from_sent
from comity.engines.questionnaires.models import Answer, Response, Version
from comity.engines.questionnaires.registry import definition_of
from comity.engines.questionnaires.shapes.paper import Form, Returned, Unread
from comity.engines.questionnaires.views import responses
from comity.engines.questionnaires.views.asking import found, language, reader
from comity.engines.questionnaires.views.enclosed import on_paper
from comity.engines.questionnaires.views.reading import address, crumbs, head
from comity.engines.questionnaires.views.returned import shown_changes
from comity.engines.questionnaires.views.shown import words
from comity.engines.questionnaires.views.values import keys_of, linked
from comity.kernel.errors import NotPermitted, Refused
from comity.kernel.languages import isolated
from comity.kernel.lists import listed, said_of
from comity.ui.components import Crumb


UNPROCESSABLE: Final = 422
SALT: Final = "comity.questionnaires.paper"
# What was looked at is kept until the next morning at the latest.
FRESH: Final = 12 * 3600
# A page sends no more than this in one field.
LONGEST: Final = 2_400_000


@require_safe
def of_version(request: HttpRequest, code: str, edition: str) -> HttpResponse:
    """Where the empty form of a version is taken away; public where the version is."""
    version = found(request, code, edition)
    content = head(request, version, definition_of(version)) | {
        "form": PaperForm(initial={"language": language()}),
        "file_address": reverse("questionnaires:paper-file", args=[code, version.edition, "get"]),
        "crumbs": (*crumbs(version, _("On paper"))[:-1], Crumb(_("On paper"))),
    }
    return render(request, "questionnaires/paper.html", content)


@require_safe
def empty_file(request: HttpRequest, code: str, edition: str, form: str) -> HttpResponse:
    """The empty form of a version."""
    version = found(request, code, edition)
    asked = _asked(request, form)
    key = Form("", version.digest, asked["language"], asked["other"])
    made_at = version.released_at or version.changed_at
    filling = paper.Filling(key, {}, (), "", made_at)
    content = made.empty_form(definition_of(version), filling, asked["kind"], keeps=version.stage != Stage.DRAFT)
    return _file(content, asked["kind"], f"{code}-{version.edition}-{asked['language']}")


def _asked(request: HttpRequest, form: str) -> dict[str, str]:
    """Which form is asked for."""
    asked = PaperForm(request.GET)
    if form != "get" or not asked.is_valid():
        raise Http404
    told: dict[str, str] = asked.cleaned_data
    return told | {"other": told["other"] if told["other"] != told["language"] else ""}


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=made.MEDIA[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def _response(request: HttpRequest, key: uuid.UUID) -> tuple[User, Response]:
    person = reader(request)
    response = queries.response_of(person, key)
    if response is None or person is None:
        raise Http404
    return person, response


def _about(response: Response) -> list[str]:
    """What a filled form tells of itself, in the language of the moment."""
    name = places.names(language()).get(response.place_id or "", "") if response.place_id else ""
    # The sign before it keeps its figures in their order among Arabic letters.
    moment = timezone.now().strftime("\u200e%Y-%m-%d %H:%M UTC")
    edition = _("edition %(edition)s") % {"edition": response.version.edition}
    return [" · ".join(filter(None, (name, edition, _("as of %(moment)s") % {"moment": moment})))]


@never_cache
@login_required
@require_safe
def filled_file(request: HttpRequest, key: uuid.UUID, form: str) -> HttpResponse:
    """The form of a response with what is answered; that it was taken is noted."""
    person, response = _response(request, key)
    asked = _asked(request, form)
    answers = queries.answers_of(response)
    with translation.override(asked["language"]):
        about, mark = _about(response), _mark(response, answers)
    definition = definition_of(response.version)
    kinds = {code: one.kind for code, one in definition.questions.items()}
    keys = keys_of(list(answers.values()), kinds)
    filling = paper.Filling(
        Form(str(response.pk), response.version.digest, asked["language"], asked["other"]),
        queries.given_answers(response),
        about,
        mark,
        timezone.now(),
        {key: one.title for key, one in linked(keys, person, asked["language"]).items()}
        | on_paper(queries.enclosures_of(response, is_colleague=False)),
    )
    content = made.form(definition, filling, asked["kind"])
    seen("response.export", response, by=person, form=asked["kind"], language=asked["language"])
    return _file(
        content,
        asked["kind"],
        f"{response.version.questionnaire.code}-{response.place_id or 'answers'}-{asked['language']}",
    )


@never_cache
@login_required
@require_safe
def as_data(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The answers of a response as JSON; that they were taken is noted."""
    person, response = _response(request, key)
    content = to_json(response, queries.answers_of(response), queries.enclosures_of(response, is_colleague=False))
    seen("response.export", response, by=person, form="json", language="")
    answer = HttpResponse(content, content_type="application/json")
    name = f"{response.version.questionnaire.code}-{response.place_id or 'answers'}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _mark(response: Response, answers: dict[str, Answer]) -> str:
    """What stands over each page: whether these are the final words."""
    is_cleared = all(one.state == AnswerState.CLEARED for one in answers.values())
    if response.closed_at is not None:
        return _("Handed in")
    return "" if answers and is_cleared else _("Draft, not cleared")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_response(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Where the form of a response is taken away, sent in again, looked at and kept."""
    person, response = _response(request, key)
    if request.method != "POST":
        return _page(request, person, response, SendForm())
    _check_may_send(person, response)
    if request.POST.get("do") == "keep":
        return _kept(request, person, response)
    form = SendForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, person, response, form, status=UNPROCESSABLE)
    sent = form.cleaned_data["file"]
    try:
        returned = from_sent(sent.read(), sent.name or "", response)
        carried = _carried(returned, person, response)
    except NotPermitted:
        raise
    except Refused as refused:
        form.add_error("file", str(refused))
        return _page(request, person, response, form, status=UNPROCESSABLE)
    return _page(request, person, response, SendForm(), returned=returned, carried=carried)


def _carried(returned: Returned, person: User, response: Response) -> str:
    """What was read, as the page carries it to the next step: signed, for this person and response alone."""
    plain = {
        "person": str(person.pk),
        "response": str(response.pk),
        "form": [returned.form.response, returned.form.digest, returned.form.language, returned.form.other],
        "values": dict(returned.values),
        "seen": dict(returned.seen),
        "unread": [[one.where, one.question, one.text, one.why] for one in returned.unread],
    }
    carried = signing.dumps(plain, salt=SALT, compress=True)
    if len(carried) > LONGEST:
        raise Refused(_("There is too much text in this file to be looked at in one page. Send it in parts."))
    return carried


def _uncarried(carried: str, person: User, response: Response) -> Returned:
    try:
        plain = signing.loads(carried, salt=SALT, max_age=FRESH)
    except signing.BadSignature as fault:
        raise Refused(_("What you looked at is too old. Send the file in again.")) from fault
    if (plain["person"], plain["response"]) != (str(person.pk), str(response.pk)):
        raise Refused(_("What you looked at is too old. Send the file in again."))
    unread = [Unread(*one) for one in plain["unread"]]
    return Returned(Form(*plain["form"]), plain["values"], plain["seen"], unread)


def _kept(request: HttpRequest, person: User, response: Response) -> HttpResponse:
    """Keep what the person has ticked."""
    try:
        returned = _uncarried(request.POST.get("carried", ""), person, response)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("questionnaires:paper", response.pk)
    numbers = {int(one) for one in request.POST.getlist("remark") if one.isdecimal()}
    remarks = [one for number, one in enumerate(returned.unread) if number in numbers and one.question]
    done = actions.join(response, returned, by=person, questions=request.POST.getlist("question"), remarks=remarks)
    _say(request, done)
    return redirect("questionnaires:paper", response.pk)


def _say(request: HttpRequest, done: list[actions.Joined]) -> None:
    kept = sum(one.outcome is Outcome.KEPT for one in done)
    beside = [one.question for one in done if one.outcome is Outcome.BESIDE]
    told = ngettext("%(count)s answer was kept as a draft.", "%(count)s answers were kept as drafts.", kept)
    messages.success(request, told % {"count": kept})
    if beside:
        told = _("Somebody else wrote meanwhile; both texts are kept, to be settled: %(questions)s")
        messages.warning(request, told % {"questions": listed(map(isolated, beside))})
    for one in done:
        if one.refusal:
            messages.error(request, said_of(isolated(one.question), one.refusal))


def _may_send(person: User, response: Response) -> bool:
    """Whether there is any use in sending a file in: what of it is kept is asked answer by answer."""
    try:
        _check_may_send(person, response)
    except Refused:
        return False
    return True


def _check_may_send(person: User, response: Response) -> None:
    if rules.sections_of(person, response):
        # Each answer is asked for again when it is kept.
        rules.check_is_open(response)
    else:
        rules.check_may_answer(person, response)


def _page(  # noqa: PLR0913 -- what the page shows
    request: HttpRequest,
    person: User,
    response: Response,
    form: SendForm,
    *,
    returned: Returned | None = None,
    carried: str = "",
    status: int = 200,
) -> HttpResponse:
    version: Version = response.version
    changes = queries.changes_in(response, returned) if returned else []
    content: dict[str, Any] = {
        "version": version,
        "response": response,
        "title": words(version.title, language()),
        "place": places.names(language()).get(response.place_id or "", ""),
        "form": PaperForm(initial={"language": language()}),
        "file_address": reverse("questionnaires:paper-file", args=[response.pk, "get"]),
        "send": form,
        "may_send": _may_send(person, response),
        "returned": returned,
        "carried": carried,
        "changes": shown_changes(changes, definition_of(version), language()),
        "unread": list(enumerate(returned.unread)) if returned else [],
        "version_address": address(version),
        "crumbs": responses.crumbs(response, _("On paper")),
    }
    return render(request, "questionnaires/paper_response.html", content, status=status)
