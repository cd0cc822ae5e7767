"""Responses and their answers: nothing that anybody typed is lost."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.questionnaires import queries, rules
from comity.engines.questionnaires.enums import AnswerState, Kind, Outcome, Standing
from comity.engines.questionnaires.grammar import values
from comity.engines.questionnaires.grammar.evaluating import is_empty
from comity.engines.questionnaires.models import Answer, Enclosure, Response, Version, Writing
from comity.engines.questionnaires.registry import definition_of
from comity.kernel.errors import NotNow, Overtaken, Unreadable


@dataclass(frozen=True, slots=True)
class Text:
    """What somebody writes for an answer.

    Args:
        value: in the form of ``grammar.values``; what is not sound yet is kept in a draft.
        comment: for colleagues only.
        evidence: records that show it, each ``{"record": key, "locator": where}``.
        state: how far it is.
        taken: from which suggestion it is taken, as ``provider:key``; empty for somebody's own words.
        sitting: in which open page it is written, so that what this page sent before is continued.
    """

    value: Any
    comment: str = ""
    evidence: Sequence[dict[str, str]] = ()
    state: AnswerState = AnswerState.DRAFT
    taken: str = ""
    sitting: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a text: it is the answer, it was already, or it stands beside what somebody else wrote."""

    outcome: Outcome
    answer: Answer


@transaction.atomic
def open_response(
    version: Version, use: str, *, by: User, place: str | None = None, organisation: int | None = None
) -> Response:
    """Begin to answer a version; from now on that version never changes.

    Args:
        version: which.
        use: for what, as the module that uses it has registered.
        by: who begins it; the module has asked whether they may.
        place: code of the State about which it is answered.
        organisation: key of the organisation for which it is answered.

    Raises:
        NotPermitted: no module has registered that use.
        NotNow: the version is not released.
    """
    # Whoever changes the version waits, and then finds it used.
    held = Version.objects.select_for_update(of=("self",)).get(pk=version.pk)
    rules.check_may_begin(held, use)
    response = Response.objects.create(
        version=held, use=use, place_id=place, organisation_id=organisation, opened_by=by, opened_at=timezone.now()
    )
    note("response.open", response, by=by, use=use, version=str(held.pk))
    return response


@transaction.atomic
def answer(response: Response, question: str, text: Text, *, by: User, seen: int = 0) -> Kept:
    """Write an answer.

    Args:
        response: of which response.
        question: the code of the question.
        text: what is written.
        by: who writes it.
        seen: the ``number`` of the answer that the person had before them; 0 for none.

    Returns:
        What became of it. Where somebody else wrote meanwhile, that stays the answer, and this is kept beside it.

    Raises:
        NotPermitted: the person may not answer, or not clear answers.
        NotNow: the response is closed, or the answer is called ready and is not sound.
        Unreadable: there is no such question.
    """
    held = held_response(response.pk)
    section = section_of(held, question)
    rules.check_may_answer(by, held, section)
    if text.state == AnswerState.CLEARED:
        rules.check_may_clear(by, held, section)
    _check_text(held, question, text)
    keys = files_of_answer(held, question, text.value)
    known = Answer.objects.filter(response=held, question=question).first()
    if known is not None:
        known.response = held
    else:
        known = Answer(response=held, question=question)
        _put(known, text, by=by)
        known.save(force_insert=True)
        _put_in(known, keys)
        return _noted(Outcome.KEPT, known, by=by)
    if _same(known, text):
        return Kept(Outcome.UNCHANGED, known)
    if known.number != seen and not (text.sitting and known.sitting == text.sitting and known.by_id == by.pk):
        return _beside(known, text, by=by)
    rules.check_may_overwrite(by, held, is_cleared=known.state == AnswerState.CLEARED)
    known.written += 1
    if not _continues(known, text, by=by):
        Writing.objects.create(
            answer=known, number=known.number, value=known.value, comment=known.comment, evidence=known.evidence,
            state=known.state, taken=known.taken, sitting=known.sitting, standing=Standing.EARLIER, by=known.by,
            at=known.at,
        )  # fmt: skip
    known.number = known.written
    _put(known, text, by=by)
    known.save()
    _put_in(known, keys)
    return _noted(Outcome.KEPT, known, by=by)


