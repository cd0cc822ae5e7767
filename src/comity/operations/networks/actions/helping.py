"""Ask for the help of a network in a case, bring it on, talk about it sealed, and close it."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.base.terms.models import Concept
from comity.engines.exchange import actions as exchange
from comity.engines.exchange.models import Thread
from comity.kernel.errors import NotNow, NotPermitted, Refused
from comity.operations.networks import queries, rules
from comity.operations.networks.actions.telling import MOVED, YOURS, tell_other, tell_side
from comity.operations.networks.enums import Milestone, Outcome, Side
from comity.operations.networks.models import ContactPoint, Help, KeptFile, Network, Reached
from comity.operations.networks.shapes import Asked


@transaction.atomic
def ask_for_help(asker: ContactPoint, asked: Asked, *, by: User) -> Help:
    """Begin a case: one's own State asks another, by one's network and perhaps by another one's help.

    It goes to the contact point of the other State who is there the longest and not away, in one's own network first.
    Where there is none it stands at the secretariat's desk.

    Raises:
        NotPermitted: the post is another's.
        NotNow: one of the networks has ended.
        Refused: the other State takes part in none of the networks, or is one's own.
    """
    rules.check_is_ones_own(by, asker)
    if asked.requested == asker.place_id:
        raise Refused(_("A case is between two States."))
    codes = {asker.network_id, *asked.networks}
    networks = list(Network.objects.select_for_update().filter(pk__in=codes).order_by("pk"))
    for one in networks:
        rules.check_stands(one)
    if len(networks) != len(codes) or not any(rules.takes_part(one, asked.requested) for one in networks):
        raise Refused(_("This State takes part in none of these networks. Choose one of its own to help as well."))
    now = timezone.now()
    case = Help.objects.create(
        requesting_id=asker.place_id, requested_id=asked.requested, type=asked.type, asker=asker,
        helper=queries.first_free(asked.requested, [asker.network_id, *sorted(codes - {asker.network_id})]),
        opened_on=now.date(), opened_by=by, touched_at=now,
    )  # fmt: skip
    case.networks.set(networks)
    case.crime_types.set(Concept.objects.filter(key__in=asked.crime_types))
    Reached.objects.create(help=case, milestone=Milestone.ASKED, reached_on=now.date(), by=by, at=now)
    note(
        "networks.ask", case, by=by, on_behalf_of=asker.organisation, networks=sorted(codes),
        requested=asked.requested, type=asked.type,
    )  # fmt: skip
    tell_side(case, case.helper, YOURS, by=by)
    return case


@transaction.atomic
def assign(case: Help, point: ContactPoint, *, by: User) -> Help:
    """Give one side of a case to a contact point of that State: by that State's own, or by the Secretariat.

    Raises:
        NotPermitted: the person is on neither side, or on the other one.
        NotNow: the case is closed.
        Refused: the contact point stands for neither State in a network that helps.
    """
    held = _held(case, by)
    rules.check_open(held)
    among = {one.pk for one in held.networks.all()}
    side = {held.requesting_id: Side.REQUESTING, held.requested_id: Side.REQUESTED}.get(point.place_id)
    if side is None or point.network_id not in among or not rules.standing().filter(pk=point.pk).exists():
        raise Refused(_("They stand for neither State in a network that helps."))
    if side not in rules.sides_of(rules.posts_of(by), held) and not rules.may_manage(by):
        raise NotPermitted(_("Each State says itself who has its side of a case."))
    if side is Side.REQUESTING:
        held.asker = point
    else:
        held.helper = point
    _touched(held, "asker", "helper")
    note("networks.assign", held, by=by, side=side.value, point=str(point.pk))
    if point.person_id != by.pk:
        tell_side(held, point, YOURS, by=by)
    return held


@transaction.atomic
def reach(case: Help, milestone: Milestone, on: dt.date, *, by: User) -> Reached:
    """Say that a case has reached a milestone on a day; said again, the day is corrected.

    Raises:
        NotPermitted: the case is not the person's.
        NotNow: it is closed.
        Refused: the day lies ahead, or before the case was opened.
    """
    held = _held(case, by)
    rules.check_open(held)
    rules.check_day(on, held.opened_on)
    said = {"reached_on": on, "by": by, "at": timezone.now()}
    made, _is_new = Reached.objects.update_or_create(help=held, milestone=milestone, defaults=said)
    _touched(held)
    note("networks.reach", held, by=by, milestone=milestone.value)
    tell_other(held, by=by)
    return made


@transaction.atomic
def close_case(case: Help, outcome: Outcome, on: dt.date, *, by: User) -> Help:
    """Close a case with what came of it.

    Raises:
        NotPermitted: the case is not the person's.
        NotNow: it is closed already.
        Refused: the day lies ahead, or before the case was opened.
    """
    held = _held(case, by)
    rules.check_open(held)
    rules.check_day(on, held.opened_on)
    held.closed_on, held.outcome = on, outcome
    _touched(held, "closed_on", "outcome")
    note("networks.close", held, by=by, outcome=outcome.value)
    tell_other(held, by=by)
    return held


@transaction.atomic
def converse(case: Help, *, by: User) -> Thread:
    """Begin a sealed conversation between the authorities of both contact points; it names the case.

    Raises:
        NotPermitted: the person stands on neither side.
        NotNow: nobody stands on the other side yet, or an authority has no key.
    """
    held = _held(case, by)
    rules.check_open(held)
    sides = rules.sides_of(rules.posts_of(by), held)
    if not sides:
        raise NotPermitted(_("Only a contact point of one of both States writes in a case."))
    side, own = next(iter(sides.items()))
    other = held.helper if side is Side.REQUESTING else held.asker
    if other is None:
        raise NotNow(_("Nobody has the other side of this case yet. The Secretariat sees that it waits."))
    made = exchange.begin_thread(own.organisation, [other.organisation], by=by, procedure=held.pk)
    note("networks.converse", held, by=by)
    if not held.milestones.filter(milestone=Milestone.IN_TOUCH).exists():
        now = timezone.now()
        Reached.objects.create(help=held, milestone=Milestone.IN_TOUCH, reached_on=now.date(), by=by, at=now)
    _touched(held)
    tell_side(held, other, MOVED, by=by)
    return made


@transaction.atomic
def keep_file(case: Help, file: uuid.UUID, *, by: User) -> KeptFile:
    """Put the file that one's own authority keeps of the request to a case; only who may know of it is shown it.

    Raises:
        NotPermitted: the file or the case is not the person's.
    """
    held = _held(case, by)
    own = {one.organisation_id for one in rules.sides_of(rules.posts_of(by), held).values()}
    found = next((one for one in queries.files_to_keep(by, held) if one.pk == file), None)
    if found is None or found.organisation_id not in own:
        raise NotPermitted(_("This file is not yours."))
    made, is_new = KeptFile.objects.get_or_create(
        help=held, file=file, defaults={"organisation_id": found.organisation_id}
    )
    if is_new:
        _touched(held)
        # Which file it is stays out of the log of a case that both States read.
        note("networks.keep_file", held, by=by)
    return made


def _held(case: Help, by: User) -> Help:
    """The case as it stands, which nobody else changes meanwhile."""
    rows = Help.objects.select_for_update(of=("self",)).select_related("asker__organisation", "helper__organisation")
    found = rows.prefetch_related("networks").get(pk=case.pk)
    rules.check_works_on(by, found)
    return found


def _touched(case: Help, *fields: str) -> None:
    case.touched_at = timezone.now()
    case.save(update_fields=["touched_at", *fields])
