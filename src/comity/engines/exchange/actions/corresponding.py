"""Authorities that have no installation: who they are, which key they have now, and what they answer in a file."""

import re
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.enums import Kind
from comity.base.people.models import Organisation, User
from comity.base.places.models import Place
from comity.engines.exchange import crypto, queries, rules
from comity.engines.exchange.actions.logging import put_into_log
from comity.engines.exchange.models import Acquaintance, AuthorityKey, Correspondent
from comity.engines.exchange.shapes import Public
from comity.kernel.errors import NotNow, NotPermitted, Refused


NOT_DIGITS: Final = re.compile(r"[^0-9]")


@transaction.atomic
def meet(organisation: Organisation, card: Any, *, digits: str, place: Place, by: User) -> Acquaintance:
    """Let an authority of ours write to one that has no installation, when its numbers are those that were read.

    A card with a newer key of an authority that is known here changes that key; the key before has signed the new one.

    Args:
        organisation: ours.
        card: what the other says of itself, from a file.
        digits: as they were read by telephone.
        place: the State of the other.
        by: who has compared; holds the key of ours.

    Raises:
        NotPermitted: the person does not hold the authority's key.
        Refused: the card was changed, its numbers are others, or its key follows none that is known here.
    """
    _check_holds(organisation, by)
    rules.check_card(card)
    statement = card["statement"]
    content = statement["content"]
    if NOT_DIGITS.sub("", digits) != NOT_DIGITS.sub("", crypto.digits_of_key(content)):
        raise Refused(_("These are not the numbers of this card. Read them again by telephone."))
    known = Correspondent.objects.select_for_update().filter(owner=content["owner"]).first()
    if known is None:
        known = _added(statement, place, by=by)
    else:
        _follow(known, statement, by=by)
    met = Acquaintance.objects.filter(correspondent=known, organisation=organisation, ended_at=None).first()
    if met is None:
        met = Acquaintance.objects.create(
            correspondent=known, organisation=organisation, compared_by=by, at=timezone.now()
        )
    note("exchange.meet", known.organisation, by=by, on_behalf_of=organisation, key=crypto.fingerprint(content))
    return met


@transaction.atomic
def part_from(met: Acquaintance, *, by: User) -> None:
    """Seal nothing more to an authority without an installation, and take no answer of it: its key may be known.

    Raises:
        NotPermitted: the person does not hold the key of the authority that has compared.
    """
    _check_holds(met.organisation, by)
    Acquaintance.objects.filter(pk=met.pk, ended_at=None).update(ended_at=timezone.now())
    note("exchange.part_from", met.correspondent.organisation, by=by, on_behalf_of=met.organisation)


def check_acquainted(parties: list[Organisation]) -> None:
    """Raise a refusal unless a party without an installation is known to the other one, of which there is one.

    It seals its answers to the keys that its file names: a third party would be one whom it does not know.
    """
    without = queries.correspondents_among(parties)
    if not without:
        return
    others = [one for one in parties if one.pk not in {each.pk for each in without}]
    if len(without) > 1 or len(others) != 1:
        raise Refused(_("With an authority that has no installation a conversation has two parties."))
    if not queries.is_acquainted(others[0], without[0]):
        raise NotNow(
            _("The numbers of %(authority)s have not been compared, or it is not written to any more.")
            % {"authority": without[0].organisation.name}
        )


def _check_holds(organisation: Organisation, by: User) -> None:
    rules.check_member(by, organisation)
    key = queries.current_key(organisation)
    if key is None or not queries.holds(by, key):
        raise NotPermitted(_("Only a member who holds the authority’s key does this."))


def _added(statement: dict[str, Any], place: Place, *, by: User) -> Correspondent:
    if statement["content"]["number"] != 1:
        raise Refused(_("This key follows another one that is not known here. Ask for the card of the first one."))
    organisation = Organisation.objects.create(name=statement["name"].strip(), place=place, kind=Kind.COMPETENT)
    made = Correspondent.objects.create(
        organisation=organisation, owner=statement["content"]["owner"], added_at=timezone.now()
    )
    _keep_key(made, statement, None, by=by)
    return made


def _follow(known: Correspondent, statement: dict[str, Any], *, by: User) -> None:
    """Keep the next key of an authority that is known, unless it is the one of now."""
    latest = AuthorityKey.objects.filter(organisation=known.pk).order_by("-number")[:1].get()
    if crypto.fingerprint(statement["content"]) == latest.fingerprint:
        return
    if statement["content"]["number"] <= latest.number:
        raise Refused(_("This card has an older key than is known here. Ask for the card of now."))
    rules.check_continues(latest, statement["content"], statement["continuity"])
    _keep_key(known, statement, latest, by=by)


def _keep_key(known: Correspondent, statement: dict[str, Any], before: AuthorityKey | None, *, by: User) -> None:
    content, now = statement["content"], timezone.now()
    number, name = (before.number + 1, before.fingerprint) if before else (1, "")
    rules.check_public(content, statement["self"], owner=known.owner, number=number, before=name)
    if before is not None:
        before.ended_at = now
        before.save(update_fields=["ended_at"])
    if AuthorityKey.objects.filter(fingerprint=crypto.fingerprint(content)).exists():
        raise Refused(_("This key is known here as that of another authority."))
    AuthorityKey.objects.create(
        organisation_id=known.pk,
        number=number,
        **{part: content[part] for part in ("recipient", "recipient_pq", "signing")},
        fingerprint=crypto.fingerprint(content),
        owner_there=known.owner,
        leaf=put_into_log(Public(content, statement["self"], statement["continuity"]), by=by),
        made_at=now,
        made_by=by,
    )
