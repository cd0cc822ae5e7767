"""Write the list of observations together, paragraph by paragraph; nothing that anybody wrote is lost."""

from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.kernel.errors import NotNow, Unreadable
from comity.kernel.languages import INTERFACE
from comity.operations.reviews.actions.naming import locked
from comity.operations.reviews.enums import Finding, Standing, Step
from comity.operations.reviews.models import Agreement, Observation, Review, Wording
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.rules import acting, concerning
from comity.operations.reviews.shapes import Standpoint


LONGEST: Final = 10000


@dataclass(frozen=True, slots=True)
class Worded:
    """What became of a wording: the paragraph, and whether it stands beside what somebody else wrote meanwhile."""

    observation: Observation
    is_beside: bool


@transaction.atomic
def observe(  # noqa: PLR0913 -- what a paragraph is made of
    review: Review, text: str, *, kind: Finding, article: str, language: str, by: User
) -> Observation:
    """Add a paragraph; the State whose person writes it has not thereby agreed.

    Raises:
        NotPermitted: the person does not write in this review, or their State does not review for this instrument.
        NotNow: the list is not written now.
        Unreadable: the text is empty or too long, or its language is not known.
    """
    review = locked(review)
    who = queries.standpoint(by, review)
    acting.check_may_observe(who, review)
    concerning.check_concerned(review, who, concerning.instrument_of(article))
    words, language = _words(text), _language(language)
    made = Observation.objects.create(
        review=review,
        kind=kind,
        article=article[:60],
        text=words,
        language=language,
        by=by,
        place_id=who.place or None,
        at=timezone.now(),
    )
    _unmark(review)
    note("review.observe", review.procedure, by=by, sealed={"text": words}, paragraph=made.pk, kind=kind.value)
    return made


@transaction.atomic
def reword(observation: Observation, text: str, *, seen: int, language: str = "", by: User) -> Worded:
    """Write a paragraph anew: who had agreed is asked again.

    Args:
        observation: which.
        text: what it should say.
        seen: the number of the wording that the person had before them.
        language: in which it is written; that of the paragraph as it stands, where nothing is said.
        by: who writes it.

    Returns:
        What became of it. Where somebody else wrote meanwhile, theirs stays, and this is kept beside it.

    Raises:
        NotPermitted, NotNow, Unreadable: as ``observe`` does; also when it was taken out of the list.
    """
    review, held = _held(observation)
    who = _writer(review, held, by)
    words, language, now = _words(text), _language(language or held.language), timezone.now()
    if (words, language) == (held.text, held.language):
        return Worded(held, is_beside=False)
    held.written += 1
    is_beside = held.number != seen
    if is_beside:
        Wording.objects.create(
            observation=held, number=held.written, text=words, language=language, standing=Standing.BESIDE,
            by=by, place_id=who.place or None, at=now,
        )  # fmt: skip
        held.is_contested = True
    else:
        Wording.objects.create(
            observation=held, number=held.number, text=held.text, language=held.language,
            standing=Standing.EARLIER, by=held.by, place=held.place, at=held.at,
        )  # fmt: skip
        held.text, held.language, held.number, held.by, held.at = words, language, held.written, by, now
        held.place_id = who.place or None
        held.agreements.all().delete()
    held.save()
    _unmark(review)
    note(
        "review.reword", review.procedure, by=by, sealed={"text": words}, paragraph=held.pk, number=held.written,
        is_beside=is_beside,
    )  # fmt: skip
    return Worded(held, is_beside=is_beside)


@transaction.atomic
def take_wording(wording: Wording, *, by: User) -> Observation:
    """Let a wording that stands beside a paragraph take its place; what stood there becomes an earlier one.

    Raises:
        NotPermitted, NotNow: as ``observe`` does.
    """
    review, held = _held(wording.observation)
    _writer(review, held, by)
    if wording.standing != Standing.BESIDE:
        raise NotNow(_("This wording was dealt with meanwhile."))
    before = held.number
    Wording.objects.create(
        observation=held, number=before, text=held.text, language=held.language, standing=Standing.EARLIER,
        by=held.by, place=held.place, at=held.at,
    )  # fmt: skip
    held.text, held.language, held.number, held.by, held.place, held.at = (
        wording.text, wording.language or held.language, wording.number, wording.by, wording.place, wording.at,
    )  # fmt: skip
    wording.delete()
    held.agreements.all().delete()
    _settled(held)
    _unmark(review)
    note("review.take_wording", review.procedure, by=by, paragraph=held.pk, number=held.number, before=before)
    return held


