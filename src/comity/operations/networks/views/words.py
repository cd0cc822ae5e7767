"""How networks, their contact points and their cases are said to people."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from comity.base.people.models import User
from comity.base.places import queries as places
from comity.base.terms import queries as terms
from comity.engines.records.views import reader, reading_language
from comity.kernel.errors import NotNow, NotPermitted
from comity.kernel.languages import alphabetical, own_name
from comity.kernel.lists import listed
from comity.operations.assistance.exports import writing
from comity.operations.networks import queries, rules
from comity.operations.networks.enums import Outcome, Post
from comity.operations.networks.models import ContactPoint, Help, Network
from comity.operations.networks.registry import STALLED
from comity.operations.networks.shapes import UNTOLD_ZONE
from comity.ui.components import Badge, Crumb, Fact, Tone


CONFLICT: Final = 409
UNPROCESSABLE: Final = 422
TONES: Final = {
    Outcome.EXECUTED: Tone.SUCCESS,
    Outcome.PART_EXECUTED: Tone.SUCCESS,
    Outcome.ANSWERED: Tone.SUCCESS,
    Outcome.REFUSED: Tone.DANGER,
}


def member(request: HttpRequest) -> tuple[User, list[ContactPoint]]:
    """Who asks, with the posts that they hold in networks; staff hold none and come in all the same.

    Raises:
        NotPermitted: they are neither.
    """
    person = reader(request)
    posts = rules.posts_of(person)
    if person is None or not (posts or rules.may_manage(person)):
        raise NotPermitted(_("Only contact points of a network and the Secretariat come here."))
    return person, posts


def to_begin(posts: list[ContactPoint]) -> list[ContactPoint]:
    """The posts in which something new can be begun.

    Raises:
        NotNow: every network in which somebody stands has ended.
    """
    found = rules.begins_in(posts)
    if not found:
        raise NotNow(_("The networks in which you stand have ended. Nothing new is begun in them."))
    return found


def short_of(network: Network) -> SafeString:
    """The short name of a network, with its whole name for who points at it."""
    return format_html('<bdi title="{}">{}</bdi>', network.name_in(reading_language()), network.short)


def networks_with_names(several: Iterable[Network]) -> SafeString:
    """The short names of networks, each with its whole name for who points at it; it says which have ended."""
    return format_html_join(
        " · ",
        "{}{}",
        ((short_of(one), format_html(" ({})", _("has ended")) if one.ended_on else "") for one in several),
    )


def network_or_404(code: str) -> Network:
    """A network by its code."""
    found: Network = found_or_404(queries.network_of(code))
    return found


def found_or_404(found: Any) -> Any:
    """What was found; what is not there, and what one may not know of, are answered alike."""
    if found is None:
        raise Http404
    return found


def crumbs(*here: Crumb | str) -> list[Crumb]:
    """The way to the networks, and on from there."""
    way = [Crumb(_("Networks"), reverse("networks:list") if here else "")]
    return [*way, *(one if isinstance(one, Crumb) else Crumb(one) for one in here)]


def crumb_of(network: Network) -> Crumb:
    """The step to the page of a network."""
    return Crumb(network.short, reverse("networks:page", args=[network.pk]))


def desk_crumb() -> Crumb:
    """The step to the desk."""
    return Crumb(_("Today"), reverse("networks:desk"))


def name_of(person: User | None) -> str:
    """What somebody is called."""
    return (person.get_full_name() or person.get_username()) if person is not None else ""


def place_names() -> Any:
    """The names of places in the language of the page."""
    return places.names(reading_language())


def named(pairs: Any) -> list[tuple[Any, str]]:
    """Choices in the order in which readers look for them."""
    language = reading_language()
    return sorted(pairs, key=lambda one: alphabetical(one[1], language))


def type_names() -> dict[str, str]:
    """What types of request are called."""
    return writing.type_names(reading_language())


def crime_names() -> dict[str, str]:
    """What offences are called, by the keys of their terms."""
    found = terms.every_label("crime-types", reading_language())
    return {f"crime-types:{code}": label for code, label in found.items()}


def when(founded: str) -> str:
    """A year, a month or a day, as people of the language write it."""
    if len(founded) == len("2013"):
        return founded
    day = dt.date.fromisoformat(founded if len(founded) == len("2013-01-01") else f"{founded}-01")
    return date_format(day, "F Y" if len(founded) == len("2013-01") else "DATE_FORMAT")


def badge_of(case: Help) -> Badge:
    """Where a case stands."""
    if case.outcome:
        outcome = Outcome(case.outcome)
        return Badge(outcome.label, TONES.get(outcome, Tone.PLAIN))
    reached = list(case.milestones.all())
    return Badge(reached[-1].get_milestone_display() if reached else pgettext("of a case", "Open"), Tone.ACCENT)


def line_of(case: Help, names: Any, types: dict[str, str], now: dt.datetime) -> dict[str, Any]:
    """What a list says of a case."""
    days = (now - case.touched_at).days
    return {
        "case": case,
        "requesting": (case.requesting_id, names.get(case.requesting_id, case.requesting_id)),
        "requested": (case.requested_id, names.get(case.requested_id, case.requested_id)),
        "type": types.get(case.type, case.type),
        "badge": badge_of(case),
        "networks": networks_with_names(case.networks.all()),
        "days": days,
        "is_stalled": case.closed_on is None and days >= STALLED,
        "asker": name_of(case.asker.person) if case.asker is not None else "",
        "helper": name_of(case.helper.person) if case.helper is not None else "",
    }


def is_away(point: ContactPoint, today: dt.date) -> bool:
    """Whether a contact point is away today."""
    return point.away_until_on is not None and point.away_until_on >= today


def is_at_work(point: ContactPoint, now: dt.datetime) -> bool | None:
    """Whether it is within somebody's hours now, by their own clock; None when they gave none."""
    if point.opens is None or point.closes is None:
        return None
    there = now.astimezone(ZoneInfo(point.time_zone))
    is_weekday = there.weekday() < 5  # noqa: PLR2004 -- Saturday
    within = (
        point.opens <= there.time() < point.closes
        if point.opens < point.closes
        else there.time() >= point.opens or there.time() < point.closes
    )
    return is_weekday and within


