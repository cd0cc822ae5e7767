"""Which procedures somebody has to do with, and what waits for whom."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from comity.base.access.enums import Permission, Scope
from comity.base.access.roles import ROLES, SCOPES, Grant
from comity.engines.procedures.models import Move, Party, Procedure


def of_part(grants: Iterable[Grant], part: str, permissions: Sequence[Permission], through: str = "") -> Q:
    """What holds of every procedure in which somebody acts in a part, by what they hold; the one place for it.

    Args:
        grants: what the person holds now.
        part: which part.
        permissions: any of which makes it so.
        through: the way to the procedure, such as ``procedure__`` from a dossier.
    """
    found = Q(pk__in=[])
    for grant in grants:
        if not ROLES.get(grant.role, frozenset()) & frozenset(permissions):
            continue
        parties = Party.objects.filter(procedure=OuterRef(f"{through}pk"), part=part)
        is_everywhere = SCOPES[grant.role] is Scope.EVERYWHERE
        # As ``rules.is_of`` says of one.
        if is_everywhere:
            one = Q(Exists(parties.filter(organisation__isnull=True, place__isnull=True)))
        elif grant.place is None:
            continue
        else:
            # A State that is a party acts for itself; an organisation, only in what concerns its State.
            one = Q(Exists(parties.filter(place=grant.place)))
            if grant.organisation is not None:
                office = Q(Exists(parties.filter(organisation=grant.organisation)))
                one |= office & Q(**{f"{through}place": grant.place})
        if grant.subjects:
            about = Procedure.subjects.through.objects.filter(procedure=OuterRef(f"{through}pk"))
            one &= Q(~Exists(about)) | Q(Exists(about.filter(concept__in=list[Any](grant.subjects))))
        found |= one
    return found


def log_of(procedure: Procedure) -> QuerySet[Move]:
    """The steps that were taken, the first one first; whoever asks may see the procedure. One query."""
    return Move.objects.filter(procedure=procedure).select_related("by").order_by("at", "pk")


def moved(procedures: Iterable[Any], steps: Iterable[str]) -> dict[Any, Move]:
    """Of some procedures, the last time that one of some steps was taken, with by whom; one query."""
    rows = Move.objects.filter(procedure__in=list(procedures), step__in=list(steps)).select_related("by")
    return {one.procedure_id: one for one in rows.order_by("at", "pk")}
