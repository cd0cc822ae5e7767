"""Let a proposal go a step, tell whoever has to act next, and make a record of it at the end."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.base.audit.actions import note
from comity.base.people.models import User
from comity.engines.procedures import actions as procedures
from comity.engines.records.models import Record
from comity.kernel.errors import NotNow
from comity.operations.contributions import rules
from comity.operations.contributions.actions.telling import tell
from comity.operations.contributions.models import Proposal


HANDING_IN = frozenset({"hand_in", "hand_in_verified"})


@transaction.atomic
def go(proposal: Proposal, step: str, *, by: User, reason: str = "", version: int | None = None) -> Proposal:
    """Take a step with a proposal; to publish it there is an action of its own.

    Whoever calls this has asked whether what is handed in can be read.

    Args:
        proposal: which.
        step: one of the flow's.
        by: who takes it.
        reason: why.
        version: the one that the person has read; None when nothing was to be read.

    Raises:
        NotPermitted: the person acts for no party that takes this step.
        NotNow: it stands elsewhere, a reason is missing, or it was changed since the person opened it.
    """
    if step == "publish":
        raise NotNow(_("Open the contribution to publish it."))
    return _taken(proposal, step, by=by, reason=reason, version=version)


@transaction.atomic
def publish(proposal: Proposal, keep: Callable[[], Record], *, by: User, version: int) -> Record:
    """Make a record of a proposal, or change the one that it concerns: both the step and the record, or neither.

    Args:
        proposal: which.
        keep: makes the record, or changes it, as it was read: from what is proposed and what is public now.
        by: the editor; the record and its revision are theirs, and the log names who proposed.
        version: the one that the editor has read.

    Raises:
        NotPermitted: the person does not publish.
        NotNow: it is not in review, or was changed since the editor opened it.
        Overtaken: the public record was changed since.
        ValidationError: a field is wrong.
    """
    proposal = _taken(proposal, "publish", by=by, version=version)
    record = keep()
    proposal.record = record
    proposal.save(update_fields=["record", "changed_at"])
    note(
        "contribution.publish",
        record,
        by=by,
        record_id=record.pk,
        on_behalf_of=proposal.author,
        proposal=str(proposal.pk),
        place=proposal.procedure.place_id,
        organisation=proposal.organisation_id,
    )
    return record


@transaction.atomic
def _taken(proposal: Proposal, step: str, *, by: User, reason: str = "", version: int | None = None) -> Proposal:
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("procedure").get(pk=proposal.pk)
    move = procedures.take(proposal, step, by=by, reason=reason)
    if version is not None:
        rules.check_same(proposal, version)
    if step in HANDING_IN and proposal.handed_in_at is None:
        proposal.handed_in_at = timezone.now()
        proposal.save(update_fields=["handed_in_at", "changed_at"])
    tell(proposal, move, by=by)
    return proposal
