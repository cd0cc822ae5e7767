"""Begin a procedure, and take a step in it: nothing else moves one."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from comity.base.audit.actions import Actor, note
from comity.base.people.models import Organisation, User
from comity.engines.procedures import rules
from comity.engines.procedures.models import Dossier, Move, Party, Procedure, Task
from comity.engines.procedures.shapes import Part


@transaction.atomic
def start(  # noqa: PLR0913 -- what a procedure begins with
    dossier: Dossier,
    *,
    parties: Iterable[Part],
    by: User,
    place: str | None = None,
    subjects: Iterable[str] = (),
    due_on: dt.date | None = None,
) -> Procedure:
    """Begin a procedure and keep its dossier.

    Args:
        dossier: not yet kept; it gets the key of the procedure.
        parties: who takes part.
        by: who begins it, for the party whose part is the flow's first.
        place: code of the State that it concerns.
        subjects: keys of the terms that it is about.
        due_on: by when the first part has to act.

    Raises:
        NotPermitted: the person may not begin it for that party, State and subject.
    """
    several, about, flow, now = list(parties), frozenset(subjects), dossier.flow, timezone.now()
    rules.check_may_start(by, flow, several, place=place, subjects=about)
    procedure = Procedure.objects.create(
        flow=flow.name, state=flow.initial, place_id=place, opened_by=by, moved_at=now
    )
    procedure.subjects.set(list[Any](about))
    Party.objects.bulk_create(
        Party(procedure=procedure, part=one.name, organisation_id=one.organisation, place_id=one.place)
        for one in several
    )
    dossier.procedure = procedure
    dossier.save(force_insert=True)
    Task.objects.create(
        procedure=procedure, part=flow.owners[flow.initial], asks=flow.initial, since_at=now, due_on=due_on
    )
    Move.objects.create(procedure=procedure, after=flow.initial, part=flow.beginner, by=by, at=now)
    note("procedure.start", procedure, by=by, flow=flow.name, state=flow.initial)
    return procedure


@transaction.atomic
def take(dossier: Dossier, name: str, *, by: User, reason: str = "", due_on: dt.date | None = None) -> Move:
    """Take a step: the only place where the state of a procedure is written.

    Args:
        dossier: of which procedure.
        name: the step.
        by: who takes it, for a party to which it is given.
        reason: why; kept with the step, and only as a hash in the audit log.
        due_on: by when the next part has to act.

    Raises:
        NotPermitted: the person acts for no party that takes this step.
        NotNow: the procedure does not stand where it begins, or the reason is missing.
        Unreadable: the flow has no such step.
    """
    flow, now = dossier.flow, timezone.now()
    step = flow.step(name)
    # Whoever is second waits here, and is then refused by what the first has done.
    procedure = Procedure.objects.select_for_update(of=("self",)).get(pk=dossier.procedure_id)
    dossier.procedure = procedure
    rules.check_may_take(by, dossier, step, reason)
    before, procedure.state, procedure.moved_at = procedure.state, step.target, now
    procedure.save(update_fields=["state", "moved_at"])
    procedure.tasks.filter(done_at__isnull=True).update(done_at=now)
    owner = flow.owners.get(step.target)
    if owner is not None:
        Task.objects.create(procedure=procedure, part=owner, asks=step.target, since_at=now, due_on=due_on)
    move = Move.objects.create(
        procedure=procedure, step=name, before=before, after=step.target, part=step.part, by=by, at=now, reason=reason
    )
    sealed = {"reason": reason} if reason else None
    note(
        "procedure.take", procedure, by=by, sealed=sealed, flow=flow.name, step=name, before=before, state=step.target
    )
    return move


@transaction.atomic
def postpone(dossier: Dossier, due_on: dt.date, *, by: User, reason: str) -> bool:
    """Give whoever has to act now another day; whether there is anybody who has to.

    Whoever calls this has asked whether the person may. The reason is kept in the audit log as a hash alone.
    """
    changed = Task.objects.filter(procedure=dossier.procedure_id, done_at__isnull=True).update(due_on=due_on)
    if changed:
        note("procedure.postpone", dossier.procedure, by=by, sealed={"reason": reason}, due_on=due_on.isoformat())
    return bool(changed)


@transaction.atomic
def concern(dossier: Dossier, subjects: Iterable[str], *, by: User) -> None:
    """Say what a procedure is about, and with it who has to do with it; the same again changes nothing.

    Whoever calls this has asked whether the person may change the dossier.
    """
    procedure, wanted = dossier.procedure, frozenset(subjects)
    known: frozenset[Any] = frozenset(one.pk for one in procedure.subjects.all())
    if known == wanted:
        return
    procedure.subjects.set(list[Any](wanted))
    note("procedure.concern", procedure, by=by, subjects=sorted(wanted))


@transaction.atomic
def pass_place(dossier: Dossier, before: str, after: str, *, by: User) -> None:
    """Let a procedure concern another State than it did, or let that take part in it, as one State follows another.

    Whoever calls this has asked whether the person may, and that the other takes no part in it yet.
    """
    procedure = dossier.procedure
    if procedure.place_id == before:
        procedure.place_id = after
        procedure.save(update_fields=["place"])
    procedure.parties.filter(place=before).update(place=after)
    note("procedure.pass_place", procedure, by=by, before=before, after=after)


@transaction.atomic
def pass_parties(organisation: Organisation, successor: Organisation, *, by: Actor) -> int:
    """Let one organisation take the place of another in every procedure, finished ones too; in how many it does.

    Where both take the same part, the successor has it once.
    """
    several = list(Party.objects.filter(organisation=organisation).select_related("procedure").order_by("pk"))
    for party in several:
        same = Party.objects.filter(procedure=party.procedure_id, part=party.part, organisation=successor)
        if same.exists():
            party.delete()
        else:
            party.organisation = successor
            party.save(update_fields=["organisation"])
        parties: dict[str, Any] = {"before": organisation.pk, "after": successor.pk, "part": party.part}
        note("procedure.pass_party", party.procedure, by=by, **parties)
    return len(several)
