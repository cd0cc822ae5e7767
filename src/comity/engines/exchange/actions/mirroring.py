"""The log of keys of another installation, kept as it grows, and the keys of its authorities that were taken in."""

import datetime as dt
import re
from typing import Any, Final

from django.db import transaction

from comity.base.audit.actions import Actor, note
from comity.engines.exchange import crypto, queries
from comity.engines.exchange.enums import Fault
from comity.engines.exchange.models import Abroad, AuthorityKey, Peer, PeerLeaf
from comity.engines.exchange.rules import NotTaken


HEX: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
# A key that withstands quantum computers has two thousand letters.
LONGEST: Final = 5_000
PUBLIC: Final = ("recipient", "recipient_pq", "signing")


@transaction.atomic
def take_growth(peer: Peer, growth: Any, *, by: Actor) -> int:
    """Keep what the log of another installation has grown by; how many leaves are new.

    What we saw once must be in it: another hash at a place that we know, or a root that is not that over what we
    have, is the proof that the installation shows different logs to different others.

    Raises:
        NotTaken: it is not signed by the key that we know, leaves are missing, or it is not the same log.
    """
    held = Peer.objects.select_for_update().get(pk=peer.pk)
    since, hashes, leaves = _read(growth)
    if held.log_key and held.log_key != growth["key"]:
        raise NotTaken(Fault.LOG_KEY)
    signed = crypto.root_of(growth["checkpoint"], growth["key"])
    if signed is None or signed[0] != since + len(hashes):
        raise NotTaken(Fault.SIGNATURE)
    if since > held.log_size:
        raise NotTaken(Fault.LOG_GAP)
    size, root = signed
    if growth["checkpoint"] == held.log_checkpoint:
        return 0
    known = list(PeerLeaf.objects.filter(peer=held).order_by("index").values_list("hashed", flat=True))
    if any(hashes[n - since] != known[n] for n in range(since, min(size, len(known)))):
        raise NotTaken(Fault.LOG_REWRITTEN)
    whole = [*known, *hashes[len(known) - since :]]
    if crypto.Tree(whole[:size]).root() != root:
        raise NotTaken(Fault.LOG_REWRITTEN)
    fresh = [
        PeerLeaf(peer=held, index=n, hashed=whole[n], leaf=_leaf(leaves.get(str(n)), whole[n]))
        for n in range(len(known), len(whole))
    ]
    PeerLeaf.objects.bulk_create(fresh)
    if size >= held.log_size:
        held.log_size, held.log_checkpoint, held.log_key = size, growth["checkpoint"], growth["key"]
        held.save(update_fields=["log_size", "log_checkpoint", "log_key"])
    if fresh:
        note("exchange.mirror", None, by=by, of=held.name, size=len(whole), fresh=len(fresh))
        for one in queries.abroad_of(held).values():
            read_keys(one, by=by)
    return len(fresh)


def _read(growth: Any) -> tuple[int, list[str], dict[str, Any]]:
    texts = isinstance(growth, dict) and all(isinstance(growth.get(name), str) for name in ("checkpoint", "key"))
    if not texts or type(growth.get("since")) is not int or growth["since"] < 0:
        raise NotTaken(Fault.UNREADABLE)
    hashes, leaves = growth.get("hashes"), growth.get("leaves")
    if not isinstance(hashes, list) or not isinstance(leaves, dict):
        raise NotTaken(Fault.UNREADABLE)
    if not all(isinstance(one, str) and HEX.fullmatch(one) for one in hashes):
        raise NotTaken(Fault.UNREADABLE)
    return growth["since"], hashes, leaves


def _leaf(leaf: Any, hashed: str) -> Any:
    if leaf is not None and crypto.hash_of(leaf) != hashed:
        raise NotTaken(Fault.LOG_REWRITTEN)
    if leaf is not None and not _is_leaf(leaf):
        raise NotTaken(Fault.UNREADABLE)
    return leaf


def _is_leaf(leaf: Any) -> bool:
    """Whether this is a leaf as our log has them, in sizes that can be kept."""
    content = leaf.get("content") if isinstance(leaf, dict) else None
    if not isinstance(content, dict) or type(content.get("number")) is not int:
        return False
    texts = [leaf.get("self"), leaf.get("continuity"), *(content.get(name) for name in ("owner", "before", *PUBLIC))]
    if not all(isinstance(one, str) and len(one) <= LONGEST for one in texts):
        return False
    try:
        moment = dt.datetime.fromisoformat(leaf["at"])
    except (KeyError, TypeError, ValueError):
        return False
    short = len(content["recipient"]) <= 200 and len(content["signing"]) <= 60  # noqa: PLR2004 -- as the columns
    return short and moment.tzinfo is not None


@transaction.atomic
def read_keys(abroad: Abroad, *, by: Actor) -> int:
    """Keep the keys that the log of its installation has for an authority; how many are new.

    A key that has not signed itself, or whose number is not the next, is not one. Whether the key before signed the
    next is for browsers to judge: they know what was compared.
    """
    peer = abroad.peer
    known = {key.number: key for key in AuthorityKey.objects.filter(organisation=abroad.organisation_id)}
    latest = known.get(len(known))
    fresh = 0
    leaves = PeerLeaf.objects.filter(peer=peer, leaf__content__owner=abroad.owner).order_by("index")
    for found in leaves:
        leaf: dict[str, Any] = found.leaf or {}
        content, at = leaf["content"], dt.datetime.fromisoformat(leaf["at"])
        number = content.get("number")
        if number in known:
            continue
        name = crypto.fingerprint(content)
        is_own = crypto.is_signed(content["signing"], content, leaf["self"])
        if not is_own or number != len(known) + 1 or AuthorityKey.objects.filter(fingerprint=name).exists():
            continue
        if latest is not None:
            latest.ended_at = at
            latest.save(update_fields=["ended_at"])
        latest = AuthorityKey.objects.create(
            organisation_id=abroad.organisation_id,
            number=number,
            **{part: content[part] for part in PUBLIC},
            fingerprint=name,
            installation=peer.name,
            owner_there=abroad.owner,
            leaf_there=found.index,
            made_at=at,
        )
        known[number] = latest
        fresh += 1
    if fresh:
        note("exchange.read_keys", abroad.organisation, by=by, fresh=fresh, number=len(known))
    return fresh
