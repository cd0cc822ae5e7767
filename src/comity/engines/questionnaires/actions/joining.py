"""Answers from a file that came back, joined to those of the portal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.questionnaires import queries
from comity.engines.questionnaires.actions.answering import Text, answer
from comity.engines.questionnaires.actions.marking import remark
from comity.engines.questionnaires.enums import Outcome
from comity.engines.questionnaires.models import Answer, Response
from comity.engines.questionnaires.shapes.paper import Change, Returned, Unread
from comity.kernel.errors import NotNow, Refused


@dataclass(frozen=True, slots=True)
class Joined:
    """What became of a question: an outcome, neither for a remark, or the sentence by which it was refused."""

    question: str
    outcome: Outcome | None = None
    refusal: str = ""


@transaction.atomic
def join(
    response: Response, returned: Returned, *, by: User, questions: Iterable[str], remarks: Sequence[Unread] = ()
) -> list[Joined]:
    """Keep answers of a file: each as a draft, beside what others wrote where they wrote meanwhile.

    Args:
        response: to which.
        returned: what the file says.
        by: who sends it in.
        questions: codes of those whose answers are to be kept.
        remarks: what could not be read and is to be kept as a remark for colleagues on its question.

    Raises:
        NotNow: the file belongs to another response, or to another edition.
    """
    check_belongs(response, returned)
    wanted = set(questions)
    changes = {one.question: one for one in queries.changes_in(response, returned) if one.question in wanted}
    said: dict[str, list[str]] = {}
    for one in remarks:
        said.setdefault(one.question, []).append(one.text)
    known = queries.answers_of(response)
    done = [_one(response, one, known.get(code), by=by) for code, one in changes.items()]
    done += [_remarked(response, code, several, by=by) for code, several in said.items()]
    note(
        "response.join", response, by=by, kept=sum(one.outcome is Outcome.KEPT for one in done),
        beside=sum(one.outcome is Outcome.BESIDE for one in done), refused=sum(bool(one.refusal) for one in done),
    )  # fmt: skip
    return done


def check_belongs(response: Response, returned: Returned) -> None:
    """Raise NotNow unless a file is a form of a response, or an empty one of its edition."""
    form = returned.form
    if form.digest != response.version.digest:
        raise NotNow(_("This file is a form of another edition or questionnaire. Get the form of this one and copy."))
    if form.response and form.response != str(response.pk):
        raise NotNow(_("This file is a form of other answers, of another State or year. Send it in there."))


def _one(response: Response, change: Change, known: Answer | None, *, by: User) -> Joined:
    text = Text(change.after, known.comment if known else "", known.evidence if known else ())
    try:
        return Joined(change.question, answer(response, change.question, text, by=by, seen=change.seen).outcome)
    except Refused as no:
        return Joined(change.question, refusal=str(no))


def _remarked(response: Response, code: str, several: Sequence[str], *, by: User) -> Joined:
    try:
        remark(response, code, "\n\n".join(several), by=by)
    except Refused as no:
        return Joined(code, refusal=str(no))
    return Joined(code)