def state_of(point: ContactPoint) -> Badge:
    """Whether somebody can be reached now, in a word or two."""
    now = timezone.now()
    if point.ended_on is not None and point.ended_on <= now.date():
        return Badge(_("Has ended"))
    if is_away(point, now.date()):
        return Badge(_("Away"), Tone.BRASS)
    at_work = is_at_work(point, now)
    if at_work:
        return Badge(_("At work now"), Tone.SUCCESS)
    if point.answers_at_night:
        return Badge(_("Answers urgent calls now"), Tone.ACCENT)
    return Badge(_("Not at work now")) if at_work is False else Badge(_("Hours not told"))


def shown(point: ContactPoint, names: Any) -> dict[str, Any]:
    """What the members of a network are shown of a contact point."""
    return {
        "point": point,
        "name": name_of(point.person),
        "place": (point.place_id, names.get(point.place_id, point.place_id)),
        "short": short_of(point.network),
        "authority": point.organisation.name,
        "post": Post(point.post).label,
        "state": state_of(point),
        "facts": facts_of(point),
    }


def facts_of(point: ContactPoint) -> list[Fact]:
    """In which languages, where and when somebody is reached."""
    there = timezone.now().astimezone(ZoneInfo(point.time_zone))
    hours = f"{point.opens:%H:%M}–{point.closes:%H:%M}" if point.opens and point.closes else ""
    clock = _("%(zone)s, where it is %(time)s now") % {"zone": point.time_zone, "time": f"{there:%H:%M}"}
    stand_in = name_of(point.stand_in.person) if point.stand_in is not None else ""
    today = timezone.now().date()
    told = [
        Fact(_("Languages"), listed(own_name(one) for one in point.languages)),
        Fact(_("Telephone"), format_html('<bdi dir="ltr">{}</bdi>', point.telephone) if point.telephone else ""),
        Fact(_("E-mail"), point.mail, f"mailto:{point.mail}" if point.mail else ""),
        Fact(_("Hours"), format_html('<bdi dir="ltr">{}</bdi>', hours) if hours else ""),
        # Nobody is told a clock by which somebody may not live.
        Fact(_("Time zone"), clock if point.time_zone != UNTOLD_ZONE or hours else ""),
        Fact(_("Away until"), f"{point.away_until_on:%Y-%m-%d}" if is_away(point, today) else ""),
        Fact(_("Who stands in"), stand_in if is_away(point, today) else ""),
        Fact(_("Since"), f"{point.appointed_on:%Y-%m-%d}"),
    ]
    return [one for one in told if one.value]
