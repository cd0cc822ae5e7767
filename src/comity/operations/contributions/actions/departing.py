"""What becomes of what waits for a State's verification, when whoever verifies for it leaves."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from django.db import transaction
from django.db.models import Count
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import ROLES
from comity.base.audit.actions import Actor
from comity.base.notices.actions import settle
from comity.base.people.models import Membership, Organisation
from comity.base.people.registry import Departure, Foretold
from comity.base.places.queries import names
from comity.operations.contributions.actions.telling import FILE_WAITS, WAITS
from comity.operations.contributions.enums import State
from comity.operations.contributions.models import Proposal


VERIFYING: Final = [name for name, held in ROLES.items() if Permission.RECORD_VERIFY in held and name != "service"]


def foretell(membership: Membership) -> Sequence[Foretold]:
    """That nobody is left who verifies for the State; nothing where somebody is, or the role verifies nothing."""
    place = membership.organisation.place_id
    if membership.role not in VERIFYING or place is None or _others(membership):
        return []
    waiting = Proposal.objects.filter(procedure__place=place, procedure__state=State.HANDED_IN).count()
    told = _(
        "%(name)s is the last who verifies contributions for %(place)s. What is handed in then waits until somebody"
        " else has this role. Waiting now: %(count)s."
    )
    named = {
        "name": membership.user.get_full_name() or membership.user.username,
        "place": names(get_language() or "en").get(place, place),
        "count": waiting,
    }
    return [Foretold(key=f"contributions.last:{place}:{waiting}", sentence=told % named, is_grave=True)]


def _others(membership: Membership) -> bool:
    """Whether the State has somebody else who verifies, or the same person by another role."""
    held = Membership.objects.active().filter(
        role__in=VERIFYING, organisation__place=membership.organisation.place_id, user__is_active=True
    )
    return held.exclude(pk=membership.pk).exists()


@transaction.atomic
def follow(membership: Membership, *, by: Actor) -> None:
    """Ask whoever verifies no more for the State for nothing."""
    place = membership.organisation.place_id
    own = Membership.objects.active().filter(user=membership.user, role__in=VERIFYING, organisation__place=place)
    if membership.role not in VERIFYING or place is None or own.exclude(pk=membership.pk).exists():
        return
    waiting = Proposal.objects.filter(procedure__place=place, procedure__state=State.HANDED_IN)
    for key, batch in waiting.order_by("pk").values_list("pk", "batch"):
        kind, about = (FILE_WAITS, f"file:{batch}:{State.HANDED_IN}") if batch else (WAITS, f"proposal:{key}")
        settle(kind, about=about, by=by, people=[membership.user])


def standing(organisations: Collection[int]) -> Mapping[int, Sequence[str]]:
    """Of some organisations, that contributions of their State wait and nobody verifies them; three queries."""
    places = dict(
        Organisation.objects.filter(pk__in=organisations, place__isnull=False, closed_at__isnull=True)
        .order_by("pk")
        .values_list("pk", "place")
    )
    waiting = dict(
        Proposal.objects.filter(procedure__place__in=set(places.values()), procedure__state=State.HANDED_IN)
        .order_by("procedure__place")
        .values_list("procedure__place")
        .annotate(Count("pk"))
    )
    verified = set(
        Membership.objects.active()
        .filter(role__in=VERIFYING, organisation__place__in=waiting, user__is_active=True)
        .order_by("organisation__place")
        .values_list("organisation__place", flat=True)
    )
    told = _("Nobody verifies contributions for this State now, and some wait: %(count)s. Give somebody this role.")
    return {
        key: [told % {"count": waiting[place]}]
        for key, place in places.items()
        if place in waiting and place not in verified
    }


DEPARTURE = Departure(foretell=foretell, follow=lambda membership, by: follow(membership, by=by), standing=standing)
