"""What a network did in a year, as the sentences of the yearly report and as data; and where States are together."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.base.people.models import User
from comity.kernel.lists import said_of
from comity.kernel.small_numbers import LEAST
from comity.knowledge.authorities.registry import Community
from comity.operations.networks import rules
from comity.operations.networks.models import Member, Network
from comity.operations.networks.queries import figures, networks_between, networks_of


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the yearly report, with the number in it and the question that gave the number.

    Attributes:
        key: its name for programs.
        words: the sentence, in the language asked for.
        value: the number; None where it is too small to be told, or nothing is known.
        question: the question to the database.
    """

    key: str
    words: str
    value: float | None
    question: str


def sentences(network: Network, year: int, language: str, *, is_protected: bool = False) -> list[Sentence]:
    """What a network did in a year, in a language; a query each.

    Args:
        network: which.
        year: in which the cases were opened.
        language: one of the interface.
        is_protected: whether tables stand beside from which the number of executed ones would tell a small one.
    """
    with translation.override(language):
        return list(_sentences(network, year, is_protected=is_protected))


def _sentences(network: Network, year: int, *, is_protected: bool) -> Iterator[Sentence]:
    said: dict[str, Any] = {"network": network.short, "year": str(year)}
    count, question = figures.facilitated(network.pk, year)
    if count is None:
        words = _("%(network)s facilitated fewer than %(least)s requests in %(year)s.") % {**said, "least": LEAST}
    else:
        words = ngettext(
            "%(network)s facilitated %(count)s request in %(year)s.",
            "%(network)s facilitated %(count)s requests in %(year)s.",
            count,
        ) % {**said, "count": number_format(count)}
    yield Sentence("facilitated", words, count, question)
    if not count:
        return
    done, question = figures.executed(network.pk, year)
    if done is not None and not is_protected:
        words = ngettext(
            "%(count)s of them was executed, wholly or in part.",
            "%(count)s of them were executed, wholly or in part.",
            done,
        )
        yield Sentence("executed", words % {"count": number_format(done)}, done, question)
    states, question = figures.states_helped(network.pk, year)
    words = ngettext("%(count)s State took part in them.", "%(count)s States took part in them.", states)
    yield Sentence("states", words % {"count": number_format(states)}, states, question)
    days, question = figures.days_to_close(network.pk, year)
    if days is not None:
        words = ngettext(
            "Half of those that are closed took no more than %(count)s day.",
            "Half of those that are closed took no more than %(count)s days.",
            round(days),
        )
        yield Sentence("days", words % {"count": number_format(days)}, days, question)


def described(network: Network) -> dict[str, Any]:
    """A network for programs: what everybody may know of it."""
    return {
        "code": network.pk,
        "short": network.short,
        "kind": network.kind,
        "names": network.names,
        "about": network.abouts,
        "founded": network.founded,
        "website": network.website,
        "source": network.source,
        "ended_on": network.ended_on.isoformat() if network.ended_on else None,
        "ended_because": network.ended_because,
    }


def seat(member: Member) -> dict[str, Any]:
    """That a State takes part in a network, for programs."""
    return {
        "place": member.place_id,
        "seat": member.seat,
        "joined_on": member.joined_on.isoformat() if member.joined_on else None,
        "left_on": member.left_on.isoformat() if member.left_on else None,
        "is_sure": member.is_sure,
    }


def communities(places: tuple[str, ...], person: User | None) -> Iterator[Community]:
    """The networks in which all of one or two States take part now, for pages that say whom to ask.

    One query, and one more for who is signed in: a contact point is led to where help is asked for.

    Args:
        places: the codes of one State, or of two; the first is the one that would be asked.
        person: who reads; None is a visitor.
    """
    language = translation.get_language() or "en"
    found = networks_of(places[0]) if len(places) == 1 else networks_between(*places)
    posts = {one.network_id: one for one in rules.posts_of(person) if one.place_id != places[0]}
    for one in found:
        own = language if one.names.get(language) else "en"
        post = posts.get(one.pk)
        asked = urlencode({"post": str(post.pk), "requested": places[0]}) if post is not None else ""
        yield Community(
            said_of(one.short, one.name_in(language), language),
            own,
            _address("networks:page", one.pk),
            f"{_address('networks:ask')}?{asked}" if asked else "",
        )


def _address(name: str, *args: str) -> str:
    """An address without the language of the interface, in which it is put again where it is shown."""
    with translation.override("en"):
        return reverse(name, args=args).removeprefix("/en")
