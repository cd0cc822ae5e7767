"""Who may take a step, and when."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from comity.base.access.enums import Permission, Scope
from comity.base.access.roles import SCOPES, Grant, decide
from comity.base.people.models import User
from comity.engines.procedures.flow import Flow, Step
from comity.engines.procedures.models import Dossier, Party, Procedure
from comity.engines.procedures.shapes import Part
from comity.kernel.errors import NotNow, NotPermitted, Refused


def is_of(grant: Grant, party: Party | Part) -> bool:
    """Whether a role is held for a party: for its organisation, its State, or, for the Secretariat, everywhere.

    A role that reaches everywhere is the Secretariat's, in whatever organisation it is held: nobody is on two sides.
    """
    organisation = party.organisation_id if isinstance(party, Party) else party.organisation
    place = party.place_id if isinstance(party, Party) else party.place
    if SCOPES[grant.role] is Scope.EVERYWHERE:
        return organisation is None and place is None
    if organisation is not None:
        return grant.organisation == organisation
    return place is not None and grant.place == place


def by_which(
    grants: Iterable[Grant],
    permission: Permission,
    party: Party | Part,
    *,
    place: str | None,
    subjects: frozenset[Any],
) -> Grant | None:
    """By which of some grants something is allowed on behalf of a party; None when by none.

    A party that is a State acts for itself, whichever State the procedure concerns: so one State reviews another.
    """
    organisation = party.organisation_id if isinstance(party, Party) else party.organisation
    own = [grant for grant in grants if is_of(grant, party)]
    place = (party.place_id if isinstance(party, Party) else party.place) or place
    return decide(own, permission, place=place, organisation=organisation, subjects=subjects)


def acts_in(grants: Sequence[Grant], procedure: Procedure, part: str, permission: Permission) -> bool:
    """Whether somebody may do something in a procedure in one of its parts, by what they hold.

    Parties and subjects of the procedure are read, without a query where they were loaded with it.
    """
    subjects = frozenset(one.pk for one in procedure.subjects.all())
    return any(
        by_which(grants, permission, party, place=procedure.place_id, subjects=subjects) is not None
        for party in procedure.parties.all()
        if party.part == part
    )


def check_may_start(
    person: User, flow: Flow, parties: Iterable[Part], *, place: str | None, subjects: frozenset[Any]
) -> None:
    """Raise NotPermitted unless the person may begin such a procedure for the party that begins it."""
    grants = person.grants
    for party in parties:
        if party.name == flow.beginner and by_which(grants, flow.opening, party, place=place, subjects=subjects):
            return
    raise NotPermitted(_("You may not begin this for that State, organisation and subject."))


def check_may_take(person: User, dossier: Dossier, step: Step, reason: str = "") -> None:
    """Raise a refusal unless the person may take a step with a dossier now.

    Raises:
        NotPermitted: they act for no party that takes this step, or may not do what it asks for.
        NotNow: it stands where this step does not begin, or a reason is missing.

    The service, as which nobody can sign in, acts for no party: a module lets it take a step of which it was shown by
    something signed that it happened.
    """
    if person.is_service:
        _check_stands(dossier.procedure, dossier.flow, step)
    else:
        _check_step(person.grants, dossier.procedure, dossier.flow, step)
    if step.is_reasoned and not reason.strip():
        raise NotNow(_("Say why: without a reason this step is not taken."))


def _check_step(grants: Sequence[Grant], procedure: Procedure, flow: Flow, step: Step) -> None:
    if not acts_in(grants, procedure, step.part, step.permission):
        raise NotPermitted(
            _("This step is taken by: %(part)s. You do not act for it here.") % {"part": flow.parts[step.part]}
        )
    _check_stands(procedure, flow, step)


def _check_stands(procedure: Procedure, flow: Flow, step: Step) -> None:
    if procedure.state not in step.sources:
        raise NotNow(_("Not now: it stands at “%(state)s”.") % {"state": flow.states[procedure.state]})


def steps_for(grants: Sequence[Grant], dossier: Dossier) -> list[Step]:
    """The steps that somebody may take with a dossier now, by what they hold; no query where it was loaded whole."""
    found = []
    for step in dossier.flow.steps:
        try:
            _check_step(grants, dossier.procedure, dossier.flow, step)
        except Refused:
            continue
        found.append(step)
    return found
