"""Arrangements, feedback, questions, clarifications, meetings with their minutes, and the summary."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.questionnaires.registry import definition_of
from comity.kernel.errors import NotNow, Overtaken, Unreadable
from comity.kernel.languages import INTERFACE
from comity.operations.reviews.actions import telling
from comity.operations.reviews.actions.naming import locked
from comity.operations.reviews.enums import Meet, Saying, Side, Step
from comity.operations.reviews.models import Assessment, Meeting, Remark, Review, Summary
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.rules import acting, concerning


# So long may one text be.
LONGEST: Final = 40000


def _text(words: str) -> str:
    """What was typed.

    Raises:
        Unreadable: it is nothing, or too long.
    """
    if not words.strip():
        raise Unreadable(_("Write something first."))
    if len(words) > LONGEST:
        raise Unreadable(_("At most %(number)s characters.") % {"number": LONGEST})
    return words.strip()


def _language(code: str) -> str:
    if code not in INTERFACE:
        raise Unreadable(_("Say in which language it is."))
    return code


def _check_seen(now: int, seen: int) -> None:
    if now != seen:
        raise Overtaken(_("Somebody else has changed this since you opened it. Look at it, then try again."))


@transaction.atomic
def arrange(  # noqa: PLR0913 -- what an arrangement is made of
    review: Review, *, languages: Sequence[str], division: str, parts: Mapping[str, str], seen: int, by: User
) -> Review:
    """Write down the languages of a review and who takes which articles; whoever had agreed is asked again.

    Args:
        review: which.
        languages: codes.
        division: what there is to say of the whole.
        parts: by the code of a reviewing State, what it takes.
        seen: the number of the arrangement that the person had before them.
        by: the Secretariat, or somebody who writes for a State of the review.

    Raises:
        NotPermitted: the person writes for no State of it.
        NotNow: it is not the time, or another changed it meanwhile.
        Unreadable: no language is named, or a State does not review.
    """
    review = locked(review)
    acting.check_may_arrange(queries.standpoint(by, review), review)
    _check_seen(review.arrangement, seen)
    chosen = [_language(code) for code in dict.fromkeys(languages)]
    if not chosen:
        raise Unreadable(_("Name at least one language."))
    reviewing = {one.place_id: one for one in review.reviewers.all()}
    if set(parts) - set(reviewing):
        raise Unreadable(_("Only reviewing States take parts."))
    for code, words in parts.items():
        reviewing[code].part = words.strip()[:500]
        reviewing[code].save(update_fields=["part"])
    review.languages, review.division = chosen, division.strip()[:LONGEST]
    review.arrangement += 1
    review.save(update_fields=["languages", "division", "arrangement"])
    review.marks.filter(step=Step.ARRANGEMENTS).delete()
    note("review.arrange", review.procedure, by=by, languages=chosen, number=review.arrangement)
    return review


# ---------------------------------------------------------------- feedback


@transaction.atomic
def remark(  # noqa: PLR0913 -- what a remark is made of
    review: Review,
    text: str,
    *,
    language: str,
    kind: Saying = Saying.FEEDBACK,
    assessment: Assessment | None = None,
    code: str = "",
    by: User,
) -> Remark:
    """Write feedback on an answer, a section or the whole, or ask what is not clear; nobody else's until handed in.

    Raises:
        NotPermitted: the person does not write for a reviewing State, or that does not review for this instrument.
        NotNow: it is not the time, or their State has handed in.
        Unreadable: the text is empty, or there is no such question.
    """
    review = locked(review)
    who = queries.standpoint(by, review)
    acting.check_may_write(who, review, Side.REVIEWER, Step.FEEDBACK)
    acting.check_not_marked(review, who.place)
    if kind is Saying.CLARIFICATION:
        raise Unreadable(_("A reviewing State writes feedback, or asks."))
    _check_code(review, assessment, code)
    if assessment is not None:
        concerning.check_concerned(review, who, assessment.instrument)
    made = Remark.objects.create(
        review=review,
        kind=kind,
        place_id=who.place,
        assessment=assessment,
        code=code,
        text=_text(text),
        language=_language(language),
        by=by,
        at=timezone.now(),
    )
    note("review.remark", review.procedure, by=by, sealed={"text": made.text}, kind=kind.value, code=code)
    return made


def _check_code(review: Review, assessment: Assessment | None, code: str) -> None:
    if assessment is None:
        if code:
            raise Unreadable(_("Say of which questionnaire this question is."))
        return
    if assessment.review_id != review.pk:
        raise Unreadable(_("That questionnaire belongs to another review."))
    definition = definition_of(assessment.response.version)
    if code and code not in definition.questions and code not in {one.code for one in definition.sections}:
        raise Unreadable(_("There is no question “%(code)s”.") % {"code": code[:60]})


@transaction.atomic
def clarify(question: Remark, text: str, *, language: str, by: User) -> Remark:
    """Answer a question of a reviewing State; several may, and what somebody else wrote is not written over.

    Raises:
        NotPermitted: the person does not write for the State under review.
        NotNow: it is not the time.
        Unreadable: the text is empty, or it was no question.
    """
    review = locked(question.review)
    who = queries.standpoint(by, review)
    acting.check_may_write(who, review, Side.REVIEWED, Step.CLARIFICATIONS)
    if question.kind == Saying.CLARIFICATION:
        raise Unreadable(_("That is a clarification itself."))
    made = Remark.objects.create(
        review=review,
        kind=Saying.CLARIFICATION,
        place_id=who.place,
        assessment=question.assessment,
        code=question.code,
        answers=question,
        text=_text(text),
        language=_language(language),
        by=by,
        at=timezone.now(),
    )
    note("review.clarify", review.procedure, by=by, sealed={"text": made.text}, question=question.pk)
    return made


@transaction.atomic
def rewrite(one: Remark, text: str, *, language: str = "", seen: int, by: User) -> Remark:
    """Change what one's State has written, before it is handed in.

    Args:
        one: which.
        text: what it should say.
        language: in which it is now; as it was, where nothing is said.
        seen: the version that the person had before them.
        by: who writes it.

    Raises:
        NotPermitted: it is another State's.
        NotNow: it was handed in, or a colleague changed it meanwhile.
        Unreadable: the text is empty, or its language is not known.
    """
    review, one = _own(one, by)
    _check_seen(one.version, seen)
    one.text, one.language = _text(text), _language(language or one.language)
    one.version, one.by, one.at = one.version + 1, by, timezone.now()
    one.save()
    note("review.rewrite", review.procedure, by=by, sealed={"text": one.text}, remark=one.pk, version=one.version)
    return one


@transaction.atomic
def drop(one: Remark, *, by: User) -> None:
    """Take back what one's State has written, before it is handed in.

    Raises:
        NotPermitted, NotNow: as ``rewrite`` does.
    """
    review, one = _own(one, by)
    key = one.pk
    one.delete()
    note("review.drop", review.procedure, by=by, remark=key)


def _own(one: Remark, by: User) -> tuple[Review, Remark]:
    review = locked(one.review)
    now = Remark.objects.select_for_update(of=("self",)).filter(pk=one.pk).first()
    if now is None:
        raise NotNow(_("This was taken back meanwhile."))
    who = queries.standpoint(by, review)
    is_clarifying = now.kind == Saying.CLARIFICATION
    side, step = (Side.REVIEWED, Step.CLARIFICATIONS) if is_clarifying else (Side.REVIEWER, Step.FEEDBACK)
    acting.check_may_write(who, review, side, step)
    acting.check_own(who, now.place_id)
    acting.check_not_marked(review, who.place)
    return review, now


# ---------------------------------------------------------------- meetings


@transaction.atomic
def keep_meeting(  # noqa: PLR0913 -- what a meeting is made of
    review: Review,
    *,
    kind: Meet,
    held_at: dt.datetime,
    venue: str,
    minutes: str,
    language: str,
    by: User,
    meeting: Meeting | None = None,
    seen: int = 0,
) -> Meeting:
    """Plan a meeting, or write it down with its minutes, or change what was written.

    Who takes part is told of the day of one that is to come, also when it becomes another.

    Raises:
        NotPermitted: the person takes no part, or only observes.
        NotNow: it is not the time for such a meeting, or another changed it meanwhile.
        Unreadable: it is not said where, or the meeting is another review's.
    """
    review = locked(review)
    acting.check_may_meet(queries.standpoint(by, review), review, kind)
    told = {
        "kind": kind,
        "held_at": held_at,
        "venue": _text(venue)[:300],
        "minutes": minutes.strip()[:LONGEST],
        "language": _language(language),
        "by": by,
        "at": timezone.now(),
    }
    before = None
    if meeting is None:
        found = Meeting.objects.create(review=review, **told)
    else:
        found = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk, review=review)
        _check_seen(found.version, seen)
        before = found.held_at
        for name, value in (told | {"version": found.version + 1}).items():
            setattr(found, name, value)
        found.save()
    sealed = {"minutes": found.minutes}
    note("review.keep_meeting", review.procedure, by=by, sealed=sealed, meeting=found.pk, kind=kind.value)
    if found.held_at > timezone.now() and found.held_at != before:
        telling.tell_meeting(found, by=by)
    return found


# ---------------------------------------------------------------- summary


@transaction.atomic
def summarise(review: Review, text: str, *, language: str, seen: int, by: User) -> Summary:
    """Write the summary, or its translation into another language; the first one written is the original.

    Raises:
        NotPermitted: the person neither writes for a reviewing State nor for the Secretariat.
        NotNow: it is not the time, or another changed it meanwhile.
        Unreadable: the text is empty.
    """
    review = locked(review)
    is_translation = Summary.objects.filter(review=review, is_translation=False).exclude(language=language).exists()
    acting.check_may_summarise(queries.standpoint(by, review), review, is_translation=is_translation)
    words, code = _text(text), _language(language)
    found = Summary.objects.select_for_update(of=("self",)).filter(review=review, language=code).first()
    _check_seen(found.version if found is not None else 0, seen)
    if found is None:
        found = Summary(review=review, language=code, is_translation=is_translation, version=0)
    found.text, found.version, found.by, found.at = words, found.version + 1, by, timezone.now()
    found.save()
    sealed = {"text": words}
    note("review.summarise", review.procedure, by=by, sealed=sealed, language=code, version=found.version)
    return found
