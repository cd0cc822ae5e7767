"""A person's own key: made, replaced, and given other ways to open it."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.exchange import crypto, rules
from comity.engines.exchange.actions.logging import put_into_log
from comity.engines.exchange.models import OwnKey, Wrap
from comity.engines.exchange.shapes import Public
from comity.kernel.errors import NotNow, NotPermitted, Refused


def _check_ways(sealed: str, passkeys: Sequence[dict[str, Any]]) -> None:
    if not sealed and not passkeys:
        raise Refused(_("A key is sealed under a passphrase or a passkey, so that it can be opened again."))
    plain = all(
        set(one) == {"identity", "sealed"} and all(isinstance(v, str) for v in one.values()) for one in passkeys
    )
    whole = [sealed, *(one.get("sealed", "") for one in passkeys)]
    if not plain or len(passkeys) > rules.MOST_PASSKEYS or any(len(one) > rules.LONGEST_SECRET for one in whole):
        raise Refused(_("This is no sealed key."))


@transaction.atomic
def make_own_key(public: Public, *, sealed: str, passkeys: Sequence[dict[str, Any]] = (), by: User) -> OwnKey:
    """Keep a person's new key, sealed; with one that was there before, its holder is cut off from what it opened.

    Args:
        public: as the log will have it.
        sealed: the secret, sealed under the person's passphrase; empty for none.
        passkeys: the secret sealed under passkeys, each with which one.
        by: whose it is.

    Raises:
        NotPermitted: the person works for no authority that exchanges.
        Refused: it is no public key, or is sealed in no way.
    """
    if not rules.authorities_of(by):
        raise NotPermitted(_("Only members of an authority make such a key."))
    _check_ways(sealed, passkeys)
    now = timezone.now()
    before = OwnKey.objects.select_for_update().filter(person=by).order_by("-number").first()
    number, name = (before.number + 1, before.fingerprint) if before else (1, "")
    rules.check_public(public.content, public.itself, owner=f"person:{by.pk}", number=number, before=name)
    if before is not None and before.ended_at is None:
        before.ended_at = now
        before.save(update_fields=["ended_at"])
        # What was sealed to it opens no more: whoever admits the person again seals it anew.
        Wrap.objects.filter(own=before, ended_at__isnull=True).update(ended_at=now, sealed="")
    made = OwnKey.objects.create(
        person=by,
        number=number,
        **{name: public.content[name] for name in ("recipient", "recipient_pq", "signing")},
        fingerprint=crypto.fingerprint(public.content),
        leaf=put_into_log(public, by=by),
        made_at=now,
        passphrase=sealed,
        passkeys=list(passkeys),
    )
    note("exchange.make_own_key", made, by=by, number=number)
    return made


@transaction.atomic
def keep_ways(*, sealed: str, passkeys: Sequence[dict[str, Any]], by: User) -> OwnKey:
    """Keep the same key sealed under another passphrase, or under other passkeys.

    Raises:
        NotNow: the person has no key.
        Refused: no way is left to open it.
    """
    key = OwnKey.objects.select_for_update().filter(person=by, ended_at__isnull=True).first()
    if key is None:
        raise NotNow(_("You have no key of your own yet."))
    _check_ways(sealed, passkeys)
    key.passphrase, key.passkeys = sealed, list(passkeys)
    key.save(update_fields=["passphrase", "passkeys"])
    note("exchange.keep_ways", key, by=by, passkeys=len(passkeys), passphrase=bool(sealed))
    return key
