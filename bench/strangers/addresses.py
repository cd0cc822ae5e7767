# ruff: noqa: PLC0415 -- our code is imported after the settings of the installation that is measured
"""Every address of the portal, with arguments that lead to something, and with others that lead to nothing."""

import re
import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class Address:
    """One address: where it leads, its name, and the view behind it."""

    path: str
    name: str
    view: object
    # The same with arguments that somebody made up, in the form that it takes.
    guessed: str


def patterns():
    """Every pattern of the map: name with its namespaces, the text of the route, the view."""
    from django.urls import get_resolver

    def walk(resolver, spaces, routes):
        for one in resolver.url_patterns:
            if hasattr(one, "url_patterns"):
                yield from walk(one, [*spaces, *filter(None, [one.namespace])], [*routes, one])
            else:
                yield ":".join([*spaces, one.name or ""]), [*routes, one], one.callback

    yield from walk(get_resolver(), [], [])


def first(model, **narrowed):
    """A row of a table that fits; None when there is none."""
    return model.objects.filter(**narrowed).order_by("pk").first()


def known():
    """For each namespace the arguments of something that is there."""
    from comity.base.audit.models import Event
    from comity.base.files.models import File
    from comity.base.people.models import Invitation, Membership, Nomination, NoteVerbale, Organisation
    from comity.engines.exchange import models as exchange
    from comity.engines.questionnaires.models import Response, Version
    from comity.engines.records.models import Attachment, Record
    from comity.knowledge.cases.models import Case
    from comity.knowledge.indicators.models import Indicator, Observation
    from comity.knowledge.legislation.models import Law, Provision
    from comity.knowledge.published_reviews.models import PublishedReview
    from comity.knowledge.treaties.models import TreatyAction
    from comity.operations.casework.models import Case as Dossier
    from comity.operations.contributions.models import Proposal
    from comity.operations.networks.models import Alert, ContactPoint, Help, Network
    from comity.operations.reviews.models import Cycle, Draw, Gathering, Need, Offer, Recommendation, Review

    law, case, indicator = first(Law), first(Case), first(Indicator)
    action, attached = first(TreatyAction), first(Attachment)
    provision = Provision.objects.filter(version__law=law).order_by("pk").first() if law else None
    response = first(Response)
    asked = response.version if response else first(Version)
    section = asked.definition["sections"][0] if asked else {"code": "1", "questions": [{"code": "1.1"}]}
    proposal = first(Proposal, batch__isnull=False) or first(Proposal)
    record = first(Record, kind="work", state="published") or first(Record, state="published")
    kinds = {
        space: first(Record, kind=kind, state="published")
        for space, kind in {
            "strategies": "strategy",
            "bibliography": "work",
            "library": "resource",
            "registers": "register",
            "requirements": "requirement",
            "authorities": "authority",
            "gateways": "hottopic",
        }.items()
    }
    point = first(ContactPoint)
    symbol = action.treaty.symbol if action else "XVIII-12"
    everywhere = {
        "code": "IT",
        "symbol": symbol,
        "number": 1,
        "form": "csv",
        "key": record.pk if record else uuid.uuid4(),
        "kind": "work",
        "first": 1,
        "second": 2,
        "section": "pages",
        "provider_id": "directory",
        "token": "x" * 43,
        "person": 1,
        "place": "IT",
        "slug": "act",
        "eid": "art_1",
        "identifier": "x",
        "scheme": "crime-types",
        "pk": 1,
        "step": "publish",
        "part": provision.eid if provision else "art_1",
    }
    spaces = {
        "account": {},
        "audit": {"number": pk_of(first(Event), 1)},
        "files": {"key": pk_of(first(File), uuid.uuid4())},
        "treaties": {"pk": pk_of(action, 1), "number": "1"},
        "legislation": {
            "place": law.record.place_id if law else "IT",
            "slug": law.slug if law else "act",
            "eid": provision.eid if provision else "art_1",
        },
        "cases": {"identifier": case.identifier if case else "x"},
        "indicators": {
            "code": indicator.code if indicator else "x",
            "key": pk_of(first(Observation), 1),
        },
        "api-1": {
            "place": law.record.place_id if law else "IT",
            "slug": law.slug if law else "act",
            "eid": provision.eid if provision else "art_1",
            "identifier": case.identifier if case else "x",
            "scheme": "crime-types",
            "kind": "law",
            "number": "1",
        },
        "questionnaires": {
            "code": asked.questionnaire.code if asked else "x",
            "edition": asked.edition if asked else "1",
            "key": pk_of(response, uuid.uuid4()),
            "part": section["code"],
            "asked": section["questions"][0]["code"],
            "form": "json",
        },
        "contributions": {
            "key": pk_of(proposal, uuid.uuid4()),
            "batch": proposal.batch if proposal and proposal.batch else uuid.uuid4(),
            "kind": "law",
            "step": "verify",
        },
        "reviews": {
            "key": pk_of(first(Review), uuid.uuid4()),
            "sha256": "0" * 64,
            "step": "end",
            "one": pk_of(first(Recommendation), 1),
        },
        "exchange": {
            "key": pk_of(first(exchange.Thread), uuid.uuid4()),
            "name": pk_of(first(exchange.Peer), "0" * 64),
            "pk": pk_of(first(exchange.Acquaintance), 1),
            "file": pk_of(first(exchange.Attachment), uuid.uuid4()),
        },
        "casework": {"key": pk_of(first(Dossier), uuid.uuid4()), "verb": "note"},
        "networks": {
            "code": point.network_id if point else pk_of(first(Network), "wacap"),
            "key": pk_of(first(Help), uuid.uuid4()),
            "verb": "close",
        },
        "published_reviews": {"pk": pk_of(first(PublishedReview), uuid.uuid4()), "number": 1},
        "sealed": {
            "pk": first(exchange.AuthorityKey).organisation_id if first(exchange.AuthorityKey) else 1,
            "number": 0,
            "name": pk_of(first(exchange.Peer), "0" * 64),
        },
        "notices": {"key": uuid.uuid4()},
        "administration": {"key": uuid.uuid4()},
        "terms": {"code": "crime-types", "key": "crime-types:corruption"},
        "people": {"key": uuid.uuid4()},
    }
    names = {
        "questionnaires:paper-file": {"form": "get"},
        "reviews:cycle-open": {"key": pk_of(first(Cycle), uuid.uuid4())},
        **{
            name: {"key": pk_of(first(Draw), uuid.uuid4())}
            for name, _routes, _view in patterns()
            if name.startswith("reviews:draw")
        },
        **{
            f"exchange:{name}": {"key": pk_of(exchange.Envelope.objects.order_by("at").last(), uuid.uuid4())}
            for name in ("correspondence", "carried-page", "carried-message", "carried-file")
        },
        **{
            f"sealed:{name}": {"key": pk_of(first(model), uuid.uuid4())}
            for several, model in (
                (("thread", "send"), exchange.Thread),
                (("envelope", "receipt"), exchange.Envelope),
                (("attachment", "attached", "piece"), exchange.Attachment),
                (("recovery", "part", "recovered"), exchange.Recovery),
            )
            for name in several
        },
        **{
            f"reviews:{name}": {"key": pk_of(first(Gathering), uuid.uuid4())}
            for name in (
                "gathering",
                "gathering-ics",
                "gathering-edit",
                "gathering-desk",
                "gathering-csv",
                "registration",
            )
        },
        "networks:seats": {"verb": "join"},
        **{
            f"api-1:{name}": {"code": point.network_id if point else pk_of(first(Network), "wacap")}
            for name in ("network", "network_figures")
        },
        **{
            f"networks:{name}": {"key": pk_of(first(model), uuid.uuid4()), "verb": verb}
            for name, model, verb in (
                ("alert", Alert, ""),
                ("alert-act", Alert, "acknowledge"),
                ("point", ContactPoint, ""),
                ("point-act", ContactPoint, "away"),
            )
        },
        "reviews:need": {"key": pk_of(first(Need), uuid.uuid4())},
        "reviews:offer": {"key": pk_of(first(Offer), uuid.uuid4())},
        "people:organisation": {"key": pk_of(first(Organisation), 1)},
        "people:organisation-edit": {"key": pk_of(first(Organisation), 1)},
        "people:invite": {"key": pk_of(first(Organisation), 1)},
        "people:member-end": {"key": pk_of(first(Membership), 1)},
        "people:note": {"key": pk_of(first(NoteVerbale), 1)},
        "administration:note-files": {"key": pk_of(first(NoteVerbale), 1)},
        "people:nomination": {"key": pk_of(first(Nomination), uuid.uuid4())},
        "people:invitation-change": {"key": pk_of(first(Invitation), uuid.uuid4())},
        "people:somebody": {"key": 1},
        "people:somebody-change": {"key": 1},
        "people:organisation-end": {"key": pk_of(first(Organisation), 1)},
        "people:delegation": {"key": 1},
        "people:passkey": {"key": 1},
        "people:restore": {"key": 2},
        "records:detach": {"key": attached.record_id if attached else uuid.uuid4(), "number": pk_of(attached, 1)},
        "records:part": {"key": law.pk if law else uuid.uuid4()},
        "contributions:part": {"key": law.pk if law else uuid.uuid4()},
        "records:collection": {"key": "x" * 22},
        "records:collection-edit": {"key": "x" * 43},
        "records:collection-download": {"key": "x" * 22},
        "portal": {"code": "cybercrime"},
        "topic": {"code": "corruption"},
    }
    for space, one in kinds.items():
        spaces.setdefault(space, {})["pk"] = pk_of(one, uuid.uuid4())
    return everywhere, spaces, names


def pk_of(row, otherwise):
    """The key of a row, or what stands for one that is not there."""
    return row.pk if row else otherwise


ARGUMENT = re.compile(r"\(\?P<(\w+)>[^)]*\)|<(?:(\w+):)?(\w+)>")
MADE_UP = {"int": "999999937", "uuid": str(uuid.UUID(int=7)), "uuidstr": str(uuid.UUID(int=7))}


def addresses():
    """Every address of the map once, in English, with arguments that lead somewhere wherever there is something.

    They are put together from the routes, not from names: several addresses of the interface have the same name.
    """
    everywhere, spaces, names = known()
    found = {}
    for name, routes, view in patterns():
        route = "/" + "".join(str(one.pattern).strip("^$") for one in routes)
        values = everywhere | spaces.get(name.rpartition(":")[0].split(":")[0], {}) | names.get(name, {})
        path = ARGUMENT.sub(lambda found, values=values: str(values[found[1] or found[3]]), route)
        guess = ARGUMENT.sub(lambda found: MADE_UP.get(found[2], "no-such-thing"), route)
        found.setdefault(path, Address(path, name, view, guess))
    return list(found.values())
