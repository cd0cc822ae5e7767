"""An authority's key: made, changed, handed to a member, taken from one who leaves."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.notices.actions import settle
from comity.base.people.models import Organisation, User
from comity.engines.exchange import crypto, queries, rules
from comity.engines.exchange.actions import departing
from comity.engines.exchange.actions.logging import put_into_log
from comity.engines.exchange.actions.telling import ADMITTED, KEY_KNOWN, KEY_LOST, tell
from comity.engines.exchange.models import AuthorityKey, OwnKey, RecoverySet, Wrap
from comity.engines.exchange.shapes import Public
from comity.kernel.errors import NotNow, NotPermitted, Refused


# From the key of a person's own key to what is sealed to it.
Wraps = Mapping[int, str]


def _own_key(person_id: int, organisation: Organisation) -> OwnKey:
    """The key of somebody who may hold that of the authority."""
    own = OwnKey.objects.select_related("person").filter(person=person_id, ended_at__isnull=True).first()
    if own is None:
        raise NotNow(_("This person has no key of their own yet."))
    if organisation.pk not in rules.authorities_of(own.person):
        raise NotPermitted(_("This person does not work for the authority."))
    return own


def _hand(key: AuthorityKey, own: OwnKey, sealed: str, *, by: User) -> None:
    if not sealed or len(sealed) > rules.LONGEST_SECRET:
        raise Refused(_("This is no sealed key."))
    Wrap.objects.filter(key=key, own=own, ended_at__isnull=True).update(ended_at=timezone.now(), sealed="")
    Wrap.objects.create(key=key, own=own, sealed=sealed, admitted_by=by, at=timezone.now())


@transaction.atomic
def change_key(organisation: Organisation, public: Public, wraps: Wraps, *, by: User) -> AuthorityKey:
    """Give an authority its first key, or its next one, sealed to each member who goes on holding it.

    Raises:
        NotPermitted: the person is no member, or does not hold the key that is there.
        NotNow: somebody has changed it meanwhile.
        Refused: the key before has not signed the new one.
    """
    rules.check_member(by, organisation)
    if queries.is_abroad(organisation):
        raise NotPermitted(_("This authority writes at another installation."))
    if queries.correspondent_of(organisation) is not None:
        raise NotPermitted(_("This authority has no installation, and answers in a file."))
    now = timezone.now()
    # The organisation's row is the turn: two members must not both make its first key.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    before = queries.current_key(organisation)
    if before is not None and not queries.holds(by, before):
        if queries.holders(before):
            raise NotPermitted(_("Only a member who holds the authority’s key changes it."))
        # Nobody is left who could sign: the key begins anew, and browsers tell those who compared the old one.
        signer = None
    else:
        signer = before
    latest = AuthorityKey.objects.filter(organisation=organisation).order_by("-number").first()
    number, name = (latest.number + 1, latest.fingerprint) if latest else (1, "")
    owner = f"organisation:{organisation.pk}"
    rules.check_public(public.content, public.itself, owner=owner, number=number, before=name)
    rules.check_continues(signer, public.content, public.continuity)
    if by.pk not in wraps:
        raise Refused(_("The new key must be sealed to you as well."))
    if before is not None:
        before.ended_at = now
        before.save(update_fields=["ended_at"])
        RecoverySet.objects.filter(key=before, ended_at__isnull=True).update(ended_at=now)
    made = AuthorityKey.objects.create(
        organisation=organisation,
        number=number,
        **{part: public.content[part] for part in ("recipient", "recipient_pq", "signing")},
        fingerprint=crypto.fingerprint(public.content),
        leaf=put_into_log(public, by=by),
        made_at=now,
        made_by=by,
    )
    for kind in (KEY_KNOWN, KEY_LOST):
        settle(kind, about=departing.about(organisation), by=by)
    for person_id, sealed in wraps.items():
        _hand(made, _own_key(person_id, organisation), sealed, by=by)
    note(
        "exchange.change_key",
        made,
        by=by,
        on_behalf_of=organisation,
        number=number,
        continued=signer is not None,
        holders=len(wraps),
    )
    return made


@transaction.atomic
def admit(organisation: Organisation, person_id: int, wraps: Mapping[str, str], *, by: User) -> None:
    """Hand the authority's key to a member; with keys of before as well, they read what came before.

    Args:
        organisation: the authority.
        person_id: who is admitted.
        wraps: from the fingerprint of a key of the authority to what is sealed to the newcomer's own key.
        by: a member who holds each of these keys.

    Raises:
        NotPermitted: the person who admits does not hold the key, or the other is no member.
        NotNow: the other has no key of their own.
    """
    rules.check_member(by, organisation)
    own = _own_key(person_id, organisation)
    keys = AuthorityKey.objects.filter(organisation=organisation, fingerprint__in=list(wraps))
    current = queries.current_key(organisation)
    if current is None or current.fingerprint not in wraps or len(keys) != len(wraps):
        raise NotNow(_("Somebody else has changed this key meanwhile. Open the page anew."))
    for key in keys:
        if not queries.holds(by, key):
            raise NotPermitted(_("Only a member who holds the authority’s key admits another."))
        _hand(key, own, wraps[key.fingerprint], by=by)
    note("exchange.admit", own.person, by=by, on_behalf_of=organisation, keys=len(wraps))
    tell([own.person], ADMITTED, about=f"organisation:{organisation.pk}", address="/exchange/keys/", by=by)


@transaction.atomic
def cut_off(organisation: Organisation, person_id: int, *, by: User) -> int:
    """Take the authority's keys from a member; how many. The key must be changed after this: the page says so.

    Raises:
        NotPermitted: the person who does it does not hold the key.
    """
    rules.check_member(by, organisation)
    current = queries.current_key(organisation)
    if current is None or (not queries.holds(by, current) and by.pk != person_id):
        raise NotPermitted(_("Only a member who holds the authority’s key cuts another off."))
    whose = User.objects.get(pk=person_id)
    found = departing.take_back(organisation, whose, by=by)
    note("exchange.cut_off", whose, by=by, on_behalf_of=organisation, keys=found)
    return found


def give_up(organisation: Organisation, *, by: User) -> int:
    """Say that one cannot open the authority's key any more; how many were given up."""
    return cut_off(organisation, by.pk, by=by)