def files_of_answer(response: Response, question: str, value: Any) -> list[uuid.UUID] | None:
    """The keys of files that a text gives as the answer; None where files are not asked for.

    Raises:
        Unreadable: one of them was not sent for this question of this response. Nobody reads a file by naming its key.
    """
    if definition_of(response.version).questions[question].kind is not Kind.FILE:
        return None
    keys = set(map(str, value)) if isinstance(value, list) else set[str]()
    rows = Enclosure.objects.filter(response=response, question=question).values_list("file", flat=True)
    sent = {str(key): key for key in rows}
    if keys - set(sent) or not (isinstance(value, list) or is_empty(value)):
        raise Unreadable(_("Files are sent for the question that they answer. Choose the file again."))
    return [sent[key] for key in keys]


def _put_in(answered: Answer, keys: list[uuid.UUID] | None) -> None:
    """Note of each file of a question whether the answer names it now; nothing where files are not asked for."""
    if keys is None:
        return
    several = Enclosure.objects.filter(response=answered.response_id, question=answered.question)
    several.filter(is_answer=True).exclude(file__in=keys).update(is_answer=False)
    several.filter(is_answer=False, file__in=keys).update(is_answer=True)


def _put(known: Answer, text: Text, *, by: User) -> None:
    known.value, known.comment, known.evidence = text.value, text.comment, list(text.evidence)
    known.state, known.taken, known.sitting = text.state, text.taken, text.sitting
    known.by, known.at = by, timezone.now()


def _same(known: Answer | Writing, text: Text) -> bool:
    kept = (known.value, known.comment, known.evidence, known.state)
    return kept == (text.value, text.comment, list(text.evidence), text.state)


def _beside(known: Answer, text: Text, *, by: User) -> Kept:
    """Keep a text beside the answer that somebody else wrote meanwhile; one open page has one text there."""
    waiting = known.writings.filter(standing=Standing.BESIDE, by=by)
    if any(_same(one, text) for one in waiting):
        return Kept(Outcome.BESIDE, known)
    if text.sitting:
        waiting.filter(sitting=text.sitting).update(standing=Standing.EARLIER)
    known.written += 1
    Writing.objects.create(
        answer=known, number=known.written, value=text.value, comment=text.comment, evidence=list(text.evidence),
        state=text.state, taken=text.taken, sitting=text.sitting, standing=Standing.BESIDE, by=by, at=timezone.now(),
    )  # fmt: skip
    known.is_contested = True
    known.save(update_fields=["written", "is_contested"])
    return _noted(Outcome.BESIDE, known, by=by)


def _continues(known: Answer, text: Text, *, by: User) -> bool:
    """Whether a text only goes on from what the same open page kept a moment ago: then the shorter one is in it."""
    is_theirs = bool(text.sitting) and known.sitting == text.sitting and known.by_id == by.pk and not known.taken
    if not is_theirs or {known.state, text.state} != {AnswerState.DRAFT}:
        return False
    if not isinstance(known.value, dict) or not isinstance(text.value, dict):
        return False
    rest = (known.comment, known.evidence) == (text.comment, list(text.evidence))
    return rest and all(str(text.value.get(key, "")).startswith(str(one)) for key, one in known.value.items())


def held_response(key: uuid.UUID) -> Response:
    """A response, held until the transaction ends; of its version what is not in memory anyhow."""
    several = Response.objects.select_for_update(of=("self",)).select_related("version", "organisation")
    return several.defer("version__definition").get(pk=key)


