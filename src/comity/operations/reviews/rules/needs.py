"""Who states needs and offers, who sees them, and which step each takes with the other."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from comity.base.access.enums import Permission
from comity.base.access.roles import ROLES, Grant
from comity.base.people.enums import Kind as OrganisationKind
from comity.base.people.models import Organisation, User
from comity.kernel.errors import NotNow, NotPermitted, Unreadable
from comity.kernel.languages import INTERFACE
from comity.operations.reviews.enums import Approach, Bid, Help
from comity.operations.reviews.models import Need, Offer, Showing


LONGEST: Final = 4000
REASON: Final = 1000
# Which steps each side takes, from where.
OF_THE_STATE: Final[Mapping[Approach, tuple[Approach, ...]]] = {
    Approach.AGREED: (Approach.OFFERED,),
    Approach.ENDED: (Approach.SHOWN, Approach.OFFERED, Approach.DECLINED, Approach.AGREED),
}
OF_THE_PROVIDER: Final[Mapping[Approach, tuple[Approach, ...]]] = {
    Approach.OFFERED: (Approach.SHOWN, Approach.DECLINED),
    Approach.DECLINED: (Approach.SHOWN, Approach.OFFERED),
}


def states_for(person: User | None) -> set[str]:
    """The codes of the States whose needs somebody states and shows: those whose focal point they are."""
    return {one.place for one in _grants(person, Permission.REVIEW_NOMINATE) if one.place is not None}


def offers_for(person: User | None) -> set[int]:
    """The keys of the organisations for which somebody says what they offer, and answers."""
    return {one.organisation for one in _grants(person, Permission.REVIEW_TAKE_PART) if one.organisation is not None}


def _grants(person: User | None, permission: Permission) -> list[Grant]:
    if person is None:
        return []
    return [one for one in person.grants if permission in ROLES.get(one.role, frozenset()) and one.role != "service"]


def check_may_offer(person: User, organisation: int) -> None:
    """Raise NotPermitted unless somebody says what an organisation offers."""
    if organisation not in offers_for(person):
        raise NotPermitted(_("What an organisation offers, those who work for it say."))


def needs_consent(organisation: Organisation) -> bool:
    """Whether what an organisation offers waits for the Secretariat: where it is of civil society."""
    return organisation.kind == OrganisationKind.CIVIL


def check_decided(offer: Offer, *, is_open: bool, reason: str) -> None:
    """Raise a refusal where the Secretariat cannot decide so on an offer now."""
    if offer.standing != Bid.PENDING or offer.withdrawn_at is not None:
        raise NotNow(_("This offer does not wait for the Secretariat."))
    if not is_open and not reason.strip():
        raise Unreadable(_("Say why: whoever made the offer reads it."))


def check_may_need(person: User, place: str) -> None:
    """Raise NotPermitted unless somebody states and shows needs of a State."""
    if place not in states_for(person):
        raise NotPermitted(_("The needs of a State are stated and shown by its focal points."))


def check_kinds(kinds: list[str], text: str, languages: list[str]) -> None:
    """Raise Unreadable where a need or an offer does not say what help it is."""
    if not kinds or set(kinds) - set(Help.values):
        raise Unreadable(_("Say of which kind the help is."))
    if len(text) > LONGEST:
        raise Unreadable(_("At most %(number)s characters.") % {"number": LONGEST})
    if set(languages) - set(INTERFACE):
        raise Unreadable(_("Say in which language it is."))


def check_open(need: Need) -> None:
    """Raise NotNow when a need is closed."""
    if need.closed_at is not None:
        raise NotNow(_("This need is closed."))


def check_may_answer(person: User, showing: Showing, state: Approach) -> None:
    """Raise a refusal unless somebody takes a step between a State and a provider now."""
    if state in OF_THE_PROVIDER:
        check_may_offer(person, showing.organisation_id)
        sources = OF_THE_PROVIDER[state]
    elif state in OF_THE_STATE:
        check_may_need(person, showing.need.place_id)
        sources = OF_THE_STATE[state]
    else:
        raise Unreadable(_("Take one of the ways that the page offers."))
    if showing.state not in sources:
        raise NotNow(_("Not now: it stands at “%(state)s”.") % {"state": Approach(showing.state).label})


def open_steps(showing: Showing, *, is_state: bool) -> list[Approach]:
    """The steps that a side may take now."""
    table = OF_THE_STATE if is_state else OF_THE_PROVIDER
    return [one for one, sources in table.items() if showing.state in sources]
