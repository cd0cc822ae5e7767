"""Keys: one's own, those of authorities, and the log in which all public ones stand."""

import base64
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from comity.base.audit.actions import seen
from comity.base.people.models import User
from comity.engines.exchange import actions, crypto, queries
from comity.engines.exchange.models import AuthorityKey, KeyLeaf, OwnKey, Peer, PeerLeaf
from comity.engines.exchange.queries.departed import name_of, standing_of
from comity.engines.exchange.shapes import Public
from comity.engines.exchange.views.answering import asked, numbered, organisation_of, part, person_of, sent, texts
from comity.kernel.errors import Refused


MOST_LEAVES = 5_000


def shown(key: AuthorityKey | OwnKey) -> dict[str, Any]:
    """What everybody who exchanges may know of a key."""
    installation = key.installation if isinstance(key, AuthorityKey) else ""
    return {
        "owner": key.owner,
        # In whose log it is: that of another installation by its name, that of this one without.
        "installation": installation,
        "at": installation or crypto.identity().name,
        "number": key.number,
        "recipient": key.recipient,
        "recipient_pq": key.recipient_pq,
        "signing": key.signing,
        "fingerprint": key.fingerprint,
        "index": key.leaf_there if isinstance(key, AuthorityKey) and installation else key.leaf_id,
        "ended_at": key.ended_at.isoformat() if key.ended_at else None,
    }


@asked("GET")
def mine(request: HttpRequest) -> HttpResponse:
    """The person's own key, sealed, and the authorities' keys that they hold, sealed to it."""
    person = person_of(request)
    own = queries.own_key(person)
    wraps = {wrap.key_id: wrap for wrap in queries.wraps_of(person)}
    authorities: dict[int, dict[str, Any]] = {}
    for grant in person.grants:
        if grant.organisation is not None:
            authorities.setdefault(grant.organisation, {"id": grant.organisation, "keys": []})
    for key in queries.directory(person).filter(organisation__in=list(authorities)):
        wrap = wraps.get(key.pk)
        authorities[key.organisation_id]["name"] = key.organisation.name
        authorities[key.organisation_id]["keys"].append({**shown(key), "wrap": wrap.sealed if wrap else None})
    if own is not None:
        seen("exchange.fetch_own_key", own, by=person)
    return JsonResponse(
        {
            "person": person.pk,
            "name": name_of(person),
            "key": {**shown(own), "passphrase": own.passphrase, "passkeys": own.passkeys} if own else None,
            "before": _before(person) if own is None else None,
            "authorities": list(authorities.values()),
        }
    )


def _before(person: User) -> dict[str, Any] | None:
    last = OwnKey.objects.filter(person=person).order_by("-number").first()
    return {"number": last.number, "fingerprint": last.fingerprint} if last else None


def public_of(found: dict[str, Any]) -> Public:
    """A public key that was sent."""
    return Public(part(found, "content", dict), part(found, "self", str), str(found.get("continuity") or ""))


@asked("POST")
def own_key(request: HttpRequest) -> HttpResponse:
    """Keep a new key of one's own."""
    found = sent(request)
    made = actions.make_own_key(
        public_of(found),
        sealed=part(found, "passphrase", str),
        passkeys=part(found, "passkeys", list),
        by=person_of(request),
    )
    return JsonResponse({"key": shown(made)})


@asked("POST")
def ways(request: HttpRequest) -> HttpResponse:
    """Keep one's key sealed in other ways."""
    found = sent(request)
    sealed, passkeys = part(found, "passphrase", str), part(found, "passkeys", list)
    actions.keep_ways(sealed=sealed, passkeys=passkeys, by=person_of(request))
    return JsonResponse({})


@asked("GET")
def log(request: HttpRequest) -> HttpResponse:
    """The log of keys as it is now, with the proof that it grew from what the browser saw, and some leaves of it."""
    since, several = _places(request)
    tree, leaves = queries.key_log(several)
    return _log_shown(tree, leaves, since, tree.checkpoint(), str(crypto.log_key().key))