def held_answer(answered: Answer) -> Answer:
    """An answer as it stands now, held until the transaction ends: by its response, so that all wait in one order."""
    held = held_response(answered.response_id)
    found = Answer.objects.get(pk=answered.pk)
    found.response = held
    return found


def _noted(outcome: Outcome, found: Answer, *, by: User) -> Kept:
    note(
        "response.answer", found.response, by=by, question=found.question, number=found.written, outcome=outcome.value,
        state=found.state, taken=found.taken.partition(":")[0],
    )  # fmt: skip
    return Kept(outcome, found)


def section_of(response: Response, code: str) -> str:
    """Code of the section in which a question that is answered stands.

    Raises:
        Unreadable: there is no such question.
    """
    definition = definition_of(response.version)
    question = definition.questions.get(code)
    if question is None or not question.is_answered:
        raise Unreadable(_("There is no question “%(code)s” to be answered.") % {"code": code})
    return definition.section_of[code].code


def _check_text(response: Response, code: str, text: Text) -> None:
    if text.state == AnswerState.DRAFT:
        return
    definition = definition_of(response.version)
    question = definition.questions[code]
    if question.kind is Kind.FILE and queries.is_any_refused(text.value):
        raise NotNow(_("One of the files was refused. Take it away, or send another."))
    answers = {**queries.values_of(response), code: text.value}
    if told := values.faults(definition, answers, "en").get(code):
        raise NotNow(told[0])


@transaction.atomic
def settle(answered: Answer, numbers: Iterable[int], *, by: User) -> Answer:
    """Say that texts which stood beside an answer are dealt with: they stay, and wait for nobody any more.

    Args:
        answered: the answer.
        numbers: of the texts beside it that the person has read.
        by: who says so.

    Raises:
        NotPermitted: the person may not answer.
        NotNow: the response is closed.
    """
    held = held_answer(answered)
    rules.check_may_answer(by, held.response, section_of(held.response, held.question))
    several = list(numbers)
    waiting = held.writings.filter(standing=Standing.BESIDE)
    waiting.filter(number__in=several).update(standing=Standing.SETTLED)
    held.is_contested = held.writings.filter(standing=Standing.BESIDE).exists()
    held.save(update_fields=["is_contested"])
    note("response.settle", held.response, by=by, question=held.question, numbers=several)
    return held


@transaction.atomic
def choose(answered: Answer, chosen: int, beside: Iterable[int], *, by: User, seen: int) -> Answer:
    """Settle an answer of which several texts stand: one of those beside it becomes the answer, the others stay kept.

    Args:
        answered: the answer.
        chosen: number of the text that is to be the answer.
        beside: numbers of all the texts beside it that the person has read.
        by: who says so.
        seen: number of the answer that the person has read.

    Raises:
        NotPermitted: the person may not answer.
        NotNow: the response is closed.
        Overtaken: somebody wrote again meanwhile.
    """
    held = held_answer(answered)
    wanted = held.writings.filter(number=chosen, standing=Standing.BESIDE).first()
    if wanted is None:
        raise Overtaken(_("Somebody else has settled this meanwhile. Look at it, then try again."))
    text = Text(wanted.value, wanted.comment, wanted.evidence, AnswerState.DRAFT, wanted.taken)
    kept = answer(held.response, held.question, text, by=by, seen=seen)
    if kept.outcome == Outcome.BESIDE:
        raise Overtaken(_("Somebody else has written meanwhile. Look at it, then try again."))
    return settle(kept.answer, beside, by=by)


@transaction.atomic
def close_response(response: Response, *, by: User) -> Response:
    """Hand in a response: from now on no answer in it changes; the same again changes nothing.

    What is missing or contested does not stand in the way: whether that may be is for the module to say.

    Raises:
        NotPermitted: the person may not answer.
    """
    held = Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    if held.closed_at is not None:
        return held
    rules.check_may_answer(by, held)
    held.closed_at = timezone.now()
    held.save(update_fields=["closed_at"])
    note("response.close", held, by=by)
    return held
