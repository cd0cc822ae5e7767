"""What somebody may see of draws, and the list of parties from which one is drawn."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import get_language

from comity.base.people.models import User
from comity.base.places import queries as places
from comity.base.places.enums import Kind
from comity.base.terms import queries as terms
from comity.knowledge.treaties.enums import Standing
from comity.knowledge.treaties.queries import instruments as treaties
from comity.knowledge.treaties.queries.participation import standings_on
from comity.operations.reviews.enums import Part
from comity.operations.reviews.lots.program import transcript_of
from comity.operations.reviews.models.drawing import Correction, Draw, Lot, Program
from comity.operations.reviews.registry import rule_set
from comity.operations.reviews.rules import drawing as rules


@dataclass(frozen=True, slots=True)
class Listed:
    """A party on the list from which lots are drawn, with what is uncertain about it.

    Args:
        code: its place.
        region: code of its regional group; empty for none.
        instruments: symbols of those to which it is party.
        systems: codes of its legal systems, as far as they are known.
        part: how it takes part.
        wish: what it wishes of the groups.
        is_state: False for an organisation.
        doubts: instruments of which it is uncertain whether it is party.
        lacks_convention: whether it is party to a protocol and not, by the portal's list, to the convention itself.
        correction: what the Secretariat corrected.
    """

    code: str
    region: str
    instruments: tuple[str, ...]
    systems: tuple[str, ...]
    part: Part
    wish: str
    is_state: bool
    doubts: tuple[str, ...] = ()
    lacks_convention: bool = False
    correction: Correction | None = None

    @property
    def is_reviewed(self) -> bool:
        return self.part in {Part.BOTH, Part.REVIEWED}

    @property
    def reviews(self) -> bool:
        return self.part in {Part.BOTH, Part.REVIEWS}

    def plain(self) -> dict[str, Any]:
        """As a commitment has it."""
        return {
            "code": self.code,
            "kind": "state" if self.is_state else "organisation",
            "region": self.region,
            "instruments": list(self.instruments),
            "systems": sorted(self.systems),
            "wish": self.wish,
            "reviewed": self.is_reviewed,
            "reviews": self.reviews,
        }


def visible_to(person: User | None) -> QuerySet[Draw]:
    """The draws that somebody may see: a stranger, those that were committed to."""
    if rules.may_draw(person):
        return Draw.objects.all()
    return Draw.objects.filter(lots__committed_at__isnull=False).distinct()


def for_listing(draws: QuerySet[Draw]) -> QuerySet[Draw]:
    """Draws with their lots, in one more query, newest first."""
    lots = Lot.objects.defer("commitment", "record").order_by("number")
    return draws.prefetch_related(Prefetch("lots", lots)).order_by("-created_at")


def lots_of(draw: Draw, person: User | None) -> list[Lot]:
    """The lots of a draw that somebody may see anything of, in their order; one query."""
    found = draw.lots.all() if rules.may_draw(person) else draw.lots.filter(committed_at__isnull=False)
    return list(found.order_by("number"))


def records_of(lots: Sequence[Lot], person: User | None) -> list[dict[str, Any]]:
    """What the transcript says of those lots whose outcome somebody may see."""
    return [
        lot.record for lot in lots if lot.record and not lot.abandoned_at and rules.may_see(person, lot, "outcome")
    ]


def transcript(draw: Draw, person: User | None) -> str | None:
    """The transcript as far as somebody may see it; None where there is none."""
    records = records_of(lots_of(draw, person), person)
    return transcript_of(records) if records else None


def program_of(draw: Draw, sha256: str, person: User | None) -> Program | None:
    """The program to which a lot of a draw that somebody may see was committed."""
    lots = Lot.objects.filter(draw=draw, committed_at__isnull=False)
    return Program.objects.filter(Q(sha256=sha256), pk__in=lots.values("program")).first()


def instrument_names(mechanism: str) -> dict[str, str]:
    """The short name of each instrument of a mechanism by its symbol, in the reader's language; at most one query."""
    language = get_language() or "en"
    found = {symbol: terms.instrument(symbol, language) for symbol in rule_set(mechanism).instruments}
    if left := [symbol for symbol, name in found.items() if not name]:
        found |= dict(treaties.visible_to(None).filter(symbol__in=left).values_list("symbol", "short"))
    return {symbol: name or symbol for symbol, name in found.items()}


def parties(draw: Draw, *, on: dt.date | None = None) -> list[Listed]:
    """The list of parties of a draw on its day, as corrected, by code; three queries.

    Counted from the deposit, as reports count. Who may have become party by that day is on the list, with a doubt.
    """
    symbols = rule_set(draw.mechanism).instruments
    known = standings_on(treaties.visible_to(None).filter(symbol__in=symbols), on or draw.parties_on)
    corrections = {one.place_id: one for one in draw.corrections.select_related("place")}
    codes = sorted({code for by_place in known.values() for code in by_place} | set(corrections))
    return [_listed(code, draw, symbols, known, corrections.get(code)) for code in codes]


def _listed(
    code: str,
    draw: Draw,
    symbols: Sequence[str],
    known: Mapping[str, Mapping[str, Standing]],
    correction: Correction | None,
) -> Listed:
    place = places.places()[code]
    is_state = place.kind != Kind.ORGANISATION
    found = tuple(one for one in symbols if code in known.get(one, {}))
    doubts = tuple(one for one in found if known[one][code] == Standing.UNCERTAIN)
    part = Part.BOTH if is_state else _part_of_organisations(draw.rules["organisations"])
    if correction is not None:
        part = Part(correction.part)
        if correction.instruments:
            found, doubts = tuple(one for one in symbols if one in correction.instruments), ()
    if not found:
        part = Part.OUT
    return Listed(
        code=code,
        region=place.group,
        instruments=found,
        systems=tuple(place.legal_systems),
        part=part,
        wish=correction.wish if correction is not None else "",
        is_state=is_state,
        doubts=doubts,
        lacks_convention=bool(found) and symbols[0] not in found,
        correction=correction,
    )


def _part_of_organisations(said: str) -> Part:
    return {"out": Part.OUT, "reviewed": Part.REVIEWED, "both": Part.BOTH}[said]


def open_lot(draw: Draw) -> Lot | None:
    """The lot that is being prepared, committed to, or drawn and not yet published; None when all is done."""
    return draw.lots.filter(published_at__isnull=True, abandoned_at__isnull=True).first()


def drawn(draw: Draw) -> list[dict[str, Any]]:
    """The records of all lots that were drawn and not given up, in their order: on them the next one follows."""
    rows = draw.lots.filter(drawn_at__isnull=False, abandoned_at__isnull=True).order_by("number")
    return [one for one in rows.values_list("record", flat=True) if one]
