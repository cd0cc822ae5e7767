"""For this State, this function, this treaty, this place and this date: whom do I ask, in which language, how."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from comity.base.places import queries as places
from comity.knowledge.authorities.enums import Freshness, Origin, Reason, Remaining
from comity.knowledge.authorities.models import Authority, Designation
from comity.knowledge.authorities.queries.disclosure import Disclosed, Reading, disclosed, loaded, visible_to
from comity.knowledge.authorities.registry import Network, networks


REASONS: Final = list(Reason)
ORIGINS: Final = list(Origin)
FRESH: Final = [Freshness.CONFIRMED, Freshness.STALE, Freshness.NEVER]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes:
        state: whose authority is looked for.
        function: what for, one of ``enums.Function``.
        treaty: under which treaty; empty for any.
        territory: in which part of the State; empty for none in particular.
        asking: whose request it is; treaties between two States answer only for these two.
        on: on which day.
    """

    state: str
    function: str
    on: dt.date
    treaty: str = ""
    territory: str = ""
    asking: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One authority that may be asked, why, in which languages and by which channels."""

    shown: Disclosed
    designation: Designation
    reason: Reason
    rank: int

    @property
    def languages(self) -> list[str]:
        """The codes of the languages accepted; empty when they are not known or kept for other authorities."""
        return list(self.shown.particulars.get("languages", []))

    @property
    def channels(self) -> list[str]:
        """The means of communication accepted; empty when they are not known or kept for other authorities."""
        return list(self.shown.particulars.get("channels", []))


@dataclass(frozen=True, slots=True)
class Way:
    """What can be done instead: by which way, and through which network when it is one."""

    kind: Remaining
    network: Network | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The authorities, best first, and what remains where there is none or none answers."""

    question: Question
    found: tuple[Found, ...]
    remaining: tuple[Way, ...] = field(default=())


def find(question: Question, reading: Reading) -> Answer:
    """Whom to ask, ranked and explained; the same number of queries however many authorities there are."""
    candidates = visible_to(reading.person).filter(
        record__place__in=_places_of(question),
        pk__in=Designation.objects.filter(function=question.function).values("authority"),
    )
    best: list[tuple[Reason, Designation, Disclosed]] = []
    for authority in loaded(candidates.order_by("pk")):
        shown = disclosed(authority, reading, on=question.on)
        ranked = [(_reason(one, authority, question), one) for one in shown.designations]
        reasons = [(reason, one) for reason, one in ranked if reason is not None]
        if reasons:
            reason, designation = min(reasons, key=lambda pair: (REASONS.index(pair[0]), _age(pair[1])))
            best.append((reason, designation, shown))
    if any(reason != Reason.PAST for reason, _one, _shown in best):
        best = [one for one in best if one[0] != Reason.PAST]
    best.sort(key=lambda one: _sorted_by(one, question))
    found = tuple(
        Found(shown, designation, reason, rank) for rank, (reason, designation, shown) in enumerate(best, start=1)
    )
    return Answer(question, found, remaining(question))


def remaining(question: Question) -> tuple[Way, ...]:
    """What can always be done: the networks to which the State belongs, INTERPOL, the diplomatic channel."""
    codes = set(filter(None, (question.state, question.territory)))
    near = [Way(Remaining.NETWORK, one) for one in _serving(codes, question)]
    return (*near, Way(Remaining.INTERPOL), Way(Remaining.DIPLOMATIC))


def _serving(codes: set[str], question: Question) -> Sequence[Network]:
    serving = [one for one in networks() if codes & one.places and question.function in one.functions]
    # One in which the asking State has contact points of its own comes first.
    return sorted(serving, key=lambda one: (question.asking not in one.places, one.code))


def _places_of(question: Question) -> set[str]:
    """The State, its territories, and the State to which a territory belongs."""
    known = places.places()
    codes = set(filter(None, (question.state, question.territory)))
    codes |= {place.sovereign_id for code in codes if (place := known.get(code)) and place.sovereign_id}
    return codes | {code for code, place in known.items() if place.sovereign_id in codes}


def _reason(  # noqa: PLR0911 -- a reason each
    one: Designation, authority: Authority, question: Question
) -> Reason | None:
    """Why a designation answers, or None when it does not."""
    if one.function != question.function or (one.begins_on and one.begins_on > question.on):
        return None
    if one.ends_on and one.ends_on < question.on:
        return Reason.PAST
    wanted = question.territory or question.state
    here = one.territory_id or authority.record.place_id
    # What holds for the whole State holds for its territories, unless one of them is asked for and has its own.
    if here != wanted and not (here == question.state and not one.territory_id):
        return Reason.OTHER_TERRITORY
    if one.counterpart_id:
        if question.treaty and one.treaty == question.treaty and question.asking in {"", one.counterpart_id}:
            return Reason.TREATY
        return Reason.WITH_YOU if one.counterpart_id == question.asking else Reason.OTHER_PARTNER
    if not one.treaty:
        return Reason.GENERAL
    return Reason.TREATY if one.treaty == question.treaty else Reason.OTHER_TREATY


def _age(one: Designation) -> tuple[int, int]:
    return ORIGINS.index(Origin(one.origin)), -(one.begins_on.toordinal() if one.begins_on else 0)


def _sorted_by(answer: tuple[Reason, Designation, Disclosed], question: Question) -> tuple[int | bool | str, ...]:
    """By the reason; then the territory asked for before the whole State, what is confirmed, surest and newest."""
    reason, one, shown = answer
    is_nearer = bool(question.territory) and question.territory in {one.territory_id, shown.place}
    return (
        REASONS.index(reason),
        not is_nearer,
        FRESH.index(shown.freshness),
        *_age(one),
        shown.authority.identifier,
    )


def treaties_named() -> list[tuple[str, str, str]]:
    """The treaties under which an authority is designated: symbol or key, title, and language of the title."""
    rows = Designation.objects.exclude(treaty="").order_by("treaty", "pk")
    found: dict[str, tuple[str, str]] = {}
    for treaty, title, language in rows.values_list("treaty", "treaty_title", "treaty_language").distinct():
        if treaty not in found or (title and not found[treaty][0]):
            found[treaty] = (title, language)
    return [(treaty, *told) for treaty, told in found.items()]
