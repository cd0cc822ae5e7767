"""How far answers are, for one and for a whole section; evidence, remarks, and suggestions that somebody takes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.questionnaires import queries, rules
from comity.engines.questionnaires.actions.answering import Kept, Text, answer, held_answer, section_of
from comity.engines.questionnaires.enums import AnswerState, Outcome
from comity.engines.questionnaires.grammar.evaluating import is_empty
from comity.engines.questionnaires.models import Answer, Remark, Response
from comity.engines.questionnaires.registry import Suggestion
from comity.kernel.errors import NotNow, Overtaken, Refused, Unreadable


# A remark is a sentence or two to colleagues, not a document.
LONGEST_REMARK = 4000


@transaction.atomic
def mark(answered: Answer, state: AnswerState, *, by: User, seen: int) -> Answer:
    """Say how far an answer is, without changing it.

    Raises:
        NotPermitted: the person may not answer, or not clear.
        NotNow: the response is closed, the answer is contested, or it is not sound and is not called a draft.
        Overtaken: somebody wrote meanwhile.
    """
    held = held_answer(answered)
    if held.is_contested and state != AnswerState.DRAFT:
        raise NotNow(_("Two texts stand beside each other. Settle them first."))
    kept = answer(held.response, held.question, replace(as_text(held), state=state), by=by, seen=seen)
    if kept.outcome == Outcome.BESIDE:
        raise Overtaken(_("Somebody else has written meanwhile. Look at it, then try again."))
    return kept.answer


def mark_section(response: Response, section: str, state: AnswerState, *, by: User) -> Mapping[str, str]:
    """Say of every answer of a section how far it is; one that cannot be so holds up no other.

    Returns:
        Why an answer stays as it was, by question code, in the reader's language.

    Raises:
        NotPermitted: the person may not answer that section, or not clear.
        NotNow: the response is closed.
    """
    if state == AnswerState.CLEARED:
        rules.check_may_clear(by, response, section)
    else:
        rules.check_may_answer(by, response, section)
    told: dict[str, str] = {}
    for code, one in queries.answers_of(response).items():
        if section_of(response, code) != section or is_empty(one.value) or one.state == state:
            continue
        # What is cleared is not called ready again by the way: somebody opens it, and says so.
        if state == AnswerState.READY and one.state == AnswerState.CLEARED:
            continue
        try:
            mark(one, state, by=by, seen=one.number)
        except Refused as no:
            told[code] = str(no)
    return told


@transaction.atomic
def put_evidence(
    response: Response, question: str, evidence: Sequence[dict[str, str]], *, by: User, seen: int
) -> Kept:
    """Say which records show an answer; the answer itself stays, and is a draft again.

    Raises:
        NotPermitted: the person may not answer.
        NotNow: the response is closed.
        Overtaken: somebody wrote meanwhile.
    """
    known = Answer.objects.filter(response=response, question=question).first()
    text = replace(as_text(known), state=AnswerState.DRAFT) if known is not None else Text(None)
    kept = answer(response, question, replace(text, evidence=list(evidence)), by=by, seen=seen)
    if kept.outcome == Outcome.BESIDE:
        raise Overtaken(_("Somebody else has written meanwhile. Look at it, then try again."))
    return kept


@transaction.atomic
def take(response: Response, question: str, suggestion: Suggestion, *, by: User, seen: int) -> Kept:
    """Make a suggestion the answer: only now it is one, and it says from where it was taken.

    What is suggested as evidence joins what is there; a value is taken only where there is none.

    Raises:
        NotPermitted: the person may not answer.
        NotNow: the response is closed, or there is an answer already.
        Overtaken: somebody wrote meanwhile.
    """
    known = Answer.objects.filter(response=response, question=question).first()
    text = as_text(known) if known is not None else Text(None)
    value = _joined(text.value, suggestion.value)
    evidence = [*text.evidence, *(one for one in suggestion.evidence if one not in text.evidence)]
    taken = f"{suggestion.provider}:{suggestion.key}"
    kept = answer(
        response, question, Text(value, text.comment, evidence, AnswerState.DRAFT, taken[:200]), by=by, seen=seen
    )
    if kept.outcome == Outcome.BESIDE:
        raise Overtaken(_("Somebody else has written meanwhile. Look at it, then try again."))
    return kept


def _joined(known: Any, suggested: Any) -> Any:
    """A value with what is suggested; records join each other, anything else is taken where there is nothing."""
    if suggested is None:
        return known
    if is_empty(known):
        return suggested
    if isinstance(known, list) and isinstance(suggested, list):
        return [*known, *(one for one in suggested if one not in known)]
    raise NotNow(_("There is an answer already. Take it back first, or write what is missing into it."))


def as_text(known: Answer) -> Text:
    """An answer as somebody would write it again."""
    return Text(known.value, known.comment, known.evidence, AnswerState(known.state))


@transaction.atomic
def remark(response: Response, question: str, text: str, *, by: User) -> Remark:
    """Say something to colleagues about a question; it is never part of the answer.

    Raises:
        NotPermitted: the person does not work on the response.
        NotNow: the response is closed.
        Unreadable: there is no such question, or nothing is said, or far too much.
    """
    section_of(response, question)
    rules.check_may_remark(by, response)
    said = text.strip()
    if not said or len(said) > LONGEST_REMARK:
        raise Unreadable(_("Write a remark of at most %(most)s characters.") % {"most": LONGEST_REMARK})
    made = Remark.objects.create(response=response, question=question, text=said, by=by, at=timezone.now())
    note("response.remark", response, by=by, question=question, remark=made.pk)
    return made
