"""Keys: one's own, those of authorities, and the log in which all public ones stand."""

import base64
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from comity.base.audit.actions import seen
from comity.base.people.models import User
from comity.engines.exchange import actions, crypto, queries
from comity.engines.exchange.models import AuthorityKey, OwnKey
from comity.engines.exchange.shapes import Public
from comity.engines.exchange.views.answering import asked, numbered, organisation_of, part, person_of, sent, texts
from comity.kernel.errors import Refused


MOST_LEAVES = 5_000


def shown(key: AuthorityKey | OwnKey) -> dict[str, Any]:
    """What everybody who exchanges may know of a key."""
    return {
        "owner": key.owner,
        "number": key.number,
        "recipient": key.recipient,
        "recipient_pq": key.recipient_pq,
        "signing": key.signing,
        "fingerprint": key.fingerprint,
        "index": key.leaf_id,
        "ended_at": key.ended_at.isoformat() if key.ended_at else None,
    }


def name_of(person: User) -> str:
    """How colleagues call somebody."""
    return person.get_full_name() or person.username


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
    since, entries = request.GET.get("since", "0"), request.GET.get("entries", "")
    several = [one for one in entries.split(",") if one]
    if not all(one.isascii() and one.isdecimal() and len(one) < 10 for one in [since, *several]):  # noqa: PLR2004 -- no log is longer
        raise Refused(_("What was sent cannot be read."))
    if len(several) > MOST_LEAVES:
        raise Refused(_("These are too many keys at once."))
    tree, leaves = queries.key_log(int(one) for one in several)
    first = int(since)
    # A browser that saw more than there is holds the proof that the log was cut.
    grown = tree.grown(first) if first <= tree.size else []
    return JsonResponse(
        {
            "key": str(crypto.log_key().key),
            "checkpoint": tree.checkpoint(),
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
    return JsonResponse({"authorities": list(found.values())})


@asked("GET")
def authority(request: HttpRequest, pk: int) -> HttpResponse:
    """An authority of one's own: its members, who of them holds which key, and what was prepared for recovery."""
    organisation = organisation_of(request, pk)
    person = person_of(request)
    current = queries.current_key(organisation)
    holding = {one.pk for one in queries.holders(current)} if current else set()
    rescue = queries.recovery_set(organisation)
    members = [
        {"person": one.pk, "name": name_of(one), "key": shown(own) if own else None, "holds": one.pk in holding}
        for one, own in queries.members(organisation)
    ]
    working = {one["person"] for one in members}
    seen("exchange.list_members", organisation, by=person)
    return JsonResponse(
        {
            "id": organisation.pk,
            "name": organisation.name,
            "members": members,
            # They hold the key and work here no more: it must be changed.
            "departed": [
                {"person": one.pk, "name": name_of(one)}
                for one in (queries.ever_held(current) if current else [])
                if one.pk not in working
            ],
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
