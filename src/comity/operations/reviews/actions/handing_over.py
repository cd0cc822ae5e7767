"""What becomes of the part in reviews of somebody who leaves the organisation for which they were named."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.base.audit.actions import Actor, note
from comity.base.notices.actions import notify, settle
from comity.base.people.models import Membership, Organisation, User
from comity.base.people.registry import Handover
from comity.kernel.errors import NotNow
from comity.operations.reviews.actions import telling
from comity.operations.reviews.actions.naming import locked
from comity.operations.reviews.enums import Role
from comity.operations.reviews.models import Participant
from comity.operations.reviews.queries import reviews as queries
from comity.operations.reviews.rules import acting


def parts_of(person: User, organisation: Organisation) -> int:
    """In how many reviews that are not over somebody takes part for the State of an organisation."""
    return len(_parts(person, organisation))


@transaction.atomic
def pass_on_parts(person: User, successor: User, organisation: Organisation, *, by: User) -> int:
    """Let a colleague take the part of somebody who leaves, in each review that is not over; how many.

    The colleague is bound by the same rules as anybody who is named, and declares anew that nothing stands against it.

    Raises:
        NotNow: the colleague cannot take part in one of them; the sentence says why.
    """
    several = _parts(person, organisation)
    for one in several:
        _pass_on(one, successor, by=by)
    return len(several)


def _pass_on(part: Participant, successor: User, *, by: User) -> None:
    review, now, role = locked(part.review), timezone.now(), Role(part.role)
    Participant.objects.filter(pk=part.pk).update(ended_at=now, ended_by=by)
    settle(telling.NAMED, about=telling.about(review), by=by, people=[part.person])
    settle(telling.WAITS, about=telling.about(review), by=by, people=[part.person])
    told: dict[str, Any] = {
        "before": part.person_id,
        "successor": successor.pk,
        "place": part.place_id,
        "role": role.value,
    }
    note("review.hand_over", review.procedure, by=by, **told)
    has_part = review.participants.filter(person=successor, ended_at__isnull=True).order_by("pk").first()
    if has_part is not None and role is not Role.FOCAL_POINT:
        # Two hands less one: the State keeps somebody in this review, who goes on as what they are.
        return
    try:
        acting.check_named(review, part.place_id, role, queries.past_of(successor), experts=0)
    except NotNow as no:
        why = _("%(name)s cannot take over the part in a review: %(reason)s Choose another successor.")
        raise NotNow(why % {"name": successor.get_full_name() or successor.username, "reason": no}) from no
    declared = {}
    if has_part is not None:
        # An expert becomes the focal point: what they have declared for this review holds on.
        declared = {"declared_at": has_part.declared_at, "declaration": has_part.declaration}
        Participant.objects.filter(pk=has_part.pk).update(ended_at=now, ended_by=by)
    made = Participant.objects.create(
        review=review,
        place_id=part.place_id,
        person=successor,
        role=role,
        named_by=by,
        named_at=now,
        gender=has_part.gender if has_part is not None else "",
        **declared,
    )
    telling.tell_named(made, by=by)
    if role is Role.FOCAL_POINT and part.place_id in {one.place for one in acting.awaited(review)}:
        notify(successor, telling.WAITS, about=telling.about(review), address=telling.address(review), by=by)


def _parts(person: User, organisation: Organisation) -> list[Participant]:
    """The person's parts for the State of an organisation; none where they go on working for that State."""
    place = organisation.place_id
    elsewhere = Membership.objects.active().filter(
        user=person, organisation__place=place, role__in=queries.TAKING | {"observer"}
    )
    if place is None or elsewhere.exclude(organisation=organisation).exists():
        return []
    found = Participant.objects.filter(person=person, place=place, ended_at__isnull=True)
    found = found.exclude(review__procedure__state__in=queries.DONE)
    return list(found.select_related("review__procedure", "person").order_by("pk"))


def _passing(person: User, successor: User, organisation: Organisation, by: Actor) -> int:
    assert isinstance(by, User), "whoever ends a membership is somebody"
    return pass_on_parts(person, successor, organisation, by=by)


HANDOVER = Handover(gettext_lazy("parts in reviews"), parts_of, _passing)
