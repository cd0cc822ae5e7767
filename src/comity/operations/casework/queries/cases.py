"""Which files somebody may know of: here, and nowhere else, it is decided."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from comity.base.access.enums import Permission
from comity.base.access.roles import ROLES
from comity.base.people.models import Membership, User
from comity.engines.exchange import queries as exchange
from comity.engines.exchange.models import Envelope, Receipt, Thread
from comity.operations.casework import rules
from comity.operations.casework.enums import Level, State
from comity.operations.casework.models import Case, CaseThread, Deadline, Occurrence, Reader


ROLES_THAT_KEEP = [name for name, held in ROLES.items() if Permission.CASE_KEEP in held and name != "service"]
# So many messages without a file stand on the desk; the rest is counted.
SHOWN = 20


def visible_to(person: User | None) -> QuerySet[Case]:
    """Every file of one's authorities, of restricted ones those on whose list one stands."""
    own = rules.offices_of(person)
    if person is None or not own:
        return Case.objects.none()
    on_list = Exists(Reader.objects.filter(case=OuterRef("pk"), person=person))
    return Case.objects.filter(Q(organisation__in=own) & (Q(level=Level.ORDINARY) | Q(on_list)))


def for_listing(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Files with all that a list says of them; one query more."""
    unmet = Deadline.objects.filter(met_at__isnull=True).order_by("due_on", "pk")
    rows = cases.select_related("procedure", "organisation", "other", "officer")
    return rows.prefetch_related(Prefetch("deadlines", unmet, to_attr="unmet"))


def case_of(person: User | None, key: uuid.UUID) -> Case | None:
    """One file with all that its page says, if the person may know of it."""
    rows = visible_to(person).select_related("procedure", "organisation__place", "other", "officer")
    return (
        rows.prefetch_related(
            "procedure__parties",
            "procedure__subjects",
            "crime_types",
            "deadlines",
            "costs",
            Prefetch("readers", Reader.objects.select_related("person").order_by("pk")),
            Prefetch("occurrences", Occurrence.objects.select_related("move__by", "receipt__organisation")),
        )
        .filter(pk=key)
        .first()
    )


def colleagues(organisation: int) -> list[User]:
    """Who keeps the files of an authority now, by name; one query."""
    working = Membership.objects.active().filter(
        organisation=organisation, role__in=ROLES_THAT_KEEP, user__is_active=True
    )
    return list(User.objects.filter(pk__in=working.values("user")).order_by("last_name", "username"))


def colleagues_of(organisations: Iterable[int]) -> dict[int, list[User]]:
    """Who keeps the files of some authorities now, by authority; one query."""
    working = Membership.objects.active().filter(
        organisation__in=set(organisations), role__in=ROLES_THAT_KEEP, user__is_active=True
    )
    found: dict[int, list[User]] = {}
    for one in working.select_related("user").order_by("user__last_name", "user__username"):
        several = found.setdefault(one.organisation_id, [])
        if one.user not in several:
            several.append(one.user)
    return found


def linked(person: User, case: Case) -> list[Case]:
    """The files that belong together with one, as far as the person may know of them."""
    others = Q(links_from__second=case) | Q(links_to__first=case)
    return list(visible_to(person).filter(others).distinct().select_related("procedure").order_by("pk"))


def threads_of(person: User, case: Case) -> list[CaseThread]:
    """The conversations of a file that the person may open; two queries."""
    seen = exchange.threads_visible_to(person).values("pk")
    rows = case.threads.filter(thread__in=seen).select_related("thread", "envelope")
    return list(rows.order_by("thread__opened_at", "pk"))


def pending(case: Case) -> list[Receipt]:
    """Receipts of the message that is the request, that have not moved the file; one query."""
    told = Occurrence.objects.filter(case=case, receipt__isnull=False).values("receipt")
    messages = CaseThread.objects.filter(case=case, envelope__isnull=False).values("envelope")
    rows = Receipt.objects.filter(envelope__in=messages).exclude(pk__in=told)
    return list(rows.select_related("organisation", "envelope").order_by("at", "pk"))


# ---------------------------------------------------------------- the exchange


def hidden_threads(person: User) -> QuerySet[Any]:
    """The conversations of restricted files of the person's authorities on whose list the person does not stand."""
    on_list = Exists(Reader.objects.filter(case=OuterRef("case"), person=person))
    rows = CaseThread.objects.filter(
        ~on_list, case__organisation__in=rules.offices_of(person), case__level__in=[Level.RESTRICTED, Level.STRICT]
    )
    return rows.order_by().values("thread")


def readable_names(person: User, organisation: int, names: Iterable[str]) -> frozenset[str]:
    """Which of some names of sealed drafts are of files that the person may know of, of one authority; one query."""
    keys: dict[uuid.UUID, str] = {}
    for name in names:
        try:
            keys[uuid.UUID(name.partition(":")[2])] = name
        except ValueError:
            continue
    found = visible_to(person).filter(pk__in=list(keys), organisation=organisation)
    return frozenset(keys[pk] for pk in found.values_list("pk", flat=True) if keys[pk] == f"case:{pk}")


def to_be_told(thread: uuid.UUID, people: Iterable[User]) -> list[User]:
    """Those of some people who may know of a conversation: all but members who stand on no list of a restricted file.

    Two queries, and one for what each works for where a restricted file travels in it.
    """
    several = list(people)
    cases = list(Case.objects.filter(threads__thread=thread).exclude(level=Level.ORDINARY))
    if not cases:
        return several
    on_list = set(Reader.objects.filter(case__in=cases).values_list("case", "person"))
    return [
        one
        for one in several
        if all((case.pk, one.pk) in on_list for case in cases if case.organisation_id in rules.offices_of(one))
    ]


def _without_file(person: User) -> QuerySet[Envelope]:
    own = rules.offices_of(person)
    # Whether a colleague keeps a file on it that this person may not know of is not asked: the conversation is hidden.
    kept = CaseThread.objects.filter(case__organisation__in=own).values("thread")
    threads = exchange.threads_visible_to(person).exclude(pk__in=kept)
    first = Envelope.objects.filter(thread=OuterRef("thread")).order_by("at", "pk").values("pk")[:1]
    rows = Envelope.objects.filter(thread__in=threads.values("pk"), pk=first).exclude(sender__in=own)
    return rows.defer("sealed").select_related("sender__place").order_by("-at", "pk")


def unregistered(person: User) -> list[Envelope]:
    """The first messages of conversations that others began and on which no file is kept, the latest; one query."""
    return list(_without_file(person)[:SHOWN])


def unregistered_in(person: User, thread: uuid.UUID) -> Envelope | None:
    """The first message of a conversation, if others began it and no file is kept on it; one query."""
    return _without_file(person).filter(thread=thread).first()


def of_thread(person: User, thread: uuid.UUID) -> list[Case]:
    """The files of a conversation of which somebody may know; one query."""
    return list(visible_to(person).filter(threads__thread=thread).order_by("pk"))


def count_unregistered(person: User) -> int:
    """How many of them there are; one query."""
    return _without_file(person).order_by().count()


def thread_of(person: User, key: uuid.UUID) -> Thread | None:
    """A conversation that the person may open."""
    return exchange.threads_visible_to(person).filter(pk=key).first()


def envelope_from(person: User, key: uuid.UUID) -> Envelope | None:
    """A message of a conversation that the person may open."""
    return exchange.envelope_of(person, key)


# ---------------------------------------------------------------- what is due


def due_between(person: User | None, first: dt.date, last: dt.date) -> list[Deadline]:
    """What is due between two days in open files: one person's and those that are nobody's yet, or all; one query."""
    rows = Deadline.objects.filter(met_at__isnull=True, due_on__gte=first, due_on__lte=last).exclude(
        case__procedure__state=State.CLOSED
    )
    if person is not None:
        unclaimed = Q(case__officer__isnull=True, case__organisation__in=rules.offices_of(person))
        rows = rows.filter(Q(case__officer=person) | unclaimed)
    return list(rows.select_related("case__procedure").order_by("due_on", "pk"))