@asked("GET")
def peer_log(request: HttpRequest, name: str) -> HttpResponse:
    """The same of another installation, as far as it has come here: the browser checks what it signed."""
    since, several = _places(request)
    peer = Peer.objects.filter(name=name).first()
    if peer is None:
        raise Http404
    tree, leaves = queries.peer_log(peer, several)
    return _log_shown(tree, leaves, since, peer.log_checkpoint, peer.log_key)


def _places(request: HttpRequest) -> tuple[int, list[int]]:
    since, entries = request.GET.get("since", "0"), request.GET.get("entries", "")
    several = [one for one in entries.split(",") if one]
    if not all(one.isascii() and one.isdecimal() and len(one) < 10 for one in [since, *several]):  # noqa: PLR2004 -- no log is longer
        raise Refused(_("What was sent cannot be read."))
    if len(several) > MOST_LEAVES:
        raise Refused(_("These are too many keys at once."))
    return int(since), [int(one) for one in several]


def _log_shown(
    tree: crypto.Tree, leaves: Mapping[int, KeyLeaf | PeerLeaf], first: int, checkpoint: str, key: str
) -> HttpResponse:
    # A browser that saw more than there is holds the proof that the log was cut.
    grown = tree.grown(first) if first <= tree.size else []
    return JsonResponse(
        {
            "key": key,
            "checkpoint": checkpoint,
            "consistency": [base64.b64encode(one).decode() for one in grown],
            "entries": [
                {
                    "index": index,
                    "leaf": leaf.leaf,
                    "path": [base64.b64encode(one).decode() for one in tree.path(index)],
                }
                for index, leaf in sorted(leaves.items())
            ],
        }
    )


@asked("GET")
def directory(request: HttpRequest) -> HttpResponse:
    """The keys of every authority, of now and before."""
    found: dict[int, dict[str, Any]] = {}
    for key in queries.directory(person_of(request)):
        one = found.setdefault(
            key.organisation_id,
            {"id": key.organisation_id, "name": key.organisation.name, "keys": []},
        )
        one["keys"].append(shown(key))
    return JsonResponse({"authorities": list(found.values()), "at": crypto.identity().name})


@asked("GET")
def authority(request: HttpRequest, pk: int) -> HttpResponse:
    """An authority of one's own: its members, who of them holds which key, and what was prepared for recovery."""
    organisation = organisation_of(request, pk)
    person = person_of(request)
    held = standing_of([organisation.pk]).get(organisation.pk)
    holding = held.holders if held else frozenset()
    rescue = queries.recovery_set(organisation)
    members = [
        {"person": one.pk, "name": name_of(one), "key": shown(own) if own else None, "holds": one.pk in holding}
        for one, own in queries.members(organisation)
    ]
    seen("exchange.list_members", organisation, by=person)
    return JsonResponse(
        {
            "id": organisation.pk,
            "name": organisation.name,
            "members": members,
            # They know the key and may not use it any more: it must be changed.
            "departed": [{"person": one.pk, "name": name_of(one)} for one in (held.beyond if held else ())],
            "recovery": {
                "threshold": rescue.threshold,
                "officers": [name_of(share.own.person) for share in rescue.shares.select_related("own__person")],
            }
            if rescue
            else None,
            "recoveries": [
                {
                    "id": str(one.pk),
                    "person": one.own.person_id,
                    "name": name_of(one.own.person),
                    "parts": one.parts.count(),
                    "threshold": one.set.threshold,
                }
                for one in queries.recoveries_for(person)
                if one.set.key.organisation_id == organisation.pk
            ],
        }
    )


@asked("POST")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the authority its first or its next key."""
    found = sent(request)
    made = actions.change_key(
        organisation_of(request, pk), public_of(found), numbered(found, "wraps"), by=person_of(request)
    )
    return JsonResponse({"key": shown(made)})


@asked("POST")
def admit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the authority's key to a member."""
    found = sent(request)
    actions.admit(
        organisation_of(request, pk), part(found, "person", int), texts(found, "wraps"), by=person_of(request)
    )
    return JsonResponse({})


@asked("POST")
def cut_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the authority's key from somebody."""
    cut = actions.cut_off(organisation_of(request, pk), part(sent(request), "person", int), by=person_of(request))
    return JsonResponse({"keys": cut})