@transaction.atomic
def settle_wording(wording: Wording, *, by: User) -> Observation:
    """Say that a wording which stood beside a paragraph is dealt with: it stays to be seen, and waits for nobody.

    Raises:
        NotPermitted, NotNow: as ``observe`` does.
    """
    review, held = _held(wording.observation)
    _writer(review, held, by)
    Wording.objects.filter(pk=wording.pk, standing=Standing.BESIDE).update(standing=Standing.SETTLED)
    _settled(held)
    note("review.settle_wording", review.procedure, by=by, paragraph=held.pk, number=wording.number)
    return held


@transaction.atomic
def agree(observation: Observation, *, seen: int, by: User) -> Agreement:
    """Agree for one's State to a paragraph as it stands; the same again changes nothing.

    Raises:
        NotPermitted: the person is not the focal point of a State that reviews for this instrument.
        NotNow: it was changed after the person opened it, or two wordings stand.
    """
    review, held = _held(observation)
    who = _writer(review, held, by)
    acting.check_may_agree(who, review)
    if held.number != seen:
        raise NotNow(_("It was changed after you opened it. Read it again, then decide."))
    if held.is_contested:
        raise NotNow(_("Two wordings stand. One of them is taken first."))
    found, made = Agreement.objects.get_or_create(
        observation=held, place_id=who.place, defaults={"by": by, "at": timezone.now()}
    )
    if made:
        note("review.agree", review.procedure, by=by, paragraph=held.pk, number=held.number, place=who.place)
    return found


@transaction.atomic
def disagree(observation: Observation, *, by: User) -> None:
    """Take back that one's State agrees to a paragraph, and with it that it is ready.

    Raises:
        NotPermitted, NotNow: as ``agree`` does.
    """
    review, held = _held(observation)
    who = _writer(review, held, by)
    acting.check_may_agree(who, review)
    held.agreements.filter(place=who.place).delete()
    review.marks.filter(step=Step.OBSERVATIONS, place=who.place).delete()
    note("review.disagree", review.procedure, by=by, paragraph=held.pk, place=who.place)


@transaction.atomic
def withdraw(observation: Observation, *, by: User) -> None:
    """Take a paragraph out of the list; it stays to be seen by those who take part.

    Raises:
        NotPermitted, NotNow: as ``observe`` does.
    """
    review, held = _held(observation)
    _writer(review, held, by)
    held.withdrawn_at = timezone.now()
    held.save(update_fields=["withdrawn_at"])
    _unmark(review)
    note("review.withdraw", review.procedure, by=by, paragraph=held.pk)


def _held(observation: Observation) -> tuple[Review, Observation]:
    """The review and the paragraph as they stand now, which nobody else changes meanwhile.

    Raises:
        NotNow: the paragraph was taken out of the list.
    """
    review = locked(observation.review)
    held = Observation.objects.select_for_update(of=("self",)).get(pk=observation.pk)
    if held.withdrawn_at is not None:
        raise NotNow(_("This paragraph was taken out of the list."))
    held.review = review
    return review, held


def _writer(review: Review, held: Observation, by: User) -> Standpoint:
    """From where somebody writes on a paragraph.

    Raises:
        NotPermitted, NotNow: they do not, or not now, or their State does not review for its instrument.
    """
    who = queries.standpoint(by, review)
    acting.check_may_observe(who, review)
    concerning.check_concerned(review, who, concerning.instrument_of(held.article))
    return who


def _settled(held: Observation) -> None:
    held.is_contested = held.wordings.filter(standing=Standing.BESIDE).exists()
    held.save()


def _unmark(review: Review) -> None:
    """Who had said that they agree to all has not seen what is new."""
    review.marks.filter(step=Step.OBSERVATIONS).delete()


def _language(code: str) -> str:
    if code not in INTERFACE:
        raise Unreadable(_("Say in which language it is."))
    return code


def _words(text: str) -> str:
    if not text.strip():
        raise Unreadable(_("Write something first."))
    if len(text) > LONGEST:
        raise Unreadable(_("At most %(number)s characters.") % {"number": LONGEST})
    return text.strip()
