"""What a reader may read of an authority: the one place where this is decided."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from comity.base.access.enums import Permission
from comity.base.access.roles import may
from comity.base.people.models import User
from comity.engines.records import queries as records
from comity.engines.records.models import Source, Text
from comity.knowledge.authorities import rules
from comity.knowledge.authorities.enums import Freshness, Group, Origin
from comity.knowledge.authorities.models import Authority, Designation
from comity.knowledge.authorities.shapes import freshness


@dataclass(frozen=True, slots=True)
class Reading:
    """A reader, and what of any authority is open to them; made once for a page with many authorities."""

    person: User | None
    reads_all: bool
    own_places: frozenset[str]

    def groups(self, authority: Authority) -> frozenset[str]:
        """The groups of fields that this reader may read of an authority."""
        if self.reads_all or authority.record.place_id in self.own_places:
            return frozenset(Group.values)
        return authority.open_groups


@dataclass(frozen=True, slots=True)
class Disclosed:
    """An authority as one reader may read it; pages, exports and programs show nothing else of it.

    Attributes:
        particulars: values by the names of ``shapes.FIELDS``.
        withheld: the groups that are filled in and kept for other authorities.
        kept: the groups that the authority keeps and this reader reads.
    """

    authority: Authority
    particulars: dict[str, Any]
    withheld: tuple[str, ...]
    kept: tuple[str, ...]
    designations: tuple[Designation, ...]
    texts: tuple[Text, ...]
    sources: tuple[Source, ...]
    freshness: Freshness

    @property
    def key(self) -> str:
        """The key of its record."""
        return str(self.authority.pk)

    @property
    def place(self) -> str:
        """The code of its State or territory."""
        return self.authority.record.place_id or ""

    @property
    def functions(self) -> tuple[str, ...]:
        """What it does, each once."""
        return tuple(dict.fromkeys(one.function for one in self.designations))

    @property
    def is_extracted(self) -> bool:
        """Whether all that is known of it was extracted by a machine from a statement of the State."""
        origins = {one.origin for one in self.designations}
        return origins == {Origin.EXTRACTED} and self.freshness == Freshness.NEVER

    def name(self, language: str) -> tuple[str, str]:
        """Its name for a reader of a language, and the language of that name."""
        text = records.best_text(list(self.texts), language=language)
        return (text.title, text.language) if text else (self.authority.identifier, "en")

    def notices(self, on: dt.date) -> list[dict[str, str]]:
        """The service notices that hold on a day."""
        day = on.isoformat()
        every: list[dict[str, str]] = self.particulars.get("notices", [])
        return [one for one in every if one["begins_on"] <= day <= (one["ends_on"] or "9999")]


def reading_of(person: User | None) -> Reading:
    """What is open to a person; None is a visitor. At most three queries."""
    if person is None:
        return Reading(None, reads_all=False, own_places=frozenset())
    return Reading(person, may(person, Permission.AUTHORITY_READ), rules.own_places(person))


def disclosed(authority: Authority, reading: Reading, *, on: dt.date | None = None) -> Disclosed:
    """An authority as a reader may read it; it asks the database nothing when it came from ``loaded``."""
    groups = reading.groups(authority)
    return Disclosed(
        authority,
        authority.told(groups),
        tuple(authority.withheld(groups)),
        tuple(group for group in authority.restricted if group in groups),
        tuple(authority.designations.all()),
        tuple(authority.record.texts.all()),
        tuple(authority.record.sources.all()),
        freshness(authority.confirmed_on, on or timezone.now().date()),
    )


def visible_to(person: User | None) -> QuerySet[Authority]:
    """The authorities whose records a person may read; what of each is another question."""
    return Authority.objects.filter(records.readable_by(person, "record__"))


def loaded(authorities: QuerySet[Authority]) -> QuerySet[Authority]:
    """Authorities with all that ``disclosed`` needs, in five queries however many they are."""
    return authorities.select_related("record").prefetch_related(
        Prefetch("designations", Designation.objects.order_by("pk")),
        Prefetch("record__texts", Text.objects.order_by("pk")),
        Prefetch("record__sources", Source.objects.order_by("pk")),
        records.attachments_for("record__attachments"),
    )


def of_keys(keys: Sequence[Any], reading: Reading) -> list[Disclosed]:
    """The authorities of some keys, in the order of the keys, as a reader may read them."""
    found = {one.pk: one for one in loaded(visible_to(reading.person).filter(pk__in=keys).order_by("pk"))}
    return [disclosed(found[key], reading) for key in keys if key in found]


def all_of(authorities: QuerySet[Authority], reading: Reading, *, on: dt.date | None = None) -> Iterable[Disclosed]:
    """Many authorities, a few at a time, as a reader may read them."""
    for one in loaded(authorities.order_by("record__place", "identifier")).iterator(chunk_size=200):
        yield disclosed(one, reading, on=on)


def narrowed(
    authorities: QuerySet[Authority], *, places: Collection[str] = (), function: str = "", treaty: str = ""
) -> QuerySet[Authority]:
    """The authorities of some places, with a function, designated under a treaty."""
    if places:
        authorities = authorities.filter(record__place__in=places)
    condition = Q()
    if function:
        condition &= Q(function=function)
    if treaty:
        condition &= Q(treaty=treaty)
    if not condition:
        return authorities
    return authorities.filter(pk__in=Designation.objects.filter(condition).values("authority"))
