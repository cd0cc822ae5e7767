"""What authorities cite: the laws that they name, and the acts by which they were designated. Nobody cites them."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from comity.engines.citations import registry
from comity.engines.citations.shapes import Named, Part, Words
from comity.engines.records.enums import State
from comity.knowledge.authorities.models import Authority, Designation
from comity.knowledge.authorities.shapes import FIELD


KINDS: Final = (Authority.kind,)
# The unit of the sources of designations; the others are named as the fields of ``shapes.FIELDS``.
SOURCE: Final = "designations"
# The fields in which an authority says what its law asks, and those that name laws.
TELLING: Final = ("legal_basis", "request_contents", "conditions", "urgent_procedure")
NAMING: Final = ("laws",)
NUMBERED: Final = "-"

# It has no parts that are cited.
units = registry.no_units
addresses = registry.addressed(Authority)


def named() -> Iterator[Named]:
    """None: an authority is no text that could be relied on."""
    return iter(())


def law_unit(number: int) -> str:
    """The part of an authority that is one of the laws that it names, the first being 1."""
    return f"{NAMING[0]}{NUMBERED}{number}"


def source_unit(number: int) -> str:
    """The part of an authority that is the source of one of its designations, the first being 1."""
    return f"{SOURCE}{NUMBERED}{number}"


def words(record_ids: Sequence[str]) -> Iterator[Words]:
    """What those of the records that are authorities say to everybody; three queries.

    What an authority keeps for others of its kind is not read: whatever is found here, a law shows to anybody.
    """
    keys = [uuid.UUID(one) for one in record_ids]
    several = Authority.objects.filter(pk__in=keys).exclude(record__state=State.WITHDRAWN).select_related("record")
    for authority in several.prefetch_related(Prefetch("designations", Designation.objects.order_by("pk"))):
        yield from words_of(authority)


def words_of(authority: Authority) -> Iterator[Words]:
    """The texts of one authority whose card and designations are loaded."""
    record, place, told = str(authority.pk), authority.record.place_id or "", authority.told()
    for name in TELLING:
        if body := told.get(name):
            yield Words(record=record, unit=name, language=authority.language, body=str(body), place=place)
    for number, law in enumerate(told.get(NAMING[0], ()), start=1):
        yield Words(record=record, unit=law_unit(number), language=authority.language, body=law["title"], place=place)
    for number, one in enumerate(authority.designations.all(), start=1):
        if one.source:
            language = one.treaty_language or authority.language
            yield Words(record=record, unit=source_unit(number), language=language, body=one.source, place=place)


def parts(pairs: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Part]:
    """Where some authorities are read, and which of their fields is meant; one query."""
    several = list(pairs)
    found = Authority.objects.in_bulk([uuid.UUID(record) for record, _unit in several])
    return {
        (record, unit): part_of(found[key], unit) for record, unit in several if (key := uuid.UUID(record)) in found
    }


def part_of(authority: Authority, unit: str) -> Part:
    """What pages call a part of an authority: its field, or its designations."""
    name = unit.partition(NUMBERED)[0]
    if name == SOURCE:
        return Part(str(_("Designations")), f"{authority.address}#designations")
    field = FIELD.get(name)
    return Part(str(field.label) if field is not None else "", authority.address)
