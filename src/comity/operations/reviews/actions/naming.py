"""Name who takes part in a review for a State, let them declare, and let them go."""

from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.notices.actions import settle
from comity.base.people.models import User
from comity.engines.procedures.models import Procedure
from comity.kernel.errors import NotNow, NotPermitted
from comity.operations.reviews.actions import telling
from comity.operations.reviews.enums import Gender, Role
from comity.operations.reviews.models import Participant, Review
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.rules import acting


LONGEST: Final = 4000


@transaction.atomic
def name(review: Review, person: User, *, place: str, role: Role, by: User) -> Participant:
    """Name somebody for a State: its one focal point, an expert, or an observer.

    Raises:
        NotPermitted: whoever names them does not do so for that State.
        NotNow: the review is over, the State has a focal point, or the person has a conflict of interest.
    """
    review = locked(review)
    acting.check_people_change(review, place)
    acting.check_may_name(queries.standpoint(by, review), place)
    active = review.participants.filter(ended_at__isnull=True)
    if active.filter(person=person).exists():
        raise NotNow(_("This person takes part in this review already."))
    if role is Role.FOCAL_POINT and active.filter(place=place, role=role).exists():
        raise NotNow(_("A State has one focal point in a review. End the other first."))
    experts = active.filter(place=place, role=Role.EXPERT).count()
    acting.check_named(review, place, role, queries.past_of(person), experts=experts)
    made = Participant.objects.create(
        review=review, place_id=place, person=person, role=role, named_by=by, named_at=timezone.now()
    )
    note("review.name", review.procedure, by=by, person=person.pk, place=place, role=role.value)
    telling.tell_named(made, by=by)
    return made


@transaction.atomic
def declare(review: Review, *, words: str = "", gender: Gender = Gender.UNSAID, by: User) -> Participant:
    """Declare, for oneself, that nothing stands against taking part; what is said of it is for the Secretariat alone.

    The rules are asked anew: somebody may have changed posts since they were named.

    Raises:
        NotPermitted: the person was not named, or somebody declares in their stead.
        NotNow: the review is over, or there is a conflict of interest by now.
    """
    review = locked(review)
    found = review.participants.filter(person=by, ended_at__isnull=True).first()
    if found is None or by.acting is not None:
        raise NotPermitted(_("Only who was named declares, and nobody does it for another."))
    acting.check_people_change(review, found.place_id)
    past = queries.past_of(by)
    acting.check_named(review, found.place_id, Role(found.role), past, experts=0)
    found.declared_at, found.declaration, found.gender = timezone.now(), words.strip()[:LONGEST], gender
    found.save(update_fields=["declared_at", "declaration", "gender"])
    note("review.declare", review.procedure, by=by, sealed={"words": found.declaration}, place=found.place_id)
    settle(telling.NAMED, about=telling.about(review), by=by, people=[by])
    return found


@transaction.atomic
def release(participant: Participant, *, by: User) -> None:
    """End that somebody takes part; what they wrote stays.

    Raises:
        NotPermitted: whoever does it names nobody for that State.
        NotNow: the review is over, or they had left already.
    """
    review = locked(participant.review)
    acting.check_people_change(review, participant.place_id)
    acting.check_may_name(queries.standpoint(by, review), participant.place_id)
    now = timezone.now()
    if not Participant.objects.filter(pk=participant.pk, ended_at=None).update(ended_at=now, ended_by=by):
        raise NotNow(_("This person does not take part any more."))
    if participant.role == Role.FOCAL_POINT and review.stage == "nominations":
        review.marks.filter(step=review.stage, place=participant.place_id).delete()
    note("review.release", review.procedure, by=by, person=participant.person_id, place=participant.place_id)
    settle(telling.NAMED, about=telling.about(review), by=by, people=[participant.person])


def locked(review: Review) -> Review:
    """A review as it stands now, held until the end of the transaction: of two persons the second waits."""
    Procedure.objects.select_for_update(of=("self",)).get(pk=review.pk)
    return queries.for_listing(Review.objects.all()).get(pk=review.pk)
