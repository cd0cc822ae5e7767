"""Files as answers: sent one by one, and taken out of the answer again; those of earlier texts stay."""

from dataclasses import replace
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.files import actions as files
from comity.base.files.content.types import BY_MEDIA
from comity.base.files.shapes import Laid
from comity.base.people.models import User
from comity.engines.questionnaires import rules
from comity.engines.questionnaires.actions.answering import Kept, Text, answer, held_response, section_of
from comity.engines.questionnaires.actions.marking import as_text
from comity.engines.questionnaires.enums import AnswerState, Kind
from comity.engines.questionnaires.models import Answer, Enclosure, Response
from comity.engines.questionnaires.registry import definition_of
from comity.engines.questionnaires.shapes import Question
from comity.kernel.errors import NotNow, Refused, Unreadable
from comity.kernel.lists import listed


# Of one question, with those of earlier texts: whoever sends and takes back without end fills the store.
MOST_SENT: Final = 200


@transaction.atomic
def enclose(response: Response, code: str, laid: Laid, *, by: User, sitting: str = "") -> Kept:
    """Add a file, whose bytes are in the store, to the answer to a question that asks for files.

    Two who add at the same time are both heard: files stand beside each other, and none replaces another.

    Args:
        response: of which response.
        code: of the question.
        laid: what ``files.lay`` made of the bytes.
        by: who sends it.
        sitting: in which open page.

    Raises:
        NotPermitted: the person may not answer, or the answer was cleared by who may.
        NotNow: the response is closed, or there are as many files as may be.
        Refused: it is of a type that is not asked for, or too large.
        Unreadable: the question asks for no files.
    """
    held = held_response(response.pk)
    rules.check_may_answer(by, held, section_of(held, code))
    question = _asked_for(held, code)
    check_fits(question, laid)
    known = Answer.objects.filter(response=held, question=code).first()
    before = list(known.value or ()) if known is not None else []
    sent = Enclosure.objects.filter(response=held, question=code)
    if len(before) >= question.taken.most:
        told = _("At most %(most)s files are asked for here. Take one away first.")
        raise NotNow(told % {"most": question.taken.most})
    if sent.count() >= MOST_SENT:
        raise NotNow(_("So many files were sent for this question that no more are taken."))
    # Who keeps all files of the portal in order reads their names, and is no reader of what a State answers.
    neutral = replace(laid, name=f"answer{BY_MEDIA[laid.media_type].endings[0]}")
    file = files.receive(neutral, by=by)
    Enclosure.objects.create(response=held, question=code, file=file, name=laid.name, by=by, at=timezone.now())
    note("response.enclose", held, by=by, question=code, file=str(file.pk), sha256=laid.digest)
    return _written(held, known, code, [*before, str(file.pk)], by=by, sitting=sitting)


@transaction.atomic
def take_out(response: Response, code: str, key: str, *, by: User, sitting: str = "") -> Kept:
    """Take a file out of an answer; it stays with the earlier texts, where colleagues read it.

    Raises:
        NotPermitted: the person may not answer, or the answer was cleared by who may.
        NotNow: the response is closed.
        Unreadable: the answer has no such file.
    """
    held = held_response(response.pk)
    rules.check_may_answer(by, held, section_of(held, code))
    _asked_for(held, code)
    known = Answer.objects.filter(response=held, question=code).first()
    before = list(known.value or ()) if known is not None else []
    if key not in before:
        raise Unreadable(_("This file is not part of the answer any more."))
    note("response.take_out", held, by=by, question=code, file=key)
    return _written(held, known, code, [one for one in before if one != key], by=by, sitting=sitting)


def _asked_for(response: Response, code: str) -> Question:
    question = definition_of(response.version).questions[code]
    if question.kind is not Kind.FILE:
        raise Unreadable(_("This question is not answered with files."))
    return question


def check_fits(question: Question, laid: Laid) -> None:
    """Raise Refused unless a file is of a type and size that a question asks for."""
    taken, kind = question.taken, BY_MEDIA[laid.media_type]
    if taken.types and kind.name not in taken.types:
        names = listed(name.upper() for name in taken.types)
        told = {"type": kind.name.upper(), "types": names}
        raise Refused(_("The file is %(type)s. Here these are asked for: %(types)s.") % told)
    if taken.largest and laid.size > taken.largest << 20:
        raise Refused(
            _("The file is larger than %(most)s MB. Save it smaller, or split it.") % {"most": taken.largest}
        )


def _written(  # noqa: PLR0913 -- the answer as it stands, and what becomes of it
    held: Response, known: Answer | None, code: str, keys: list[str], *, by: User, sitting: str
) -> Kept:
    text = replace(as_text(known), state=AnswerState.DRAFT) if known is not None else Text(None)
    seen = known.number if known is not None else 0
    return answer(held, code, replace(text, value=keys, sitting=sitting), by=by, seen=seen)
