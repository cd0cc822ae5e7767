"""Files of answers: as they are shown, sent with a section or by themselves, and taken out again."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from comity.base.files import actions as files
from comity.base.files import rules as file_rules
from comity.base.files.content.types import TYPES
from comity.base.files.enums import Fault
from comity.base.files.enums import State as FileState
from comity.base.people.models import User
from comity.engines.questionnaires import actions, queries, rules
from comity.engines.questionnaires.enums import Kind
from comity.engines.questionnaires.models import Answer, Enclosure, Response
from comity.engines.questionnaires.registry import Linked, definition_of
from comity.engines.questionnaires.shapes import Question
from comity.engines.questionnaires.views.asking import answerer, responded
from comity.engines.questionnaires.views.values import state_badge
from comity.kernel.errors import NotPermitted, Refused, Unreadable
from comity.kernel.lists import listed, said_of
from comity.ui.components import Badge, Tone


FORBIDDEN: Final = 403
CONFLICT: Final = 409


@dataclass(frozen=True, slots=True)
class Shown:
    """A file of an answer: its name, size and digest, where it is read once it is released, and what it waits for."""

    key: str
    name: str
    size: int
    digest: str
    address: str
    badge: Badge | None
    told: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """Which files a question takes, as its field says it."""

    accept: str
    told: str
    most: int
    largest: int


def asking(question: Question) -> Asking:
    """What is told beside the field of files, in the reader's language: never more than the portal takes."""
    taken, allowed = question.taken, file_rules.allowed()
    names = [name for name in TYPES if name in allowed and (not taken.types or name in taken.types)]
    here = file_rules.largest() >> 20
    largest = min(taken.largest, here) if taken.largest else here
    told = _("%(types)s; at most %(largest)s MB each, and %(most)s in all.") % {
        "types": listed(name.upper() for name in names),
        "largest": largest,
        "most": taken.most,
    }
    return Asking(",".join(end for name in names for end in TYPES[name].endings), told, taken.most, largest)


def shown(value: Any, enclosed: Mapping[str, Enclosure]) -> tuple[Shown, ...]:
    """The files of an answer, in their order, as far as the reader may know of them."""
    keys = map(str, value) if isinstance(value, list) else ()
    return tuple(_shown(enclosed[key]) for key in keys if key in enclosed)


def _shown(one: Enclosure) -> Shown:
    file = one.file
    tones = {FileState.REFUSED: Tone.DANGER, FileState.REMOVED: Tone.DANGER}
    is_released = file.state == FileState.RELEASED
    badge = None if is_released else Badge(FileState(file.state).label, tones.get(FileState(file.state), Tone.BRASS))
    return Shown(
        str(file.pk),
        one.name,
        file.size,
        file.digest or file.original_digest,
        reverse("files:download", args=[file.pk]) if is_released else "",
        badge,
        str(Fault(file.fault).label) if file.fault else "",
    )


def as_linked(enclosed: Mapping[str, Enclosure]) -> dict[str, Linked]:
    """Files of answers as texts of an answer name them, each by its key."""
    return {key: Linked(key, one.name, "", _shown(one).address) for key, one in enclosed.items()}


def on_paper(enclosed: Mapping[str, Enclosure]) -> dict[str, str]:
    """Files of answers as documents name them: with the digest by which anybody knows the bytes again."""
    return {key: f"{one.name}\nSHA-256 {_shown(one).digest}" for key, one in enclosed.items()}


def keep_sent(request: HttpRequest, response: Response, question: Question, person: User) -> list[str]:
    """Keep the files that a form of a section brings for a question; one that is refused holds up no other.

    Returns:
        Why each of those that were not kept was not.
    """
    told = []
    for sent in request.FILES.getlist(f"f:{question.code}"):
        try:
            take_in(sent, response, question, person, sitting=request.POST.get("sitting", ""))
        except Refused as no:
            told.append(said_of(sent.name, no))
    return told


def take_in(sent: "UploadedFile[Any]", response: Response, question: Question, person: User, *, sitting: str) -> Any:
    """Look through one file, put its bytes into the store, and make it part of the answer.

    Raises:
        Refused: it is not taken; the sentence says why.
    """
    # Nobody's bytes are kept who may not answer.
    rules.check_may_answer(person, response, definition_of(response.version).section_of[question.code].code)
    size, largest = sent.size or 0, min(file_rules.largest(), (question.taken.largest << 20) or file_rules.largest())
    if size > largest:
        told = _("The file is larger than %(most)s MB. Save it smaller, or split it.") % {"most": largest >> 20}
        raise Refused(told)
    laid = files.lay(sent.chunks(), sent.name or "")
    return actions.enclose(response, question.code, laid, by=person, sitting=sitting[:36])


@never_cache
@login_required
@require_POST
def send(request: HttpRequest, key: uuid.UUID, asked: str) -> HttpResponse:
    """One file, sent by the script by itself; what stands on the question now, as JSON."""
    person, response = answerer(request), responded(request, key)
    question = _question(response, asked)
    several = request.FILES.getlist(f"f:{asked}")
    try:
        if len(several) != 1:
            # What breaks off on the way has an end that no file has.
            raise Unreadable(_("The file did not arrive whole. Send it again."))
        size = request.POST.get("size", "")
        if size.isdecimal() and int(size) != (several[0].size or 0) <= file_rules.largest():
            raise Unreadable(_("The file did not arrive whole. Send it again."))
        take_in(several[0], response, question, person, sitting=request.POST.get("sitting", ""))
    except Refused as no:
        status = FORBIDDEN if isinstance(no, NotPermitted) else CONFLICT
        return JsonResponse({"refused": str(no)}, status=status)
    return JsonResponse(_told(request, response, question))


def _question(response: Response, asked: str) -> Question:
    question = definition_of(response.version).questions.get(asked)
    if question is None or question.kind is not Kind.FILE:
        raise Http404
    return question


def _told(request: HttpRequest, response: Response, question: Question) -> dict[str, Any]:
    answer = queries.answer_to(response, question.code)
    assert isinstance(answer, Answer), "a file was just kept"
    several = shown(answer.value, queries.enclosures_of(response, is_colleague=False))
    content = {"files": several, "code": question.code, "may_write": True}
    return {
        "number": answer.number,
        "state": str(state_badge(answer).text),
        "count": len(several),
        "html": render_to_string("questionnaires/files.html", content, request),
    }
