"""Who is a contact point, who may know what of a network, and what may be done when."""

import datetime as dt
import re
from calendar import monthrange
from typing import Final
from zoneinfo import available_timezones

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from comity.base.access.enums import Permission, Scope
from comity.base.access.roles import ROLES, SCOPES, decide
from comity.base.people.models import Organisation, User
from comity.kernel.errors import NotNow, NotPermitted, Refused, Unreadable
from comity.operations.networks.enums import Side
from comity.operations.networks.models import Alert, ContactPoint, Help, Member, Network


FOUNDED: Final = re.compile(r"^(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?$", re.ASCII)
# Addresses of pages that stand where the code of a network would.
TAKEN: Final = frozenset({"alerts", "cases", "desk", "new", "points", "states"})
TELEPHONE: Final = re.compile(r"^\+?[0-9 ()/.\-]{5,40}$", re.ASCII)
MOST_LANGUAGES: Final = 12
LONGEST_REASON: Final = 300


# ---------------------------------------------------------------- who


def may_manage(person: User | None) -> bool:
    """Whether somebody looks after the networks: the Secretariat."""
    return person is not None and decide(person.grants, Permission.NETWORK_MANAGE) is not None


def check_may_manage(person: User | None) -> None:
    """Raise NotPermitted unless somebody looks after the networks."""
    if not may_manage(person):
        raise NotPermitted(_("Only the Secretariat may do this."))


def sealing_offices(person: User) -> frozenset[int]:
    """The authorities to whose key somebody may be admitted, by a membership of their own."""
    return frozenset(
        grant.organisation
        for grant in person.grants
        if grant.organisation is not None and Permission.SEALED_EXCHANGE in ROLES.get(grant.role, frozenset())
    )


def standing(today: dt.date | None = None) -> QuerySet[ContactPoint]:
    """The contact points that stand today: begun, not ended, of a State that takes part."""
    day = today or timezone.now().date()
    taking_part = Member.objects.filter(
        Q(left_on__isnull=True) | Q(left_on__gt=day), network=OuterRef("network"), place=OuterRef("place")
    )
    return ContactPoint.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=day), Exists(taking_part), appointed_on__lte=day
    )


def posts_of(person: User | None) -> list[ContactPoint]:
    """As what somebody stands in networks today; here, and nowhere else, it is decided. One query besides the grants.

    Whoever acts in somebody's stead stands in none: a network knows its contact points by name. Whoever no longer
    works for the authority, and whose State has left, stands in none either, whatever the table says.
    """
    if person is None or not person.is_active or person.acting is not None:
        return []
    offices = sealing_offices(person)
    if not offices:
        return []
    rows = standing().filter(person=person, organisation__in=offices)
    return list(rows.select_related("network", "organisation").order_by("network__short", "pk"))


def may_appoint(person: User | None, organisation: Organisation) -> bool:
    """Whether somebody says who stands for an authority: its administrator, its State's focal point, or staff."""
    if person is None:
        return False
    place, own = organisation.place_id, organisation.pk
    return decide(person.grants, Permission.NETWORK_APPOINT, place=place, organisation=own) is not None


def appointed_for(person: User | None) -> Q:
    """What holds of the authorities for which somebody says who stands for them; nothing holds for most people."""
    found = Q(pk__in=[])
    for grant in person.grants if person is not None else []:
        if Permission.NETWORK_APPOINT not in ROLES.get(grant.role, frozenset()):
            continue
        scope = SCOPES[grant.role]
        if scope is Scope.EVERYWHERE:
            return Q()
        if scope is Scope.OWN_PLACE and grant.place:
            found |= Q(place=grant.place)
        elif grant.organisation is not None:
            found |= Q(pk=grant.organisation)
    return found


def check_may_appoint(person: User, organisation: Organisation) -> None:
    """Raise NotPermitted unless somebody says who stands for an authority."""
    if not may_appoint(person, organisation):
        raise NotPermitted(_("Only the authority, its State and the Secretariat say who stands for it in a network."))


def check_eligible(person: User, organisation: Organisation, network: Network) -> None:
    """Raise NotNow unless somebody can stand for an authority in a network.

    Raises:
        NotNow: they do not work for it with a part in the sealed exchange, or its State takes no part in the network.
    """
    if not person.is_active or organisation.pk not in sealing_offices(person):
        raise NotNow(_("Only who works for the authority and may hold its key can stand for it."))
    if not takes_part(network, organisation.place_id):
        raise NotNow(_("This State takes no part in the network. The Secretariat enters it first."))


def takes_part(network: Network, place: str | None) -> bool:
    """Whether a State takes part in a network today; one query."""
    day = timezone.now().date()
    rows = Member.objects.filter(Q(left_on__isnull=True) | Q(left_on__gt=day), network=network, place=place)
    return place is not None and rows.exists()


def begins_in(posts: list[ContactPoint]) -> list[ContactPoint]:
    """Those of some posts in which something new can be begun: none in a network that has ended."""
    return [one for one in posts if one.network.ended_on is None]


def check_stands(network: Network) -> None:
    """Raise NotNow when a network has ended: nothing new is begun in it."""
    if network.ended_on is not None:
        raise NotNow(_("%(network)s has ended. Nothing new is begun in it.") % {"network": network.short})


# ---------------------------------------------------------------- what they may do


def check_is_ones_own(person: User, point: ContactPoint) -> None:
    """Raise NotPermitted unless a post is somebody's own, and stands."""
    if point.pk not in {one.pk for one in posts_of(person)}:
        raise NotPermitted(_("This post is not yours."))


