"""Whom several treaties bind on a day, for whoever asks about many pairs of States at once."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db.models import QuerySet

from comity.base.people.models import User
from comity.knowledge.treaties.enums import CONSENTING, SIGNING, SPOKEN, ActionKind, Basis
from comity.knowledge.treaties.models import Treaty, TreatyAction
from comity.knowledge.treaties.queries import deriving
from comity.knowledge.treaties.queries.deriving import Verdict
from comity.knowledge.treaties.queries.instruments import histories, instrument, visible_to
from comity.knowledge.treaties.queries.participation import ACT, DECIDING, act_of


TERRITORIAL = frozenset({ActionKind.TERRITORIAL_EXTENSION, ActionKind.TERRITORIAL_WITHDRAWAL})
EARLIER = frozenset({*SIGNING, ActionKind.PROVISIONAL_APPLICATION})


@dataclass(frozen=True, slots=True)
class Bound:
    """Whom one treaty binds on a day.

    Attributes:
        treaty: the treaty; its title is not loaded.
        verdicts: of every place that has consented, under the code that it has on the day.
        extensions: acts that concern one territory, and were done by the day.
        beginnings: places that have signed or apply it provisionally by the day, and what they did.
        ended: from which day a withdrawal has ended what bound a place, where it had effect by the day.
        awaited: from which day it will bind places that have consented and are not bound yet on the day.
    """

    treaty: Treaty
    verdicts: Mapping[str, Verdict]
    extensions: tuple[deriving.Act, ...]
    beginnings: Mapping[str, str]
    ended: Mapping[str, dt.date]
    awaited: Mapping[str, dt.date]


def bound_by(
    symbols: Iterable[str], day: dt.date, *, places: Collection[str] | None = None, person: User | None = None
) -> dict[str, Bound]:
    """Whom several treaties bind on a day, by symbol; two queries however many there are.

    Args:
        symbols: of which treaties; one that this person may not read is left out.
        day: on which.
        places: only what these have done, under whatever name; None for everyone.
        person: who asks; None is a visitor.
    """
    past = histories()
    known = {treaty.pk: treaty for treaty in visible_to(person).order_by().filter(symbol__in=list(symbols))}
    rows = TreatyAction.objects.filter(
        is_retracted=False, treaty__in=list(known), kind__in=[*DECIDING, *TERRITORIAL, *EARLIER]
    )
    if places is not None:
        rows = rows.filter(place__in={code for place in places for code in past.same_state(place)})
    acts: dict[uuid.UUID, list[deriving.Act]] = {key: [] for key in known}
    for treaty, *row in rows.order_by("earliest_on", "latest_on", "pk").values_list("treaty", *ACT):
        acts[treaty].append(act_of(*row))
    return {treaty.symbol: _bound(treaty, acts[key], past, day) for key, treaty in known.items()}


def _bound(treaty: Treaty, acts: Iterable[deriving.Act], past: deriving.Histories, day: dt.date) -> Bound:
    own = list(acts)
    deciding = [act for act in own if act.kind in DECIDING and not act.territory]
    verdicts = deriving.verdicts(deciding, instrument(treaty), past, day=day, basis=Basis.IN_FORCE)
    # A State may be asked for under the code that it has now, on a day on which it had another.
    for code in [code for code in verdicts if past.now(code) not in verdicts]:
        verdicts[past.now(code)] = verdicts[code]
    territorial = [act for act in own if act.territory and act.latest <= day]
    begun = {past.now(act.place): act.kind for act in own if act.kind in EARLIER and act.earliest <= day}
    awaited: dict[str, dt.date] = {}
    ended: dict[str, dt.date] = {}
    for act in deciding:
        # An earlier consent may be unknown, where a depositary lists the latest one only.
        if (
            act.kind == ActionKind.WITHDRAWAL
            and (effect := deriving.exit_window(act, instrument(treaty)).latest) <= day
        ):
            ended[past.now(act.place)] = effect
        if act.kind in CONSENTING and (code := past.now(act.place)) not in awaited:
            window = deriving.entry_window(act, instrument(treaty), past, basis=Basis.IN_FORCE)
            if window is not None and window.earliest > day:
                awaited[code] = window.latest
    return Bound(
        treaty,
        MappingProxyType(verdicts),
        tuple(territorial),
        MappingProxyType(begun),
        MappingProxyType(ended),
        MappingProxyType(awaited),
    )


def known_parties(symbols: Iterable[str]) -> set[str]:
    """The symbols of those treaties of which any party is known here; one query."""
    rows = TreatyAction.objects.filter(is_retracted=False, treaty__symbol__in=list(symbols), kind__in=DECIDING)
    return set(rows.order_by().values_list("treaty__symbol", flat=True).distinct())


def acts_by_key(keys: Iterable[int]) -> dict[int, TreatyAction]:
    """Whole acts with their sources by key, without their words; one query."""
    found = TreatyAction.objects.filter(pk__in=list(keys)).select_related("provenance").defer("text")
    return {act.pk: act for act in found}


def spoken_by(symbols: Iterable[str], places: Iterable[str], day: dt.date) -> QuerySet[TreatyAction]:
    """What some States have declared on some treaties by a day, with its words and sources; one query."""
    past = histories()
    codes = {code for place in places for code in past.same_state(place)}
    found = TreatyAction.objects.filter(
        is_retracted=False, treaty__symbol__in=list(symbols), place__in=codes, kind__in=SPOKEN, earliest_on__lte=day
    )
    return found.exclude(text="").select_related("treaty", "provenance").order_by("treaty", "place", "pk")
