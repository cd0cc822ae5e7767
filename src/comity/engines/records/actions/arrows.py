"""The links of many records in one go, as a table gives them."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from comity.base.audit.actions import note_many
from comity.base.people.models import User
from comity.engines.records.models import Detail, Link, Record
from comity.engines.records.queries.arrows import AT_ONCE, links_standing, records_there
from comity.engines.records.shapes import Arrow, Card


Event = tuple[str, Record, uuid.UUID, Mapping[str, Any]]


def same_links(cards: Mapping[uuid.UUID, Card]) -> set[uuid.UUID]:
    """Those of some records whose links are already as their cards have them; also all whose cards say nothing."""
    asked = {key: card.links for key, card in cards.items() if card.links is not None}
    standing = links_standing(asked)
    held = {key: {*one.shown, *one.hidden} for key, one in standing.items()}
    return {key for key, card in cards.items() if card.links is None or set(card.links) == held.get(key, set())}


@transaction.atomic
def draw_many(pairs: Iterable[tuple[Detail, Card]], *, by: User) -> None:
    """Let each record point at what its card says and at no more, where its card says anything.

    Whoever calls it has checked that the person may change these records.

    Raises:
        ValidationError: one points at itself, or at what is not there.
    """
    asked = [(detail.record, dict.fromkeys(card.links)) for detail, card in pairs if card.links is not None]
    if not asked:
        return
    _check(asked)
    held = _held([record.pk for record, _arrows in asked])
    new: list[Link] = []
    turned: list[Link] = []
    gone: list[int] = []
    events: list[Event] = []
    for record, arrows in asked:
        known = held.get(record.pk, {})
        old = [one for arrow, one in known.items() if arrow not in arrows]
        fresh = [arrow for arrow in arrows if arrow not in known]
        events += [_event("record.unlink", record, arrow) for arrow in known if arrow not in arrows]
        events += [_event("record.link", record, arrow) for arrow in fresh]
        # One that takes the place of another keeps its place among the links, by which a table names them.
        turned += [_turned(one, arrow) for one, arrow in zip(old, fresh, strict=False)]
        gone += [one.pk for one in old[len(fresh) :]]
        new += [_turned(Link(subject=record), arrow) for arrow in fresh[len(old) :]]
    Link.objects.filter(pk__in=gone).delete()
    Link.objects.bulk_update(turned, ["relation", "object", "locator"], batch_size=AT_ONCE)
    Link.objects.bulk_create(new)
    note_many(events, by=by)


def _held(keys: list[uuid.UUID]) -> dict[uuid.UUID, dict[Arrow, Link]]:
    """The links of some records as they are kept, in their order."""
    found: dict[uuid.UUID, dict[Arrow, Link]] = {}
    for start in range(0, len(keys), AT_ONCE):
        for one in Link.objects.filter(subject__in=keys[start : start + AT_ONCE]).order_by("pk"):
            found.setdefault(one.subject_id, {})[one.relation, one.object_id, one.locator] = one
    return found


def _turned(link: Link, arrow: Arrow) -> Link:
    link.relation, link.object_id, link.locator = arrow
    return link


def _check(asked: Iterable[tuple[Record, Iterable[Arrow]]]) -> None:
    wanted = {target: record.pk for record, arrows in asked for _relation, target, _locator in arrows}
    if any(target == subject for target, subject in wanted.items()):
        raise ValidationError({"links": _("A record cannot be linked to itself.")})
    if missing := wanted.keys() - records_there(wanted):
        raise ValidationError({"links": _("There is no “%(value)s” here.") % {"value": min(map(str, missing))}})


def _event(verb: str, record: Record, arrow: Arrow) -> Event:
    return verb, record, record.pk, {"relation": arrow[0], "object": str(arrow[1])}
