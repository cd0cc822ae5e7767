"""What becomes of a seat in the bureau of a meeting when its holder's last role ends: nobody inherits an election."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

from comity.base.audit.actions import Actor, note
from comity.base.people.models import Membership
from comity.base.people.registry import Departure, Foretold
from comity.operations.reviews.models import Officer


def _seats(membership: Membership) -> list[Officer]:
    """The seats in meetings still to come of somebody who has no other role than this."""
    others = Membership.objects.active().filter(user=membership.user_id).exclude(pk=membership.pk)
    if others.exists():
        return []
    found = Officer.objects.filter(person=membership.user_id, gathering__ends_at__gt=timezone.now())
    return list(found.select_related("gathering").order_by("pk"))


def foretell(membership: Membership) -> Sequence[Foretold]:
    """That a seat ends with the role, before it does."""
    seats = len(_seats(membership))
    if not seats:
        return []
    said = ngettext(
        "A seat in the bureau of %(number)s meeting to come ends.",
        "A seat in the bureau of %(number)s meetings to come ends.",
        seats,
    )
    return [Foretold(key=f"reviews.seats:{seats}", sentence=said % {"number": seats})]


@transaction.atomic
def follow(membership: Membership, *, by: Actor) -> None:
    """End the seats."""
    for one in _seats(membership):
        gathering, person = one.gathering, one.person_id
        Officer.objects.filter(pk=one.pk).delete()
        note("meeting.unseat_officer", gathering, by=by, person=person)


DEPARTURE = Departure(
    foretell=foretell, follow=lambda membership, by: follow(membership, by=by), standing=lambda _organisations: {}
)
