"""Links to other records as a table needs them: which records its cells name, and which links stand already."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from comity.base.people.models import User
from comity.engines.records.enums import State
from comity.engines.records.models import Link, Record
from comity.engines.records.queries.reading import readable_by, visible_to
from comity.engines.records.shapes import Arrow


# A statement of SQLite holds some thousands of values.
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """The links of a record.

    Attributes:
        shown: those to public records, in the order in which they were drawn: a table has columns for these.
        hidden: those to others, which no table shows or takes away.
    """

    shown: list[Arrow] = field(default_factory=list)
    hidden: list[Arrow] = field(default_factory=list)


def records_named(
    texts: Iterable[str], person: User, *, keys_of: Callable[[str], Sequence[uuid.UUID]]
) -> dict[str, uuid.UUID]:
    """The records that some texts name, of those that a person may read; a query for every few hundred keys.

    Args:
        texts: addresses, identifiers and keys.
        person: who reads.
        keys_of: the keys that records would have under such a text, the likeliest first.
    """
    meant = {text: keys_of(text) for text in texts}
    there: set[uuid.UUID] = set()
    for some in _parted(dict.fromkeys(key for keys in meant.values() for key in keys)):
        there.update(visible_to(person).order_by().filter(pk__in=some).values_list("pk", flat=True))
    found = {text: next((key for key in keys if key in there), None) for text, keys in meant.items()}
    return {text: key for text, key in found.items() if key is not None}


def links_standing(keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, Standing]:
    """The links of some records; a query for every few hundred."""
    found: dict[uuid.UUID, Standing] = {}
    for some in _parted(keys):
        rows = Link.objects.filter(subject__in=some).order_by("pk")
        for subject, relation, target, locator, state in rows.values_list(
            "subject", "relation", "object", "locator", "object__state"
        ):
            standing = found.setdefault(subject, Standing())
            part = standing.shown if state == State.PUBLISHED else standing.hidden
            part.append((relation, target, locator))
    return found


def links_for(way: str = "links_out") -> "Prefetch[str, QuerySet[Link], str]":
    """Loads with several records the links of each to records that anybody may read; one query.

    Args:
        way: from what is loaded to the links.
    """
    return Prefetch(way, Link.objects.filter(readable_by(None, "object__")).select_related("object").order_by("pk"))


def records_there(keys: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of some keys that are records."""
    there: set[uuid.UUID] = set()
    for some in _parted(keys):
        there.update(Record.objects.filter(pk__in=some).values_list("pk", flat=True))
    return there


def most_links(records: QuerySet[Record]) -> int:
    """How many links to public records the record with most of them has; one query."""
    public = Count("links_out", filter=Q(links_out__object__state=State.PUBLISHED))
    return records.order_by().annotate(arrows=public).aggregate(most=Max("arrows"))["most"] or 0


def _parted(keys: Iterable[uuid.UUID] | Mapping[uuid.UUID, object]) -> Iterator[list[uuid.UUID]]:
    several = list(keys)
    for start in range(0, len(several), AT_ONCE):
        yield several[start : start + AT_ONCE]
