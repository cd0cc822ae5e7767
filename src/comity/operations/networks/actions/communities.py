"""Say which networks there are, which States take part, and whether everybody sees a network's figures."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import Actor, note
from comity.base.people.models import User
from comity.base.places.models import Place
from comity.kernel.errors import NotNow, Refused, Unreadable
from comity.operations.networks import registry, rules
from comity.operations.networks.actions.ending import that_stands
from comity.operations.networks.enums import Kind, Seat
from comity.operations.networks.models import Member, Network
from comity.operations.networks.shapes import Described


@transaction.atomic
def load_facts(*, by: Actor) -> int:
    """Load the networks of our own list; what staff wrote or entered stays. How many were written."""
    written = 0
    for row in registry.networks():
        held = Network.objects.filter(pk=row["code"]).first()
        if held is not None and (held.edited_at is not None or held.ended_on is not None):
            continue
        told = {name: row.get(name, "") for name in ("short", "kind", "founded", "website", "source")}
        told |= {"names": row["names"], "abouts": row["abouts"]}
        if held is not None and all(getattr(held, name) == value for name, value in told.items()):
            continue
        made, _is_new = Network.objects.update_or_create(pk=row["code"], defaults=told)
        written += 1
        known = set(Member.objects.filter(network=made).values_list("place", flat=True))
        wanted = [code for code in row["members"] if code not in known]
        present = set(Place.objects.filter(pk__in=wanted).values_list("pk", flat=True))
        Member.objects.bulk_create(
            Member(network=made, place_id=code, source=row["source"], is_sure=row["is_sure"])
            for code in wanted
            if code in present
        )
    if written:
        note("networks.load_facts", None, by=by, networks=written)
    return written


@transaction.atomic
def put_network(told: Described, *, held: Network | None = None, by: User) -> Network:
    """Enter a network, or say anew what it is.

    Raises:
        NotPermitted: only the Secretariat does.
        NotNow: there is one of this code.
        Unreadable: the code, the day or the name cannot be what they say.
    """
    rules.check_may_manage(by)
    rules.check_founded(told.founded, ended_on=held.ended_on if held else None)
    if held is None:
        rules.check_code(told.code)
        if Network.objects.filter(pk=told.code).exists():
            raise NotNow(_("There is a network of this code already."))
    if not told.names.get("en", "").strip() or not told.short.strip() or told.kind not in Kind.values:
        raise Unreadable(_("A network has a short name, a kind, and a whole name in English."))
    one = held or Network(code=told.code)
    one.short, one.kind, one.founded = told.short.strip(), told.kind, told.founded
    one.names = {language: text.strip() for language, text in told.names.items() if text.strip()}
    one.abouts = {language: text.strip() for language, text in told.abouts.items() if text.strip()}
    one.website, one.source = told.website, told.source.strip()
    one.edited_at, one.edited_by = timezone.now(), by
    one.save(force_insert=held is None)
    note("networks.put", one, by=by, is_new=held is None)
    return one


@transaction.atomic
def seat_state(  # noqa: PLR0913 -- what there is to say of it
    network: Network, place: str, *, seat: Seat, joined: dt.date | None, source: str, by: User
) -> Member:
    """Say that a State takes part in a network, and from when; said again, it is corrected and sure.

    Raises:
        NotPermitted: only the Secretariat does.
        NotNow: the network has ended, and the State took no part in it.
        Refused: there is no such State.
    """
    rules.check_may_manage(by)
    if not Member.objects.filter(network=network, place=place, left_on=None).exists():
        that_stands(network.pk)
    if not Place.objects.filter(pk=place).exists():
        raise Refused(_("There is no such State."))
    said: dict[str, Any] = {"seat": seat, "joined_on": joined, "source": source.strip(), "is_sure": True}
    made, _is_new = Member.objects.update_or_create(network=network, place_id=place, left_on=None, defaults=said)
    note("networks.seat", network, by=by, place=place, seat=seat.value)
    return made


@transaction.atomic
def end_seat(member: Member, left: dt.date, *, by: User) -> None:
    """Say that a State takes part no longer; its contact points see nothing of the network from that day on.

    Raises:
        NotPermitted: only the Secretariat does.
        Refused: it left before it had joined.
    """
    rules.check_may_manage(by)
    if member.joined_on is not None and left < member.joined_on:
        raise Refused(_("A State leaves after it has joined."))
    member.left_on = left
    member.save(update_fields=["left_on"])
    note("networks.end_seat", member.network, by=by, place=member.place_id)


@transaction.atomic
def show_figures(network: Network, *, is_public: bool, by: User) -> None:
    """Let everybody see the figures of a network, or no longer, as its members agreed.

    Raises:
        NotPermitted: only the Secretariat does.
    """
    rules.check_may_manage(by)
    network.are_figures_public = is_public
    network.save(update_fields=["are_figures_public"])
    note("networks.show_figures", network, by=by, is_public=is_public)
