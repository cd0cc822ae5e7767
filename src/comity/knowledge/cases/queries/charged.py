"""The provisions in the portal under which somebody was charged, as the laws of the charges cite them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comity.base.people.models import User
from comity.engines.citations import queries as citations
from comity.knowledge.cases.models import Case
from comity.knowledge.cases.registry import charge_of, unit_of


@dataclass(frozen=True, slots=True)
class Charged:
    """A law or provision that a charge cites.

    Attributes:
        record: the key of the law.
        locator: the provision, as its address names it; empty for the whole law.
        address: its permanent path, without a language.
        start: where in the words of the charge it is cited.
        end: where these words end.
    """

    record: str
    locator: str
    address: str
    start: int
    end: int


def provisions_charged(case: Case, person: User | None) -> Mapping[int, Sequence[Charged]]:
    """What the charges of a case lead to that a person may read, by the place of the charge among the others.

    One query, and one for each kind of record that is cited; none for a case without charges.
    """
    units = [unit_of(charge.position) for charge in case.charges.all() if charge.statute]
    rows = citations.made(case.record, person, units) if units else []
    addresses = citations.addresses_of((row.target_kind, row.target, row.locator) for row in rows)
    found: dict[int, list[Charged]] = {}
    for row in sorted(rows, key=lambda one: one.start):
        address = addresses.get((row.target, row.locator))
        number = charge_of(row.unit)
        if address is not None and number is not None:
            charged = Charged(str(row.target), row.locator, address, row.start, row.end)
            found.setdefault(number, []).append(charged)
    return found