def check_may_end(person: User, point: ContactPoint) -> None:
    """Raise NotPermitted unless somebody may end a post: whoever may appoint to it, and whose it is."""
    if point.person_id != person.pk:
        check_may_appoint(person, point.organisation)


def sides_of(posts: list[ContactPoint], case: Help) -> dict[Side, ContactPoint]:
    """On which side of a case somebody stands, and as what; at most one query where the networks are not loaded."""
    among = {one.pk for one in case.networks.all()}
    found: dict[Side, ContactPoint] = {}
    for post in posts:
        if post.network_id not in among:
            continue
        if post.place_id == case.requesting_id:
            found.setdefault(Side.REQUESTING, post)
        elif post.place_id == case.requested_id:
            found.setdefault(Side.REQUESTED, post)
    return found


def check_works_on(person: User, case: Help) -> None:
    """Raise NotPermitted unless somebody may change a case: a contact point of either State, or staff."""
    if not sides_of(posts_of(person), case) and not may_manage(person):
        raise NotPermitted(_("This case is not yours."))


def check_open(case: Help) -> None:
    """Raise NotNow when a case is closed."""
    if case.closed_on is not None:
        raise NotNow(_("This case is closed."))


def check_day(day: dt.date, first: dt.date) -> None:
    """Raise Refused when a day lies ahead, or before what it follows."""
    if day > timezone.now().date() + dt.timedelta(days=1):
        raise Refused(_("This day lies ahead."))
    if day < first:
        raise Refused(_("This day lies before the case was opened."))


def check_alert_stands(alert: Alert) -> None:
    """Raise NotNow when an alert was ended."""
    if alert.ended_at is not None:
        raise NotNow(_("This alert has ended."))


# ---------------------------------------------------------------- what stands in the tables


def check_code(code: str) -> None:
    """Raise Unreadable unless a code can stand in an address."""
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,19}", code, re.ASCII) or code in TAKEN:
        raise Unreadable(_("A code has 2 to 20 small letters and figures and is no word of another address."))


def check_stands_in(posts: list[ContactPoint]) -> None:
    """Raise NotPermitted unless somebody stands in a network, as what is among these."""
    if not posts:
        raise NotPermitted(_("Only contact points of a network and the Secretariat come here."))


def check_convened(title: str, begins_on: dt.date, ends_on: dt.date | None) -> None:
    """Raise Unreadable unless a meeting has a title and ends after it begins."""
    if not title.strip():
        raise Unreadable(_("A meeting has a title."))
    if ends_on is not None and ends_on < begins_on:
        raise Unreadable(_("A meeting ends after it has begun."))


def check_document(title: str, link: str, *, has_file: bool) -> None:
    """Raise Unreadable unless a document has a title, and is a file or a link."""
    if not title.strip():
        raise Unreadable(_("A document has a title."))
    if bool(link) == has_file:
        raise Unreadable(_("A document is a file or a link, not both."))
    if link and not link.startswith(("https://", "http://")):
        raise Unreadable(_("A link begins with https://."))


def check_founded(text: str, *, ended_on: dt.date | None = None) -> None:
    """Raise Unreadable unless a text is a year, a month of one, or a day, and none after the end."""
    if not FOUNDED.fullmatch(text):
        raise Unreadable(_("Write a year, such as 2013, a month, such as 2017-11, or a day, such as 2016-11-11."))
    first = first_day_of(text)
    if ended_on is not None and first is not None and first > ended_on:
        raise Unreadable(_("The network has ended before that. Correct the one or the other."))


def begun_on(network: Network) -> dt.date | None:
    """The first day on which a network can have stood, by what is known of its beginning; None when nothing is."""
    return first_day_of(network.founded)


def first_day_of(founded: str) -> dt.date | None:
    """The first day of a year, a month or a day as it is written; None for nothing."""
    if not founded:
        return None
    year, month, day = [*map(int, founded.split("-")), 1, 1][:3]
    return dt.date(year, month, min(day, monthrange(year, month)[1]))


def check_ends(network: Network, day: dt.date, because: str, *, last_opened: dt.date | None) -> None:
    """Raise Refused or Unreadable unless a network can have ended on a day, for a reason that can be read.

    Args:
        network: which.
        day: the first on which it is none any more.
        because: the reason.
        last_opened: the latest day on which a case was opened in it.
    """
    if not because.strip() or len(because) > LONGEST_REASON:
        raise Unreadable(_("Say why the network ends, in at most %(most)s characters.") % {"most": LONGEST_REASON})
    if day > timezone.now().date():
        raise Refused(_("This day lies ahead."))
    first = begun_on(network)
    if first is not None and day < first:
        raise Refused(_("This day lies before the network was founded."))
    if last_opened is not None and day < last_opened:
        told = {"day": date_format(last_opened, "DATE_FORMAT")}
        raise Refused(_("A case was opened in this network on %(day)s. It cannot have ended before.") % told)


def check_particulars(languages: list[str], telephone: str, time_zone: str) -> None:
    """Raise Unreadable unless what a contact point shows can be what it says."""
    if not languages or len(languages) > MOST_LANGUAGES:
        raise Unreadable(_("Name at least one language."))
    if telephone and not TELEPHONE.fullmatch(telephone):
        raise Unreadable(_("A telephone number has figures, spaces and a plus sign before the country."))
    if time_zone not in available_timezones():
        raise Unreadable(_("There is no such time zone. Write it as Africa/Dakar."))
