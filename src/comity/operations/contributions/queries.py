"""Which proposals somebody may see, what waits for whom, and what stands against what."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.utils import timezone

from comity.base.access.enums import Permission
from comity.base.access.roles import Grant
from comity.base.people.models import User
from comity.base.people.queries import places_of
from comity.engines.procedures.queries import of_part
from comity.engines.records.enums import State as RecordState
from comity.engines.records.models import Record
from comity.engines.records.queries import old_for
from comity.engines.records.registry.parts import NEW
from comity.operations.contributions.enums import Part
from comity.operations.contributions.flow import FLOW
from comity.operations.contributions.models import Comment, Exhibit, Proposal


OWN: Final = (Permission.RECORD_DRAFT, Permission.RECORD_VERIFY)
THROUGH: Final = "procedure__"


def visible_to(person: User | None) -> QuerySet[Proposal]:
    """Every proposal that a person may see: here, and nowhere else, it is decided.

    One's own organisation's in every state; once they were handed in, those of one's State within one's subjects for
    whoever verifies for it, and all of them for whoever publishes.
    """
    return seen_with(person.grants if person is not None else [])


def seen_with(grants: Sequence[Grant]) -> QuerySet[Proposal]:
    """Every proposal that may be seen with some roles."""
    handed_in = Q(handed_in_at__isnull=False)
    mine = of_part(grants, Part.AUTHOR, OWN, THROUGH)
    states = of_part(grants, Part.STATE, (Permission.RECORD_VERIFY,), THROUGH)
    hosts = of_part(grants, Part.SECRETARIAT, (Permission.RECORD_PUBLISH,), THROUGH)
    return Proposal.objects.filter(mine | handed_in & (states | hosts)).order_by("procedure__moved_at", "pk")


def for_listing(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Proposals with all that a list says of them; what is proposed, such as the text of a law, stays where it is."""
    return proposals.select_related("procedure", "organisation").defer("content", "evidence")


