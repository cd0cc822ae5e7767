"""What became of an authority's record: which groups changed when, never what stood in them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comity.knowledge.authorities.enums import Group
from comity.knowledge.authorities.models import Authority
from comity.knowledge.authorities.shapes import FIELDS


# Parts of a record that are no group of fields.
OTHERS = ("name", "designations", "restricted", "confirmed")


@dataclass(frozen=True, slots=True)
class Change:
    """One revision: when it was made, and what of the record differs from the one before."""

    number: int
    on: dt.date
    parts: tuple[str, ...]


def history_of(authority: Authority) -> list[Change]:
    """The revisions of an authority, newest first, with what changed in each; one query."""
    before: Mapping[str, Any] | None = None
    changes = []
    for revision in authority.record.revisions.order_by("number"):
        after = revision.content
        changes.append(Change(revision.number, revision.at.date(), _parts(before, after) if before else ()))
        before = after
    return changes[::-1]


def _parts(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    old, new = before.get("detail", {}), after.get("detail", {})
    changed = []
    if (before.get("texts"), before.get("place")) != (after.get("texts"), after.get("place")):
        changed.append("name")
    if old.get("designations") != new.get("designations"):
        changed.append("designations")
    were, are = old.get("particulars") or {}, new.get("particulars") or {}
    for group in Group.values:
        names = [one.name for one in FIELDS if one.group == group]
        if any(were.get(name) != are.get(name) for name in names):
            changed.append(group)
    if old.get("restricted") != new.get("restricted"):
        changed.append("restricted")
    if (old.get("confirmed_on"), old.get("confirmed_by")) != (new.get("confirmed_on"), new.get("confirmed_by")):
        changed.append("confirmed")
    return tuple(changed)