def with_parties(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """The same with what is asked when a step is offered; two queries more."""
    return proposals.prefetch_related("procedure__parties", "procedure__subjects")


def whole(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Proposals with all that a page says of them, and what is asked when a step is taken."""
    return with_parties(proposals.select_related("procedure__place", "organisation", "author", "record"))


def one(person: User | None, key: uuid.UUID) -> Proposal | None:
    """One proposal, if the person may see it."""
    return whole(visible_to(person)).filter(pk=key).first()


def several(person: User | None, keys: Iterable[uuid.UUID]) -> QuerySet[Proposal]:
    """Those of some proposals that the person may see, in the order in which they were begun."""
    found = whole(visible_to(person)).filter(pk__in=list(keys))
    return found.order_by("procedure__opened_at", "pk")


def waiting(grants: Sequence[Grant]) -> QuerySet[Proposal]:
    """What waits for whoever holds some roles, the longest first."""
    mine = Q(procedure__state__in=FLOW.owned_by(Part.AUTHOR)) & of_part(grants, Part.AUTHOR, OWN, THROUGH)
    state = Q(procedure__state__in=FLOW.owned_by(Part.STATE)) & of_part(
        grants, Part.STATE, (Permission.RECORD_VERIFY,), THROUGH
    )
    host = Q(procedure__state__in=FLOW.owned_by(Part.SECRETARIAT)) & of_part(
        grants, Part.SECRETARIAT, (Permission.RECORD_PUBLISH,), THROUGH
    )
    return with_parties(for_listing(seen_with(grants))).filter(mine | state | host)


def under_way(grants: Sequence[Grant]) -> QuerySet[Proposal]:
    """What somebody sees that is not finished and waits for somebody else."""
    unfinished = for_listing(seen_with(grants)).filter(procedure__state__in=list(FLOW.owners))
    return unfinished.exclude(pk__in=waiting(grants).order_by().values("pk"))


def finished(grants: Sequence[Grant]) -> QuerySet[Proposal]:
    """What somebody sees that was published, declined or withdrawn, the latest first."""
    done = for_listing(seen_with(grants)).filter(procedure__state__in=sorted(FLOW.final))
    return done.order_by("-procedure__moved_at", "pk")


def readable_files(person: User | None) -> QuerySet[Exhibit]:
    """The keys of the files on proposals that this person may see; the files themselves ask for it."""
    if person is None:
        return Exhibit.objects.none().values("file")  # type: ignore[return-value] # -- of keys
    seen = visible_to(person).order_by().values("pk")
    return Exhibit.objects.filter(proposal__in=seen).order_by().values("file")  # type: ignore[return-value] # -- of keys


def exhibits_of(proposal: Proposal) -> list[Exhibit]:
    """The files that show that a proposal is so; whoever asks may see it. One query."""
    return list(proposal.exhibits.select_related("file").order_by("pk"))


def comments_of(proposal: Proposal) -> list[Comment]:
    """What was said of a proposal, with the answers; two queries."""
    answers = Prefetch("answered_by", Comment.objects.select_related("by").order_by("at", "pk"))
    several = proposal.comments.filter(answers__isnull=True).select_related("by", "settled_by")
    return list(several.prefetch_related(answers).order_by("at", "pk"))


def against(proposal: Proposal, grants: Sequence[Grant]) -> list[Proposal]:
    """Other unfinished proposals about the same: the same record, name, or title in the same State and database.

    Only those that were handed in, or are one's own organisation's: a draft is nobody else's. Who takes part in one
    of two that contradict each other is shown that there is another, and its title and State; opening it is asked
    anew.
    """
    same = Q(pk__in=[])
    if proposal.is_change:
        # Two new parts of a record are the same only by their names.
        is_new_part = proposal.part == NEW
        same |= (
            Q(pk__in=[])
            if is_new_part
            else Q(is_change=True, record=proposal.record_id, into=proposal.into, part=proposal.part)
        )
    if proposal.would_be is not None:
        same |= Q(would_be=proposal.would_be)
    if proposal.title:
        same |= Q(
            is_change=False,
            kind=proposal.kind,
            procedure__place=proposal.procedure.place_id,
            title__iexact=proposal.title,
        )
    told = Q(handed_in_at__isnull=False) | Q(pk__in=seen_with(grants).order_by().values("pk"))
    others = Proposal.objects.filter(same & told, procedure__state__in=list(FLOW.owners)).exclude(pk=proposal.pk)
    return list(with_parties(for_listing(others)).order_by("procedure__opened_at", "pk")[:20])


def beside(proposal: Proposal, person: User) -> dict[str, int]:
    """How many others the person sees that came in the same file, and that concern the same record; one query."""
    others = visible_to(person).exclude(pk=proposal.pk).order_by()
    batch = Q(batch=proposal.batch) if proposal.batch is not None else Q(pk__in=[])
    record = Q(record=proposal.record_id, is_change=True) if proposal.is_change else Q(pk__in=[])
    record &= Q(procedure__state__in=list(FLOW.owners))
    return others.aggregate(batch=Count("pk", filter=batch), record=Count("pk", filter=record))


def record_of(person: User | None, key: uuid.UUID) -> Record | None:
    """A public record, with its kind's own fields asked for elsewhere."""
    return Record.objects.filter(pk=key, state=RecordState.PUBLISHED).first()


# ---------------------------------------------------------------- what a State has in the portal


def places_for(person: User) -> list[str]:
    """The codes of the places for which somebody contributes."""
    return sorted(places_of(person, Permission.RECORD_DRAFT))


def holdings(person: User, places: Iterable[str]) -> list[dict[str, Any]]:
    """Of some States, by database: how many records are public, the last change, and how many have grown old.

    What is old is what the person is asked to confirm (``records.queries.old_for``). Two queries, and those for what
    the person holds.
    """
    rows = Record.objects.filter(place__in=list(places), state=RecordState.PUBLISHED).order_by("kind").values("kind")
    counted = rows.annotate(count=Count("pk"), latest=Max("changed_at"))
    grown_old = old_for(person, timezone.now().date()).order_by("kind").values_list("kind")
    old = dict(grown_old.annotate(count=Count("pk")))
    return [row | {"old": old.get(row["kind"], 0)} for row in counted]


def places_with_open() -> list[str]:
    """The codes of the States whose contributions were handed in and are not finished."""
    found = Proposal.objects.filter(procedure__state__in=list(FLOW.owners), handed_in_at__isnull=False)
    codes = found.order_by().values_list("procedure__place", flat=True).distinct()
    return sorted(code for code in codes if code)
